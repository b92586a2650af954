package dev.troupe.app.care;

import dev.troupe.app.settings.StartFailure;
import dev.troupe.persistence.Tree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A file or directory in the making, beside the place where it is to be and under a name of its own: it comes there whole
 * or not at all. What is given up, also by Ctrl-C, leaves nothing behind; what a kill leaves goes when the next of the same
 * name is begun.
 */
final class Draft implements AutoCloseable {

    static final String PART = ".part-";

    private static final FileAttribute<?> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private final Path target;
    private final Path path;
    private final Thread hook = new Thread(this::forget, "troupe-draft");

    private @Nullable FileChannel channel;

    private Draft(Path target) {
        this.target = target;
        this.path = besides(target);
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** Of something that must not be there yet, in a directory that must. */
    static Draft of(Path target) {
        var place = target.toAbsolutePath().normalize();
        if (Files.exists(place)) throw new StartFailure(target + " is there already");
        var parent = place.getParent();
        if (parent == null || !Files.isDirectory(parent)) throw new StartFailure("there is no directory " + parent);
        Remains.clear(place);
        return new Draft(place);
    }

    static Path besides(Path target) {
        return target.resolveSibling(
                target.getFileName() + PART + UUID.randomUUID().toString().substring(0, 8));
    }

    /** Where it is made. */
    Path path() {
        return path;
    }

    /** Makes it a file, for its owner's eyes only. It is held until it is published or given up; closing that is our affair. */
    FileChannel file() throws IOException {
        var file = FileChannel.open(path, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), OWNER_ONLY);
        channel = file;
        try {
            file.tryLock();
        } catch (IOException unknownHere) {
            // A file system without locks: then nobody else can lock it either, and take it for left over.
        }
        return file;
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
        try (var _ = channel) {
            end();
        } catch (IOException trouble) {
            throw new UncheckedIOException(path + " could not be closed", trouble);
        }
    }

    private void end() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException ending) {
            return; // The hook does it.
        }
        forget();
    }
}
