package dev.troupe.app.settings;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class LogsTest {

    @Test
    void levelsAndFormatsThatThereAreAreTaken() {
        assertThatCode(() -> Logs.check(Map.of())).doesNotThrowAnyException();
        assertThatCode(() -> Logs.check(
                        Map.of("TROUPE_LOG", "debug", "TROUPE_LOG_LIBRARIES", "OFF", "TROUPE_LOG_FORMAT", "json")))
                .doesNotThrowAnyException();
    }

    @Test
    void thoseThatThereAreNotAreRefusedByName() {
        assertThatThrownBy(() -> Logs.check(Map.of("TROUPE_LOG", "verbose")))
                .isInstanceOf(Misuse.class)
                .hasMessage("TROUPE_LOG must be a level like INFO, DEBUG, WARN or OFF, not verbose");
        assertThatThrownBy(() -> Logs.check(Map.of("TROUPE_LOG_FORMAT", "xml")))
                .isInstanceOf(Misuse.class)
                .hasMessage("TROUPE_LOG_FORMAT must be text or json, not xml");
    }
}
