package dev.troupe.persistence;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * A directory that one Troupe at a time works in. The lock is the operating system's, so it ends with the process
 * however that ends; the file itself stays and means nothing.
 */
public final class DataDirectory implements AutoCloseable {

    private static final String LOCK = "troupe.lock";
    private static final String RUNNING = "troupe.json";
    private static final JsonMapper JSON = new JsonMapper();

    private static final int ATTEMPTS = 3;
    private static final Duration PAUSE = Duration.ofMillis(100);

    /**
     * Directories held in this process. The operating system locks for the process as a whole, and drops the lock as
     * soon as the process closes the file anywhere: so a held file is never opened again.
     */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path path;
    private final Path real;
    private final FileChannel channel;
    private final Before before;
    private volatile boolean givenUp;

    /**
     * How it was found.
     *
     * @param missing the directories that were made for it, the outermost first and itself last
     * @param journal whether there was one in it
     * @param ephemeral whether it is to be gone in the end
     */
    private record Before(List<Path> missing, boolean journal, boolean ephemeral) {}

    /** What a running Troupe says of itself to later commands. */
    public record Running(long pid, List<String> doors) {}

    /** Another Troupe works in the directory. The message says so in one line. */
    public static final class InUse extends IOException {
        private static final long serialVersionUID = 1;

        InUse(String message) {
            super(message);
        }
    }

    private DataDirectory(Path path, Path real, FileChannel channel, Before before) {
        this.path = path;
        this.real = real;
        this.channel = channel;
        this.before = before;
    }

    /**
     * Makes the directory where it is missing, readable by its owner only, and locks it for this process.
     *
     * @throws InUse when another Troupe holds it
     * @throws IOException when it cannot be made or written; the message names it
     */
    public static DataDirectory open(Path path) throws IOException {
        return open(path.toAbsolutePath().normalize(), false);
    }

    /** A fresh directory that {@link #close()} deletes with all that is in it. */
    public static DataDirectory ephemeral() throws IOException {
        return open(Files.createTempDirectory("troupe-"), true);
    }

    private static DataDirectory open(Path path, boolean ephemeral) throws IOException {
        var missing = missing(path);
        try {
            if (!missing.isEmpty()) {
                Files.createDirectories(
                        path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            }
            var real = path.toRealPath();
            for (var attempt = 1; HELD.add(real); attempt++) {
                var channel = lock(real);
                if (channel.isPresent()) {
                    var journal = Files.exists(real.resolve(Schema.FILE));
                    return new DataDirectory(path, real, channel.get(), new Before(missing, journal, ephemeral));
                }
                HELD.remove(real);
                if (attempt == ATTEMPTS) break;
                LockSupport.parkNanos(PAUSE.toNanos()); // Someone may only be looking, or just coming to an end.
            }
        } catch (IOException e) {
            throw new IOException("the data directory " + path + " cannot be used: " + reason(e), e);
        }
        var owner =
                read(path).map(running -> " (process " + running.pid() + ")").orElse("");
        throw new InUse("the data directory " + path + " is in use by another Troupe" + owner);
    }

    private static List<Path> missing(Path path) {
        return Stream.iterate(path, next -> next != null && !Files.isDirectory(next), Path::getParent)
                .toList()
                .reversed();
    }

    /** The open and locked lock file, or empty where another process holds it, or has taken the directory back meanwhile. */
    private static Optional<FileChannel> lock(Path directory) throws IOException {
        FileChannel channel;
        try {
            channel = FileChannel.open(directory.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        } catch (IOException e) {
            HELD.remove(directory);
            throw e;
        }
        try {
            if (channel.tryLock() != null && Files.exists(directory.resolve(LOCK))) return Optional.of(channel);
        } catch (IOException e) {
            HELD.remove(directory);
            channel.close();
            throw e;
        }
        channel.close();
        return Optional.empty();
    }

    private static String reason(IOException e) {
        return switch (e) {
            case AccessDeniedException denied -> denied.getFile() + ": permission denied";
            case FileAlreadyExistsException file -> file.getFile() + " is no directory";
            case NoSuchFileException missing -> missing.getFile() + " cannot be made";
            case FileSystemException other
            when other.getReason() != null ->
                other.getFile() + ": " + other.getReason().toLowerCase(Locale.ROOT);
            default -> e.getClass().getSimpleName() + ": " + e.getMessage();
        };
    }

    public Path path() {
        return path;
    }

    /** Leaves word where this Troupe can be spoken to: addresses of its doors, as {@code DOCKER_HOST} takes them. */
    public void announce(List<String> doors) throws IOException {
        var draft = path.resolve(RUNNING + ".new");
        Files.write(
                draft,
                JSON.writeValueAsBytes(new Running(ProcessHandle.current().pid(), doors)));
        Files.move(draft, path.resolve(RUNNING), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** The Troupe that works in this directory now, once it has announced itself. */
    public static Optional<Running> running(Path path) throws IOException {
        try {
            if (HELD.contains(path.toRealPath())) return read(path);
            try (var channel = FileChannel.open(path.resolve(LOCK), StandardOpenOption.WRITE)) {
                // Where nobody holds it, what is written there is of the past.
                return channel.tryLock() == null ? read(path) : Optional.empty();
            }
        } catch (NoSuchFileException neverUsed) {
            return Optional.empty();
        }
    }

    private static Optional<Running> read(Path path) throws IOException {
        try {
            return Optional.of(JSON.readValue(Files.readAllBytes(path.resolve(RUNNING)), Running.class));
        } catch (NoSuchFileException | JacksonException nothingThere) {
            return Optional.empty();
        }
    }

    /**
     * What has been made since it was opened is to go when it is closed: directories that were missing, with what is in
     * them, and a journal that was not there. For a beginning that failed, and of which nobody has been told. What was there
     * stays, and so does a lock file: another process may be waiting on it.
     */
    public void giveUp() {
        givenUp = true;
    }

    /** Gives the directory free; deletes it if it was ephemeral. */
    @Override
    public void close() throws IOException {
        if (!channel.isOpen()) return;
        try (channel) {
            Files.deleteIfExists(path.resolve(RUNNING));
            if (givenUp && !before.journal()) {
                for (var file : Schema.FILES) Files.deleteIfExists(path.resolve(file));
            }
            if (before.ephemeral() || givenUp && !before.missing().isEmpty()) Tree.delete(path);
            if (givenUp) deleteParents();
        } finally {
            HELD.remove(real);
        }
    }

    private void deleteParents() throws IOException {
        for (var parent : before.missing().reversed()) {
            if (Files.isDirectory(parent) && isEmpty(parent)) Files.delete(parent);
        }
    }

    private static boolean isEmpty(Path directory) throws IOException {
        try (var files = Files.list(directory)) {
            return files.findAny().isEmpty();
        }
    }
}
