package dev.troupe.app.care;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.troupe.persistence.DataDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DraftTest {

    @TempDir
    private Path directory;

    @Test
    void whatIsGivenUpLeavesNothing() throws IOException {
        try (var draft = Draft.of(directory.resolve("data"))) {
            Files.createDirectories(draft.path().resolve("inside"));
            Files.writeString(draft.path().resolve("inside/half"), "...");
        }
        try (var draft = Draft.of(directory.resolve("file"))) {
            Files.writeString(draft.path(), "...");
        }
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void whatIsWholeIsThereUnderItsName() throws IOException {
        try (var draft = Draft.of(directory.resolve("data"))) {
            Files.createDirectories(draft.path());
            Files.writeString(draft.path().resolve("whole"), "all of it");
            assertThat(directory.resolve("data")).doesNotExist();
            draft.publish();
        }
        assertThat(directory).isDirectoryContaining(path -> path.endsWith("data"));
        assertThat(directory.resolve("data/whole")).hasContent("all of it");
    }

    @Test
    void whatIsThereIsNeverReplaced() throws IOException {
        var target = directory.resolve("file");
        try (var draft = Draft.of(target)) {
            Files.writeString(draft.path(), "mine");
            Files.writeString(target, "of another");
            assertThatThrownBy(draft::publish).hasMessage(target + " is there already");
        }
        assertThat(target).hasContent("of another");
        assertThatThrownBy(() -> Draft.of(target)).hasMessage(target + " is there already");
        assertThatThrownBy(() -> Draft.of(directory.resolve("no/where")))
                .hasMessage("there is no directory " + directory.resolve("no"));
    }

    @Test
    void whatAKillLeftGoesWhenTheNextOfTheSameNameIsBegun() throws IOException {
        Files.writeString(directory.resolve("data.part-0123abcd"), "half");
        Files.createDirectories(directory.resolve("data.part-4567cdef/inside"));
        for (var mine : List.of("data.part-mine", "other.part-0123abcd", "data.part-0123abcd.txt")) {
            Files.writeString(directory.resolve(mine), "");
        }
        try (var draft = Draft.of(directory.resolve("data"))) {
            assertThat(draft.path()).doesNotExist();
            assertThat(names()).containsExactly("data.part-0123abcd.txt", "data.part-mine", "other.part-0123abcd");
        }
    }

    @Test
    void whatIsStillBeingMadeStays() throws IOException {
        try (var file = Draft.of(directory.resolve("data"));
                var tree = Draft.of(directory.resolve("data"));
                var held = DataDirectory.open(tree.path())) {
            assertThat(file.file().isOpen()).isTrue();
            try (var next = Draft.of(directory.resolve("data"))) {
                assertThat(next.path()).doesNotExist();
                assertThat(file.path()).exists();
                assertThat(held.path()).exists();
            }
        }
    }

    private List<String> names() throws IOException {
        try (var files = Files.list(directory)) {
            return files.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }
}
