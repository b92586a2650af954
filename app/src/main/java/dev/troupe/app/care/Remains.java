package dev.troupe.app.care;

import dev.troupe.persistence.DataDirectory;
import dev.troupe.persistence.Tree;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * Drafts of processes that were killed. Whoever makes one holds a lock on it, and the operating system takes that away when
 * the process ends, however it ends: a draft that can be locked is nobody's.
 */
final class Remains {

    private Remains() {}

    /** Removes those of one target, and says so. Where it cannot be shown that nobody is at work any more, nothing happens. */
    static void clear(Path target) {
        var parent = target.toAbsolutePath().getParent();
        if (parent == null) return;
        try (var drafts = Files.newDirectoryStream(parent, isDraftOf(target))) {
            for (var draft : drafts) clear(target, draft);
        } catch (IOException unreadable) {
            // Whoever wants to write there is told by that.
        }
    }

    private static DirectoryStream.Filter<Path> isDraftOf(Path target) {
        return path -> {
            var name = path.getFileName().toString();
            var begin = target.getFileName() + Draft.PART;
            return name.startsWith(begin) && name.substring(begin.length()).matches("[0-9a-f]{8}");
        };
    }

    private static void clear(Path target, Path draft) {
        try {
            var gone = Files.isDirectory(draft, LinkOption.NOFOLLOW_LINKS)
                    ? clearDirectory(target, draft)
                    : Files.isRegularFile(draft, LinkOption.NOFOLLOW_LINKS) && clearFile(target, draft);
            if (gone) System.err.println("troupe: " + draft + " was left by a process that was killed, and is removed");
        } catch (IOException trouble) {
            System.err.println("troupe: " + draft
                    + " may be left by a process that was killed, and could not be removed: " + trouble.getMessage());
        }
    }

    private static boolean clearDirectory(Path target, Path draft) throws IOException {
        try (var free = DataDirectory.open(draft)) {
            remove(target, free.path());
            return true;
        } catch (DataDirectory.InUse alive) {
            return false;
        }
    }

    private static boolean clearFile(Path target, Path draft) throws IOException {
        try (var channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
            if (channel.tryLock() == null) return false;
            remove(target, draft);
            return true;
        } catch (OverlappingFileLockException alive) {
            return false;
        }
    }

    /** Under another name first: whoever has begun it this instant, and holds no lock yet, never publishes a half of it. */
    private static void remove(Path target, Path draft) throws IOException {
        Tree.delete(Files.move(draft, Draft.besides(target), StandardCopyOption.ATOMIC_MOVE));
    }
}
