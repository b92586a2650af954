package dev.troupe.core.rule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

/** The version index of an object. */
class VersionsTest {

    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    @Test // OM-3
    void itGrowsWithEveryWriteEvenWhereTheClockStandsStillOrGoesBack() {
        var first = Versions.next(0, NOON);
        assertThat(Versions.next(first, NOON)).isGreaterThan(first);
        assertThat(Versions.next(first, NOON.minusSeconds(60))).isGreaterThan(first);
    }

    @Test // OM-3: not dense, and greater for what was written later, whichever object that was.
    void acrossObjectsItGrowsWithTheClock() {
        assertThat(Versions.next(0, NOON.plusSeconds(1))).isGreaterThan(Versions.next(0, NOON) + 1);
    }

    @Test // It must come through a JavaScript client unharmed.
    void itFitsADouble() {
        var version = Versions.next(0, Instant.parse("2100-01-01T00:00:00Z"));
        assertThat((long) (double) version).isEqualTo(version);
        assertThat(version).isLessThan(1L << 53);
    }

    @Test // OM-4
    void aClientKnewTheSpecIfItReadNeitherBeforeItNorAfterNow() {
        assertThat(Versions.knewTheSpec(5, 5, 9)).isTrue();
        assertThat(Versions.knewTheSpec(9, 5, 9)).isTrue();
        assertThat(Versions.knewTheSpec(4, 5, 9)).isFalse();
        assertThat(Versions.knewTheSpec(10, 5, 9)).isFalse();
    }
}
