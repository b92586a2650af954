package dev.troupe.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole swarms under failures drawn from seeds: nothing that a user relies on is ever violated. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SeedsTest {

    private static final long SEEDS = 2_000;
    private static final int THREADS = 2;

    private final Stage stage = new Stage();

    @AfterAll
    void close() {
        stage.close();
    }

    @Test
    void twoThousandSeedsViolateNothing() {
        var stories = new ArrayList<String>();
        var totals = Rehearsals.many(
                1, SEEDS, THREADS, told -> stories.add(told.story().orElseThrow()), sofar -> {});
        System.out.println("rehearsed: " + totals.words());
        assertThat(stories).isEmpty();
        assertThat(totals.seeds()).isEqualTo(SEEDS);
        assertThat(totals.faults()).as("something went wrong on purpose").isGreaterThan(SEEDS);
    }

    /** Each of them once failed. What a seed means changes with how plans are drawn; each bug has its own story, too. */
    @ParameterizedTest
    @ValueSource(
            longs = {
                8, 19, 65, 129, 139, 197, 218, 235, 297, 423, 428, 494, 510, 609, 668, 767, 938, 963, 1122, 1709, 2562,
                1652, 3866, 7943, 22775, 100358, 102846, 103153, 104313, 105201, 108645
            })
    void whatOnceFailedHolds(long seed) {
        var outcome = Rehearsal.of(stage, Plan.of(seed));
        assertThat(outcome.violation()).as(outcome.words()).isEmpty();
    }
}
