package dev.troupe.core.placement;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** How long changes gather before a round (SC-2): far shorter than in Swarm, longer only while very many come. */
class GatheringTest {

    @Test // SC-2
    void aFewTasksNeverWaitForOthers() {
        assertThat(Gathering.BRIEF.after(3, 3)).isEqualTo(Gathering.BRIEF);
    }

    @Test // SC-2
    void whileManyComeRoundsGrowUpToATenthOfASecond() {
        var gathering = Gathering.BRIEF;
        for (var round = 1; round <= 5; round++) gathering = gathering.after(500, 100);
        assertThat(gathering.pause()).isEqualTo(Duration.ofMillis(96));
        assertThat(gathering.after(500, 100)).isEqualTo(gathering);
    }

    @Test // SC-2
    void onceTheyHaveComeTheNextOneIsServedAtOnce() {
        assertThat(new Gathering(Duration.ofMillis(96)).after(1, 100)).isEqualTo(Gathering.BRIEF);
    }
}
