package dev.troupe.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {

    @TempDir
    Path parent;

    @Test
    void oneTroupeAtATimeAndTheOtherIsToldWhere() throws IOException {
        var path = parent.resolve("data");
        try (var first = DataDirectory.open(path)) {
            first.announce(List.of("unix:///run/troupe.sock"));
            assertThatThrownBy(() -> DataDirectory.open(path))
                    .isInstanceOf(DataDirectory.InUse.class)
                    .hasMessage("the data directory " + path + " is in use by another Troupe (process "
                            + ProcessHandle.current().pid() + ")");
            // What was refused has not loosened the lock of the first.
            assertThatThrownBy(() -> DataDirectory.open(path)).isInstanceOf(DataDirectory.InUse.class);
        }
        try (var next = DataDirectory.open(path)) {
            assertThat(next.path()).isEqualTo(path);
        }
    }

    @Test
    void aRunningTroupeCanBeFoundAndAStoppedOneCannot() throws IOException {
        var path = parent.resolve("data");
        assertThat(DataDirectory.running(path)).isEmpty();
        try (var directory = DataDirectory.open(path)) {
            assertThat(DataDirectory.running(path)).isEmpty();
            directory.announce(List.of("unix:///a.sock", "tcp://127.0.0.1:2375"));
            assertThat(DataDirectory.running(path))
                    .contains(new DataDirectory.Running(
                            ProcessHandle.current().pid(), List.of("unix:///a.sock", "tcp://127.0.0.1:2375")));
        }
        assertThat(DataDirectory.running(path)).isEmpty();
        Files.writeString(path.resolve("troupe.json"), "{\"pid\":1,\"doors\":[]}"); // Left by one that was killed.
        assertThat(DataDirectory.running(path)).isEmpty();
    }

    @Test
    void itIsMadeForItsOwnerOnly() throws IOException {
        try (var directory = DataDirectory.open(parent.resolve("a/b"))) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.path())))
                    .isEqualTo("rwx------");
        }
    }

    @Test
    void anEphemeralOneIsGoneAfterwards() throws IOException {
        Path path;
        try (var directory = DataDirectory.ephemeral()) {
            path = directory.path();
            Schema.create(path);
            assertThat(path.resolve(Schema.FILE)).exists();
        }
        assertThat(path).doesNotExist();
    }

    @Test
    void aPathThatCannotBeADirectoryIsNamed() throws IOException {
        var file = Files.writeString(parent.resolve("file"), "");
        assertThatThrownBy(() -> DataDirectory.open(file.resolve("data")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(file.resolve("data").toString());
    }

    @Test
    void whatIsGivenUpLeavesNothingOfWhatWasMadeForIt() throws IOException {
        try (var directory = DataDirectory.open(parent.resolve("a/b/data"))) {
            Schema.create(directory.path());
            Files.createDirectories(directory.path().resolve("nodes/one"));
            directory.giveUp();
        }
        assertThat(parent).isEmptyDirectory();

        try (var directory = DataDirectory.open(parent.resolve("a/data"))) {
            Files.writeString(parent.resolve("a/of-another"), "");
            directory.giveUp();
        }
        assertThat(parent.resolve("a")).isDirectoryContaining("glob:**/of-another");
        assertThat(parent.resolve("a/data")).doesNotExist();
    }

    @Test
    void whatIsGivenUpKeepsWhatWasThere() throws IOException {
        Files.writeString(parent.resolve("mine"), "");
        try (var directory = DataDirectory.open(parent)) {
            Schema.create(parent);
            Files.writeString(parent.resolve(Schema.FILE + "-wal"), "");
            directory.giveUp();
        }
        assertThat(names()).containsExactly("mine", "troupe.lock");

        Schema.create(parent);
        Files.writeString(parent.resolve(Schema.FILE + "-wal"), "");
        try (var directory = DataDirectory.open(parent)) {
            directory.giveUp();
        }
        assertThat(names()).containsExactly(Schema.FILE, Schema.FILE + "-wal", "mine", "troupe.lock");
    }

    private List<String> names() throws IOException {
        try (var files = Files.list(parent)) {
            return files.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }
}
