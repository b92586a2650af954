package dev.troupe.core.vitals;

import static dev.troupe.core.vitals.Facts.N1;
import static dev.troupe.core.vitals.Facts.WEB;
import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.core.id.TaskId;
import dev.troupe.core.roster.Roster;
import dev.troupe.core.service.Plan;
import dev.troupe.core.service.Reason;
import dev.troupe.core.service.ServiceEvent;
import dev.troupe.core.service.UpdateStatus;
import dev.troupe.core.service.UpdateStatus.State;
import dev.troupe.core.task.DesiredState;
import dev.troupe.core.task.TaskEvent;
import dev.troupe.core.task.TaskState;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ProgressTest {

    private Roster roster = Roster.empty();
    private final Facts facts = new Facts(recorded -> roster = roster.with(recorded));

    @BeforeEach
    void threeSlotsOfTheFirstRevisionRun() {
        facts.happens(WEB, new ServiceEvent.Created(WEB, Facts.spec(3), 5));
        for (var slot = 1; slot <= 3; slot++) runs("old" + slot, slot, 0);
    }

    @Test
    void withoutARolloutThereIsNoProgress() {
        assertThat(progress()).isEmpty();
    }

    @Test
    void slotsGoFromWaitingThroughInHandToDone() {
        updates(State.UPDATING);
        assertThat(progress()).contains(new Progress(3, 0, 0, 3, 0));

        ends("old1");
        begins("new1", 1);
        assertThat(progress()).contains(new Progress(3, 0, 1, 2, 0));

        facts.observed("new1", TaskState.RUNNING);
        assertThat(progress()).contains(new Progress(3, 1, 0, 2, 0));
    }

    @Test
    void aFailedTaskIsCountedAndItsSlotWaitsAgainOrIsDoneByTheNext() {
        updates(State.UPDATING);
        ends("old1");
        begins("new1", 1);
        facts.observed("new1", TaskState.FAILED);
        ends("new1");
        assertThat(progress()).contains(new Progress(3, 0, 0, 3, 1));

        runs("again1", 1, 1);
        assertThat(progress()).contains(new Progress(3, 1, 0, 2, 1));
    }

    @Test
    void aPausedRolloutStaysInViewAndACompletedOneDoesNot() {
        updates(State.UPDATING);
        facts.happens(WEB, new ServiceEvent.RolloutPaused(status(State.PAUSED)));
        assertThat(progress()).contains(new Progress(3, 0, 0, 3, 0));
        facts.happens(WEB, new ServiceEvent.RolloutFinished(status(State.COMPLETED)));
        assertThat(progress()).isEmpty();
    }

    private Optional<Progress> progress() {
        return Progress.of(roster, roster.service(WEB).orElseThrow());
    }

    private void updates(State state) {
        facts.happens(
                WEB, new ServiceEvent.SpecChanged(Facts.spec(3), 1, Optional.empty(), Optional.of(status(state))));
    }

    private UpdateStatus status(State state) {
        return new UpdateStatus(state, facts.now, Optional.empty(), state.word());
    }

    private void ends(String task) {
        facts.happens(
                WEB, new ServiceEvent.TasksEnded(List.of(new TaskId(task)), DesiredState.SHUTDOWN, Reason.UPDATED));
    }

    private void runs(String task, int slot, long specVersion) {
        plans(task, slot, specVersion);
        facts.observed(task, TaskState.RUNNING);
    }

    private void begins(String task, int slot) {
        plans(task, slot, 1);
    }

    private void plans(String task, int slot, long specVersion) {
        var plan = new Plan(new TaskId(task), slot, DesiredState.RUNNING, Optional.empty());
        facts.happens(WEB, new ServiceEvent.TasksPlanned(List.of(plan), specVersion, Reason.UPDATED));
        facts.created(task, slot, specVersion, DesiredState.RUNNING);
        facts.happens(task, new TaskEvent.Assigned(N1));
    }
}
