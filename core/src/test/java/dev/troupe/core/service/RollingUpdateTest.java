package dev.troupe.core.service;

import static dev.troupe.core.service.Story.policy;
import static dev.troupe.core.service.Story.restart;
import static dev.troupe.core.service.Story.spec;
import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.core.node.Standing;
import dev.troupe.core.rule.Refusal;
import dev.troupe.core.service.UpdateStatus.State;
import dev.troupe.core.spec.RestartPolicy;
import dev.troupe.core.spec.ServiceSpec;
import dev.troupe.core.spec.UpdatePolicy.FailureAction;
import dev.troupe.core.task.DesiredState;
import dev.troupe.core.task.TaskState;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RollingUpdateTest {

    private static final RestartPolicy ANY = RestartPolicy.DEFAULT;

    @Test // U-1
    void creationIsNoUpdate() {
        new Story().created(spec("web:1", 4)).noUpdate().shows("web:1", "web:1", "web:1", "web:1");
    }

    @Test // U-8, U-10, U-13, U-20
    void oneSlotAfterAnotherWithTenSecondsOfRest() {
        var two = spec("web:2", 3, policy(1, 10, FailureAction.PAUSE), ANY);
        var story = new Story()
                .createdAndRunning(spec("web:1", 3, policy(1, 10, FailureAction.PAUSE), ANY))
                .updated(two)
                .updateIs(State.UPDATING, "update in progress")
                .supervised()
                .shows("web:2", "web:1", "web:1");

        assertThat(story.newest(1).desired()).isEqualTo(DesiredState.READY);
        assertThat(story.oldest(1).desired()).isEqualTo(DesiredState.SHUTDOWN);
        story.sight(story.oldest(1), TaskState.SHUTDOWN);
        assertThat(story.newest(1).desired()).isEqualTo(DesiredState.RUNNING);

        story.comesUp(1).later(9).shows("web:2", "web:1", "web:1");
        story.later(1).shows("web:2", "web:2", "web:1");
        story.sight(story.oldest(2), TaskState.SHUTDOWN).comesUp(2).later(10);
        story.sight(story.oldest(3), TaskState.SHUTDOWN).comesUp(3).shows("web:2", "web:2", "web:2");

        story.later(10).later(10).updateIs(State.UPDATING, "update in progress");
        story.later(1).updateIs(State.COMPLETED, "update completed"); // The delay is longer than the monitor: + 1 s.
    }

    @Test // U-8
    void twoAtATimeTakesTheLowestSlotsFirst() {
        var story = new Story()
                .createdAndRunning(spec("web:1", 5, policy(2, 0, FailureAction.PAUSE), ANY))
                .updated(spec("web:2", 5, policy(2, 0, FailureAction.PAUSE), ANY))
                .supervised()
                .shows("web:2", "web:2", "web:1", "web:1", "web:1");
        story.sight(story.oldest(2), TaskState.SHUTDOWN).comesUp(2).later(0);
        story.shows("web:2", "web:2", "web:2", "web:1", "web:1");
    }

    @Test // U-8
    void parallelismZeroIsAllAtOnce() {
        new Story()
                .createdAndRunning(spec("web:1", 4))
                .updated(spec("web:2", 4, policy(0, 0, FailureAction.PAUSE), ANY))
                .supervised()
                .shows("web:2", "web:2", "web:2", "web:2");
    }

    @Test // U-10
    void afterAMinuteTheNewTaskStartsEvenIfTheOldOneDoesNotStop() {
        var story = new Story()
                .createdAndRunning(spec("web:1", 1))
                .updated(spec("web:2", 1))
                .supervised()
                .later(59);
        assertThat(story.newest(1).desired()).isEqualTo(DesiredState.READY);
        story.later(1);
        assertThat(story.newest(1).desired()).isEqualTo(DesiredState.RUNNING);
    }

    @Test // U-15, U-16
    void theFirstFailureWithinTheMonitorPeriodPauses() {
        var story = new Story()
                .createdAndRunning(spec("web:1", 3))
                .updated(spec("web:2", 3))
                .supervised();
        var task = story.newest(1);
        story.sight(story.oldest(1), TaskState.SHUTDOWN).comesUp(1).later(3);
        story.sight(story.live().slots().get(task.id()), TaskState.FAILED);
        story.updateIs(State.PAUSED, "update paused due to failure or early termination of task " + task.id());
        story.later(3600)
                .updateIs(State.PAUSED, "update paused due to failure or early termination of task " + task.id());
        assertThat(story.image(story.live().slots().liveOf(3).getLast()))
                .isEqualTo("web:1"); // U-17: not taken any more.
    }

    @Test // U-15
    void aTaskThatStayedUpLongerThanTheMonitorPeriodIsNoFailureOfTheUpdate() {
        var story = new Story()
                .createdAndRunning(spec("web:1", 2, policy(1, 20, FailureAction.PAUSE), ANY))
                .updated(spec("web:2", 2, policy(1, 20, FailureAction.PAUSE), ANY))
                .supervised();
        story.sight(story.oldest(1), TaskState.SHUTDOWN).comesUp(1).later(6);
        story.sight(story.newest(1), TaskState.FAILED).updateIs(State.UPDATING, "update in progress");
    }

    @Test // U-16, U-35
    void aFailureCanRollBackToThePreviousSpec() {
        var story = new Story()
                .createdAndRunning(spec("web:1", 3, policy(1, 0, FailureAction.ROLLBACK), ANY))
                .updated(spec("web:2", 3, policy(1, 0, FailureAction.ROLLBACK), ANY))
                .supervised();
        var task = story.newest(1);
        story.sight(story.oldest(1), TaskState.SHUTDOWN).sight(task, TaskState.REJECTED);
        story.updateIs(
                State.ROLLBACK_STARTED, "update rolled back due to failure or early termination of task " + task.id());
        story.shows("web:1", "web:1", "web:1");
        assertThat(story.live().previous()).isEmpty(); // U-40

        story.comesUp(1).later(5).updateIs(State.ROLLBACK_COMPLETED, "rollback completed");
        story.rolledBack().refusedWith("service web-id does not have a previous spec");
    }

    @Test
    void whatItIsAlreadyItDoesNotReturnTo() {
        var story = new Story().createdAndRunning(spec("web:1", 1));
        story.updated(spec("web:2", 1)).supervised();
        var before = story.service();
        story.does(new ServiceCommand.ReturnTo(
                        spec("web:2", 1),
                        story.live().specVersion(),
                        story.live().version()))
                .refusedWith("service web has that spec now: there is nothing to roll back");
        assertThat(story.service()).isSameAs(before);
    }

    @Test // U-18, fixed
    void aRollbackThatFailsIsPausedAndStaysSo() {
        var rollback = policy(1, 0, FailureAction.ROLLBACK);
        var story = new Story()
                .createdAndRunning(spec("web:1", 1, rollback, ANY))
                .updated(spec("web:2", 1, rollback, ANY))
                .supervised();
        var failed = story.newest(1);
        story.sight(story.oldest(1), TaskState.SHUTDOWN).sight(failed, TaskState.FAILED);
        var second = story.newest(1);
        assertThat(story.image(second)).isEqualTo("web:1");
        story.sight(second, TaskState.FAILED);
        story.updateIs(
                State.ROLLBACK_PAUSED, "rollback paused due to failure or early termination of task " + second.id());
        story.later(600);
        assertThat(story.live().updateStatus().orElseThrow().state()).isEqualTo(State.ROLLBACK_PAUSED);
    }

    @Test // U-21
    void withContinueAnUpdateEndsHoweverManyTasksFail() {
        var story = new Story()
                .createdAndRunning(spec("web:1", 1))
                .updated(spec("web:2", 1, policy(1, 0, FailureAction.CONTINUE), ANY))
                .supervised();
        story.sight(story.oldest(1), TaskState.SHUTDOWN)
                .sight(story.newest(1), TaskState.FAILED)
                .later(5);
        story.updateIs(State.COMPLETED, "update completed");
    }

    @Test // U-41
    void rollingBackTwiceLeadsForwardAgain() {
        var story = new Story()
                .createdAndRunning(spec("web:1", 1))
                .updated(spec("web:2", 1))
                .supervised();
        story.sight(story.oldest(1), TaskState.SHUTDOWN).comesUp(1).later(5);
        story.rolledBack()
                .updateIs(State.ROLLBACK_STARTED, "manually requested rollback")
                .supervised();
        story.sight(story.live().slots().of(1).get(1), TaskState.SHUTDOWN)
                .comesUp(1)
                .shows("web:1")
                .later(5);
        story.updateIs(State.ROLLBACK_COMPLETED, "rollback completed");
        story.rolledBack().supervised().shows("web:2");
    }

    @Test // U-2, U-24
    void anotherUpdateSupersedesTheOneUnderWay() {
        var story = new Story()
                .createdAndRunning(spec("web:1", 2))
                .updated(spec("web:2", 2))
                .supervised()
                .updated(spec("web:3", 2))
                .supervised();
        story.shows("web:3", "web:1").updateIs(State.UPDATING, "update in progress");
        assertThat(story.live().slots().liveOf(1)).hasSize(1);
    }

    @Test // U-10: what the second update had begun ends at once, the first task of the slot only after its grace.
    void howeverOftenItIsUpdatedTheNewTaskWaitsForTheOneThatRuns() {
        var story = new Story()
                .createdAndRunning(spec("web:1", 1))
                .updated(spec("web:2", 1))
                .supervised();
        var begun = story.newest(1);
        story.sight(begun, TaskState.ASSIGNED)
                .updated(spec("web:3", 1))
                .supervised()
                .sight(begun, TaskState.SHUTDOWN);
        assertThat(story.newest(1).desired()).isEqualTo(DesiredState.READY);
        story.sight(story.oldest(1), TaskState.SHUTDOWN);
        assertThat(story.newest(1).desired()).isEqualTo(DesiredState.RUNNING);
    }

    @Test // U-2, U-8; found by rehearsal 423: two slots were down at once. Swarm does not count the first.
    void anUpdateToTheSameSpecWaitsForTheSlotThatIsBeingReplaced() {
        var story = new Story()
                .createdAndRunning(spec("web:1", 2))
                .updated(spec("web:2", 2))
                .supervised()
                .updated(spec("web:2", 2))
                .supervised()
                .shows("web:2", "web:1");
        story.sight(story.oldest(1), TaskState.SHUTDOWN).shows("web:2", "web:1");
        story.comesUp(1).shows("web:2", "web:2");
    }

    @Test // U-2, U-8
    void anotherUpdateFirstReplacesTheSlotThatIsDownAlready() {
        var story = new Story()
                .createdAndRunning(spec("web:1", 3))
                .updated(spec("web:2", 3))
                .supervised();
        story.sight(story.oldest(1), TaskState.SHUTDOWN)
                .comesUp(1)
                .updated(spec("web:3", 3))
                .supervised();
        story.shows("web:2", "web:3", "web:1");
    }

    @Test // U-8; found by rehearsal 7943: three slots were in hand, and two lanes there were.
    void whatTheSupervisorAskedOfASupersededUpdateIsNotDoneBesidesTheNewOne() {
        var story = new Story().createdAndRunning(spec("web:1", 3)).updated(spec("web:2", 3));
        story.does(new ServiceCommand.ReplaceSlots(List.of(3))).shows("web:1", "web:1", "web:1");
        story.supervised().shows("web:2", "web:1", "web:1");
    }

    @Test // U-5, R-8
    void scalingUpIsNoUpdate() {
        new Story()
                .createdAndRunning(spec("web:1", 2))
                .updated(spec("web:1", 4))
                .noUpdate()
                .shows("web:1", "web:1", "web:1", "web:1");
    }

    @Test // U-4, RS-2: a slot restarted with the new spec before its turn is already done.
    void aSlotThatRestartedWithTheNewSpecIsNotReplacedAgain() {
        var story = new Story()
                .createdAndRunning(spec("web:1", 2))
                .updated(spec("web:2", 2))
                .supervised();
        story.sight(story.newest(2), TaskState.FAILED);
        var restarted = story.newest(2);
        story.later(5);
        story.sight(story.oldest(1), TaskState.SHUTDOWN).comesUp(1).comesUp(2).later(0);
        assertThat(story.newest(2).id()).isEqualTo(restarted.id());
        story.later(5).updateIs(State.COMPLETED, "update completed");
    }

    @Test // RS-10
    void aPolicyOfNoneLeavesAFailedSlotAlone() {
        var story = new Story()
                .createdAndRunning(
                        spec("web:1", 1, policy(1, 0, FailureAction.PAUSE), restart(RestartPolicy.Condition.NONE, 0)));
        story.sight(story.newest(1), TaskState.FAILED).later(60);
        assertThat(story.live().slots().of(1)).hasSize(1);
    }

    private static ServiceSpec within(String deadline, ServiceSpec spec) {
        return spec.withLabels(Map.of(ServiceSpec.UPDATE_DEADLINE, deadline));
    }

    @Test // U-12
    void withoutADeadlineAnUpdateWaitsForATaskForEver() {
        new Story()
                .createdAndRunning(spec("web:1", 2))
                .updated(spec("web:2", 2))
                .supervised()
                .later(1_000_000)
                .updateIs(State.UPDATING, "update in progress")
                .shows("web:2", "web:1");
    }

    @Test // U-12, W-1
    void anUpdateWithADeadlinePausesWhenATaskDoesNotRunInTime() {
        var story = new Story()
                .createdAndRunning(spec("web:1", 2))
                .updated(within("1m30s", spec("web:2", 2)))
                .supervised()
                .later(89)
                .updateIs(State.UPDATING, "update in progress")
                .later(1);
        var late = story.newest(1);
        story.updateIs(State.PAUSED, "update paused due to failure or early termination of task " + late.id())
                .shows("web:2", "web:1");
        assertThat(late.desired())
                .as("nobody else serves the slot: it may still come")
                .isEqualTo(DesiredState.RUNNING);
    }

    @Test // U-12, U-15: the third of ten is one too many.
    void taskAfterTaskThatIsLateCountsAsFailedUntilThereAreTooMany() {
        var policy = policy(1, 0, FailureAction.PAUSE).withMaxFailureRatio(0.2f);
        var story = new Story()
                .createdAndRunning(spec("web:1", 10, policy, ANY))
                .updated(within("30s", spec("web:2", 10, policy, ANY)))
                .supervised()
                .later(30)
                .later(30);
        story.updateIs(State.UPDATING, "update in progress");
        assertThat(story.live().rollout().orElseThrow().failed()).containsExactlyInAnyOrder(story.id(1), story.id(2));

        story.later(30)
                .updateIs(State.PAUSED, "update paused due to failure or early termination of task " + story.id(3));
    }

    @Test // U-12, U-21
    void anUpdateThatGoesOnWhateverFailsGoesOnWithoutTheLateOnes() {
        var story = new Story()
                .createdAndRunning(spec("web:1", 2, policy(1, 0, FailureAction.CONTINUE), ANY))
                .updated(within("30s", spec("web:2", 2, policy(1, 0, FailureAction.CONTINUE), ANY)))
                .supervised()
                .later(30)
                .shows("web:2", "web:2")
                .later(30)
                .later(5);
        story.updateIs(State.COMPLETED, "update completed");
    }

    @Test // U-12, U-13
    void theLaneOfASlotThatIsLateRestsToo() {
        var policy = policy(1, 10, FailureAction.CONTINUE);
        new Story()
                .createdAndRunning(spec("web:1", 2, policy, ANY))
                .updated(within("30s", spec("web:2", 2, policy, ANY)))
                .supervised()
                .later(39)
                .later(9)
                .shows("web:2", "web:1")
                .later(1)
                .shows("web:2", "web:2");
    }

    @Test // U-12
    void theTimeOfASlotBeginsAnewWhenTheNodeOfItsNewTaskIsLost() {
        var story = new Story()
                .createdAndRunning(spec("web:1", 1))
                .updated(within("30s", spec("web:2", 1)))
                .supervised();
        story.sight(story.oldest(1), TaskState.SHUTDOWN)
                .sight(story.newest(1), TaskState.PREPARING)
                .later(20);
        story.node(story.newest(1).node().orElseThrow().value(), Standing.DOWN)
                .later(29)
                .updateIs(State.UPDATING, "update in progress")
                .later(1);
        assertThat(story.live().updateStatus().orElseThrow().state()).isEqualTo(State.PAUSED);
    }

    @Test // U-12
    void aDeadlineThatIsNoTimeIsRefused() {
        for (var wrong : List.of("", "0s", "soon", "90", "-5m", "5m1h")) {
            assertThat(SpecRules.check(within(wrong, spec("web:1", 1))).map(Refusal::message))
                    .hasValue("label dev.troupe.update-deadline must be a time like 90s, 5m or 1h30m, not \"" + wrong
                            + "\"");
        }
        assertThat(within("1h30m", spec("web:1", 1)).updateDeadline()).hasValue(Duration.ofMinutes(90));
    }
}
