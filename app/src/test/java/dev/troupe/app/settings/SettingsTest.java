package dev.troupe.app.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file of settings: what is wrong in it is one line that names the setting. */
class SettingsTest {

    @TempDir
    private Path directory;

    private Settings settings(String text) throws IOException {
        return Settings.read(Optional.of(Files.writeString(directory.resolve("mine.conf"), text)));
    }

    @Test
    void whatIsSetGoesOverTroupesOwn() throws IOException {
        assertThat(settings("").heartbeat()).isEqualTo(Duration.ofMillis(200));
        assertThat(settings("troupe.heartbeat = 1s, pekko.loglevel = INFO").heartbeat())
                .isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void aSettingThatThereIsNotIsRefused() {
        assertThatThrownBy(() -> settings("troupe { heartbaet = 1s }"))
                .isInstanceOf(StartFailure.class)
                .hasMessage(directory.resolve("mine.conf")
                        + ": there is no setting troupe.heartbaet; did you mean troupe.heartbeat?");
        assertThatThrownBy(() -> settings("troupe.journal.colour = blue"))
                .isInstanceOf(StartFailure.class)
                .hasMessage(directory.resolve("mine.conf") + ": there is no setting troupe.journal.colour");
    }

    @Test
    void aValueThatIsNoneIsRefused() throws IOException {
        var banana = settings("troupe.heartbeat = banana");
        assertThatThrownBy(banana::heartbeat)
                .isInstanceOf(StartFailure.class)
                .hasMessageStartingWith("troupe.heartbeat must be a time like 200 ms: ");
        var none = settings("troupe.heartbeat = 0");
        assertThatThrownBy(none::heartbeat)
                .isInstanceOf(StartFailure.class)
                .hasMessage("troupe.heartbeat must be more than nothing");
    }
}
