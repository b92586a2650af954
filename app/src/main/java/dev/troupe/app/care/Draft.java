package dev.troupe.app.care;

import dev.troupe.app.settings.StartFailure;
import dev.troupe.persistence.Tree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;

/**
 * A file or directory in the making, beside the place where it is to be and under a name of its own: it comes there whole
 * or not at all. What is given up, also by Ctrl-C, leaves nothing behind.
 */
final class Draft implements AutoCloseable {

    private final Path target;
    private final Path path;
    private final Thread hook = new Thread(this::forget, "troupe-draft");

    private Draft(Path target) {
        this.target = target;
        this.path = target.resolveSibling(
                target.getFileName() + ".part-" + UUID.randomUUID().toString().substring(0, 8));
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** Of something that must not be there yet, in a directory that must. */
    static Draft of(Path target) {
        var place = target.toAbsolutePath().normalize();
        if (Files.exists(place)) throw new StartFailure(target + " is there already");
        var parent = place.getParent();
        if (parent == null || !Files.isDirectory(parent)) throw new StartFailure("there is no directory " + parent);
        return new Draft(place);
    }

    /** Where it is made. */
    Path path() {
        return path;
    }

    /** It is whole. Refused when something has come to its place meanwhile. */
    void publish() throws IOException {
        if (Files.exists(target)) throw new StartFailure(target + " is there already");
        Files.move(path, target, StandardCopyOption.ATOMIC_MOVE);
    }

    private void forget() {
        try {
            Tree.delete(path);
        } catch (IOException stays) {
            throw new UncheckedIOException(path + " could not be removed", stays);
        }
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException ending) {
            return; // The hook does it.
        }
        forget();
    }
}
