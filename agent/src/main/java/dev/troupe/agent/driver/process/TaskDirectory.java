package dev.troupe.agent.driver.process;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.troupe.agent.driver.StopOrder;
import dev.troupe.core.id.TaskId;
import dev.troupe.core.spec.PortConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** The directory of one task: the driver's whole memory of it. */
record TaskDirectory(TaskId task, Path path) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** What the driver must still know after a restart. */
    record Note(StopOrder stop, String image, List<PortConfig> ports) {}

    boolean isPrepared() {
        return Files.exists(path.resolve("task.json"));
    }

    boolean wasStarted() {
        return Files.exists(path.resolve("started"));
    }

    /** True once somebody has said that it is not wanted any more. */
    boolean isTold() {
        return Files.exists(path.resolve("told"));
    }

    void tell() throws IOException {
        write("told", "");
    }

    Path log() {
        return path.resolve("log");
    }

    Path work() {
        return path.resolve("work");
    }

    Optional<ProcessIdentity> wrapper() throws IOException {
        return ProcessIdentity.read(path.resolve("wrapper"));
    }

    Optional<ProcessIdentity> first() throws IOException {
        return ProcessIdentity.read(path.resolve("pid"));
    }

    OptionalInt exitCode() throws IOException {
        var file = path.resolve("exit");
        if (!Files.exists(file)) return OptionalInt.empty();
        return OptionalInt.of(Integer.parseInt(Files.readString(file).strip()));
    }

    Instant endedAt() throws IOException {
        return Files.getLastModifiedTime(path.resolve("exit")).toInstant();
    }

    Instant startedAt() throws IOException {
        return Files.getLastModifiedTime(path.resolve("started")).toInstant();
    }

    /** It was found dead, and nobody knows how it ended: so write down, once, what we say of it. */
    void endsUnknown(int exitCode) throws IOException {
        Files.deleteIfExists(path.resolve("told"));
        write("exit", exitCode + "\n");
    }

    /** Everything in place, the note last: a directory without it is a preparation that a crash cut short. */
    void prepare(Note note, List<String> argv, OptionalInt owner, OptionalInt group) throws IOException {
        Files.createDirectories(
                path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx--x--x")));
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwx--x--x"));
        Files.createDirectories(work());
        if (owner.isPresent()) {
            Files.setAttribute(work(), "unix:uid", owner.getAsInt(), LinkOption.NOFOLLOW_LINKS);
            Files.setAttribute(work(), "unix:gid", group.orElse(owner.getAsInt()), LinkOption.NOFOLLOW_LINKS);
        }
        Files.setPosixFilePermissions(work(), PosixFilePermissions.fromString("rwx------"));
        var command = new StringBuilder();
        for (var word : argv) command.append(word).append('\0');
        write("argv", command.toString());
        write("task.json", toJson(note));
    }

    Note note() throws IOException {
        var node = JSON.readTree(path.resolve("task.json").toFile());
        var signal = node.path("stopSignal").asText("");
        var ports = new ArrayList<PortConfig>();
        for (var port : node.path("ports")) {
            ports.add(new PortConfig(
                    port.path("name").asText(),
                    port.path("protocol").asText(),
                    port.path("target").asInt(),
                    port.path("published").asInt(),
                    true));
        }
        return new Note(
                new StopOrder(
                        signal.isEmpty() ? Optional.empty() : Optional.of(signal),
                        Duration.ofSeconds(node.path("stopGraceSeconds").asLong()),
                        true),
                node.path("image").asText(),
                List.copyOf(ports));
    }

    private static String toJson(Note note) {
        var node = JSON.createObjectNode();
        node.put("image", note.image());
        node.put("stopSignal", note.stop().signal().orElse(""));
        node.put("stopGraceSeconds", note.stop().grace().toSeconds());
        var ports = node.putArray("ports");
        for (var port : note.ports()) {
            ports.addObject()
                    .put("name", port.name())
                    .put("protocol", port.protocol())
                    .put("target", port.target())
                    .put("published", port.published());
        }
        return node.toPrettyString();
    }

    private void write(String name, String text) throws IOException {
        var unfinished = path.resolve(name + ".unfinished");
        Files.deleteIfExists(unfinished);
        Files.createFile(
                unfinished, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.write(unfinished, text.getBytes(StandardCharsets.UTF_8));
        Files.move(unfinished, path.resolve(name), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    void delete() throws IOException {
        if (!Files.exists(path)) return;
        Files.walkFileTree(path, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
                if (failure instanceof NoSuchFileException) return FileVisitResult.CONTINUE;
                throw failure;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
                    throws IOException {
                if (failure != null) throw failure;
                Files.deleteIfExists(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
