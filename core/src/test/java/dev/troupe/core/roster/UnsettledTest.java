package dev.troupe.core.roster;

import static dev.troupe.core.roster.Chronicle.N1;
import static dev.troupe.core.roster.Chronicle.WEB;
import static dev.troupe.core.roster.Chronicle.task;
import static dev.troupe.core.roster.Chronicle.update;
import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.core.feed.EntityRef;
import dev.troupe.core.service.ServiceEvent;
import dev.troupe.core.service.UpdateStatus.State;
import dev.troupe.core.task.DesiredState;
import dev.troupe.core.task.TaskEvent;
import dev.troupe.core.task.TaskState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class UnsettledTest {

    private final Chronicle story = Chronicle.ofWeb(2);

    /** Both nodes, and these. */
    private void wakes(String... others) {
        var all = new ArrayList<>(List.of("node|n1", "node|n2"));
        all.addAll(List.of(others));
        assertThat(Unsettled.of(story.roster()))
                .extracting(EntityRef::persistenceId)
                .containsExactlyElementsOf(all);
    }

    @Test
    void whereAllIsAsWantedOnlyNodesAreWoken() {
        story.runs(N1, "t1").sights("t1");
        wakes();
    }

    @Test
    void aTaskOnItsWayIsWokenWithItsService() {
        story.plans("t1");
        wakes("service|webid", "task|t1");
    }

    @Test
    void soIsOneWhoseServiceHasNotHeardHowItStands() {
        story.runs(N1, "t1");
        wakes("service|webid", "task|t1");
    }

    @Test
    void soIsOneThatEndedThoughItIsWantedAndOneThatRunsThoughItIsNot() {
        story.runs(N1, "t1", "t2")
                .observes(TaskState.FAILED, "t1")
                .ends(DesiredState.SHUTDOWN, "t2")
                .sights("t1", "t2");
        wakes("service|webid", "task|t1", "task|t2");
        story.ends(DesiredState.SHUTDOWN, "t1")
                .observes(TaskState.SHUTDOWN, "t2")
                .sights("t1", "t2");
        wakes();
    }

    @Test
    void aHeldTaskHasToBeReleased() { // R-22, RS-17
        story.plans(DesiredState.READY, "t1")
                .creates("t1")
                .reserves(N1, "t1")
                .assigns(N1, "t1")
                .observes(TaskState.READY, "t1")
                .sights("t1");
        wakes("service|webid", "task|t1");
    }

    @Test
    void aRolloutUnderWayGoesOnAndAPausedOneDoesNot() { // U-3, U-23
        story.happens(WEB, new ServiceEvent.RolloutStarted(List.of(1), false, Optional.of(update(State.UPDATING))));
        wakes("service|webid");
        story.happens(WEB, new ServiceEvent.RolloutPaused(update(State.PAUSED)));
        wakes();
    }

    @Test
    void aTaskThatLeftItsListsIsWokenUntilItsServiceHasHeardThatItIsGone() { // H-8, R-15
        story.runs(N1, "t1").observes(TaskState.FAILED, "t1").happens(WEB, new ServiceEvent.Removed(List.of()));
        wakes("service|webid", "task|t1");
        story.happens(task("t1"), new TaskEvent.Deleted());
        wakes("service|webid", "task|t1");
        story.hearsOfTheEndOf("t1");
        wakes();
    }
}
