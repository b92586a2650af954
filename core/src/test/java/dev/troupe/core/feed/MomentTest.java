package dev.troupe.core.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MomentTest {

    private static final Instant NOW = Instant.parse("2026-11-25T20:10:00Z");

    private static Moment read(String text) {
        return Moment.parse(text, NOW, ZoneOffset.UTC);
    }

    private static Moment at(String time) {
        return new Moment.AtTime(Instant.parse(time));
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-25T10:02:00Z,          2026-11-25T10:02:00Z",
        "2026-11-25T10:02:00.123456789Z,2026-11-25T10:02:00.123456789Z",
        "2026-11-25T10:02:00+01:00,     2026-11-25T09:02:00Z",
        "2026-11-25T10:02:00,           2026-11-25T10:02:00Z",
        "2026-11-25T10:02,              2026-11-25T10:02:00Z",
        "2026-11-25,                    2026-11-25T00:00:00Z",
        "10:02,                         2026-11-25T10:02:00Z",
        "10:02:30,                      2026-11-25T10:02:30Z",
        "20:10,                         2026-11-25T20:10:00Z",
        "8:05,                          2026-11-25T08:05:00Z",
        "8:05:30,                       2026-11-25T08:05:30Z",
        "1764064920,                    2025-11-25T10:02:00Z",
        "1764064920.25,                 2025-11-25T10:02:00.250Z",
        "0.5,                           1970-01-01T00:00:00.500Z",
        "10m,                           2026-11-25T20:00:00Z",
        "1h30m,                         2026-11-25T18:40:00Z",
        "45s,                           2026-11-25T20:09:15Z",
        "2d,                            2026-11-23T20:10:00Z"
    })
    void timesAreReadAsPeopleAndClientsWriteThem(String text, String time) {
        assertThat(read(text)).isEqualTo(at(time));
    }

    @Test
    void aTimeOfDayThatIsStillToComeIsYesterdays() {
        assertThat(read("20:11")).isEqualTo(at("2026-11-24T20:11:00Z"));
    }

    @Test
    void aTimeWithoutZoneIsThatOfWhoeverAsks() {
        var zone = ZoneId.of("Europe/Berlin"); // An hour ahead in winter: there it is 21:10.
        assertThat(Moment.parse("21:05", NOW, zone)).isEqualTo(at("2026-11-25T20:05:00Z"));
        assertThat(Moment.parse("2026-11-25", NOW, zone)).isEqualTo(at("2026-11-24T23:00:00Z"));
    }

    @Test
    void smallWholeNumbersAreOffsets() {
        assertThat(read("0")).isEqualTo(new Moment.AtOffset(0));
        assertThat(read("4711")).isEqualTo(new Moment.AtOffset(4711));
        assertThat(read("999999999")).isEqualTo(new Moment.AtOffset(999_999_999));
        assertThat(read("1000000000")).isEqualTo(at("2001-09-09T01:46:40Z"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", " ", "noon", "25:00", "10:2", "2026-13-01", "-5", "10m5h", "m", "1e9", "99999999999999999999"
            })
    void anythingElseIsRefusedWithWhatWouldDo(String text) {
        assertThatThrownBy(() -> read(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"" + text + "\" is no moment")
                .hasMessageContaining("10:02");
    }
}
