package dev.troupe.app.care;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
}
