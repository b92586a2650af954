package dev.troupe.app.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MachineTest {

    @TempDir
    private Path folder;

    @AfterEach
    void forget() {
        System.clearProperty("troupe.build");
    }

    @Test
    void whatIsNotedOfTheBuildIsShown() throws IOException {
        var note =
                Files.writeString(folder.resolve("build.properties"), "commit=1a2b3c4\nbuilt=2026-11-30T21:00:00Z\n");
        System.setProperty("troupe.build", note.toString());
        var facts = Machine.facts("id", "name", folder);
        assertThat(facts.commit()).isEqualTo("1a2b3c4");
        assertThat(facts.built()).isEqualTo("2026-11-30T21:00:00Z");
    }

    @Test
    void whereNothingIsNotedNothingIsShown() {
        assertThat(Machine.facts("id", "name", folder).commit()).isEmpty();
        System.setProperty("troupe.build", folder.resolve("none").toString());
        assertThat(Machine.facts("id", "name", folder).built()).isEmpty();
    }
}
