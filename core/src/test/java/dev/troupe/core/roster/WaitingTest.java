package dev.troupe.core.roster;

import static dev.troupe.core.roster.Chronicle.N1;
import static dev.troupe.core.roster.Chronicle.WEB;
import static dev.troupe.core.roster.Chronicle.task;
import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.core.placement.PlacementGroup;
import dev.troupe.core.service.ServiceEvent;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Who waits for a node, and with whom. */
class WaitingTest {

    @Test // SC-1, SC-20
    void tasksOfOneRevisionAreLookedAtTogetherAndThoseOfTheNextApart() {
        var web = Chronicle.ofWeb(3).plans("t2", "t1").creates("t1", "t2");
        web.happens(
                WEB,
                new ServiceEvent.SpecChanged(Chronicle.spec("alpine:4", 3), 7, Optional.empty(), Optional.empty()));
        web.plans("t3").creates("t3").plans("t4"); // Nobody has made the last one yet.

        var groups = Waiting.groups(web.roster().tasksAwaitingPlacement());
        assertThat(groups).extracting(PlacementGroup::specVersion).containsExactly(0L, 7L);
        assertThat(groups.getFirst().tasks()).containsExactly(task("t2"), task("t1"));
        assertThat(groups.getFirst().spec().container().image()).isEqualTo("alpine:3");
        assertThat(groups.getLast().tasks()).containsExactly(task("t3"));
        assertThat(groups.getLast().spec().container().image()).isEqualTo("alpine:4");
    }

    @Test // SC-5, SC-6: where a task has gone it stays, and is not looked at again.
    void aTaskThatHasItsNodeWaitsNoMore() {
        var web = Chronicle.ofWeb(2).runs(N1, "t1");
        assertThat(Waiting.groups(web.roster().tasksAwaitingPlacement())).isEmpty();
    }
}
