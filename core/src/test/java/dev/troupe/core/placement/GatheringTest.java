package dev.troupe.core.placement;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class GatheringTest {

    @Test
    void aFewTasksNeverWaitForOthers() {
        assertThat(Gathering.BRIEF.after(3, 3)).isEqualTo(Gathering.BRIEF);
    }

    @Test
    void whileManyComeRoundsGrowUpToATenthOfASecond() {
        var gathering = Gathering.BRIEF;
        for (var round = 1; round <= 5; round++) gathering = gathering.after(500, 100);
        assertThat(gathering.pause()).isEqualTo(Duration.ofMillis(96));
        assertThat(gathering.after(500, 100)).isEqualTo(gathering);
    }

    @Test
    void onceTheyHaveComeTheNextOneIsServedAtOnce() {
        assertThat(new Gathering(Duration.ofMillis(96)).after(1, 100)).isEqualTo(Gathering.BRIEF);
    }
}
