package dev.troupe.core.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.core.node.PhiAccrual.Settings;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class PhiAccrualTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Settings SETTINGS = Settings.forHeartbeat(Duration.ofMillis(200));

    private Instant now = START;
    private final PhiAccrual detector = new PhiAccrual(SETTINGS, START);

    private void beatsCalmly(int times) {
        for (var i = 0; i < times; i++) {
            now = now.plusMillis(200);
            detector.beat(now);
        }
    }

    private boolean isDownAfter(long millis) {
        return detector.isDown(now.plusMillis(millis), Duration.ZERO);
    }

    @Test
    @DisplayName("A calm node that falls silent is down within 1.8 s, and not for a mere pause (D-6)")
    void silence() {
        beatsCalmly(50);
        assertThat(isDownAfter(400)).isFalse();
        assertThat(isDownAfter(1_400)).isFalse();
        assertThat(isDownAfter(1_800)).isTrue();
        beatsCalmly(1);
        assertThat(isDownAfter(0)).as("it lives").isFalse();
    }

    @Test
    @DisplayName("A node that was never heard again after its first word is down within 2 s")
    void silentFromTheStart() {
        assertThat(isDownAfter(1_000)).isFalse();
        assertThat(isDownAfter(2_000)).isTrue();
    }

    @Property(tries = 500)
    void a_pause_is_not_a_death_and_a_death_is_not_a_pause(
            @ForAll @Size(max = 150) List<@IntRange(min = 0, max = 3_000) Integer> intervals) {
        var now = START;
        var detector = new PhiAccrual(SETTINGS, START);
        for (var interval : intervals) {
            now = now.plusMillis(interval);
            detector.beat(now);
        }
        assertThat(detector.isDown(now.plusMillis(1_000), Duration.ZERO)).isFalse();
        assertThat(detector.isDown(now.plus(SETTINGS.latest()), Duration.ZERO)).isTrue();
    }

    @Test
    @DisplayName("Detection never takes 2 s, whatever the rhythm was")
    void latest() {
        assertThat(SETTINGS.latest()).isBetween(Duration.ofMillis(1_700), Duration.ofMillis(1_900));
    }

    @Test
    @DisplayName("Ten hours of beats with jitter and collector pauses of up to 800 ms raise no false alarm")
    void jitter() {
        for (var seed = 1; seed <= 5; seed++) {
            var chance = new Random(seed);
            var detector = new PhiAccrual(SETTINGS, START);
            var nextBeat = START;
            var look = START;
            for (var end = START.plus(Duration.ofHours(2)); look.isBefore(end); ) {
                look = look.plusMillis(100);
                while (nextBeat.isBefore(look)) {
                    detector.beat(nextBeat);
                    var pause = chance.nextInt(20) == 0 ? chance.nextInt(800) : 0;
                    nextBeat = nextBeat.plusMillis(150 + chance.nextInt(100) + pause);
                }
                assertThat(detector.isDown(look, Duration.ZERO))
                        .as("seed %s at %s", seed, look)
                        .isFalse();
            }
        }
    }

    @Test
    @DisplayName("When the judge itself was held up, the silence is its own")
    void ownLateness() {
        beatsCalmly(50);
        var late = Duration.ofSeconds(10);
        now = now.plusMillis(100).plus(late);
        assertThat(detector.isDown(now, late)).isFalse();
        assertThat(isDownAfter(300))
                .as("beats that waited are still being read")
                .isFalse();
        assertThat(isDownAfter(1_800)).as("but none came").isTrue();
    }

    @Test
    @DisplayName("What is forgiven is forgotten with the next beat")
    void forgivenOnce() {
        beatsCalmly(50);
        var late = Duration.ofSeconds(10);
        now = now.plus(late);
        detector.beat(now); // Read just before the judge came to look.
        assertThat(detector.isDown(now.plusMillis(50), late)).isFalse();
        assertThat(isDownAfter(1_850)).isTrue();
    }

    @Test
    @DisplayName("A judge that is always a little late finds the dead in time all the same")
    void alwaysALittleLate() {
        beatsCalmly(50);
        var looks = Stream.iterate(now.plusMillis(150), look -> look.plusMillis(150))
                .limit(12);
        assertThat(looks.map(look -> detector.isDown(look, Duration.ofMillis(50))))
                .endsWith(true);
    }

    @Test
    @DisplayName("An outage does not make it patient")
    void outage() {
        beatsCalmly(50);
        now = now.plusSeconds(3_600);
        detector.beat(now);
        assertThat(isDownAfter(1_800)).isTrue();
    }

    @Test
    @DisplayName("A clock that is set back teaches nothing")
    void clockSetBack() {
        beatsCalmly(50);
        detector.beat(now.minusSeconds(5));
        assertThat(isDownAfter(900)).isFalse();
    }
}
