package dev.troupe.core.service;

import static dev.troupe.core.service.Story.NOON;
import static dev.troupe.core.service.Story.policy;
import static dev.troupe.core.service.Story.spec;
import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.core.service.ServiceEvent.Previous;
import dev.troupe.core.service.UpdateStatus.State;
import dev.troupe.core.spec.EndpointSpec;
import dev.troupe.core.spec.PortConfig;
import dev.troupe.core.spec.RestartPolicy;
import dev.troupe.core.spec.ServiceSpec;
import dev.troupe.core.spec.UpdatePolicy;
import dev.troupe.core.spec.UpdatePolicy.FailureAction;
import dev.troupe.core.task.TaskState;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a client is told of an update, from its beginning to its end, and what takes that away again. */
class UpdateStatusTest {

    private static final UpdatePolicy ROLLING_BACK = policy(1, 0, FailureAction.ROLLBACK);

    private static UpdateStatus status(Story story) {
        return story.live().updateStatus().orElseThrow();
    }

    private static Instant after(long seconds) {
        return NOON.plusSeconds(seconds);
    }

    /** One slot is replaced, and the new task runs. */
    private static Story replaced(Story story, int slot) {
        var ending = story.live().slots().of(slot).stream()
                .filter(task -> !task.isLive() && !task.observed().isTerminal())
                .toList();
        ending.forEach(task -> story.sight(task, TaskState.SHUTDOWN));
        return story.comesUp(slot);
    }

    /** An update to web:2 whose first task fails. */
    private static Story failed(UpdatePolicy policy, int replicas) {
        var story = new Story()
                .createdAndRunning(spec("web:1", replicas, policy, RestartPolicy.DEFAULT))
                .later(10)
                .updated(spec("web:2", replicas, policy, RestartPolicy.DEFAULT))
                .supervised()
                .later(1);
        return story.sight(story.oldest(1), TaskState.SHUTDOWN).sight(story.newest(1), TaskState.REJECTED);
    }

    @Test // U-6, U-20
    void anUpdateTellsSinceWhenItGoesOnAndWhenItWasDone() {
        var story = new Story().createdAndRunning(spec("web:1", 1)).later(10).updated(spec("web:2", 1));
        assertThat(status(story))
                .isEqualTo(new UpdateStatus(State.UPDATING, after(10), Optional.empty(), "update in progress"));
        replaced(story.supervised(), 1)
                .later(4)
                .updateIs(State.UPDATING, "update in progress")
                .later(1);
        assertThat(status(story))
                .isEqualTo(new UpdateStatus(State.COMPLETED, after(10), Optional.of(after(15)), "update completed"));
    }

    @Test // U-6: the quirk cannot be seen, for a client's update takes the old status away before the next begins.
    void theNextUpdateHasTimesOfItsOwn() {
        var story = new Story().createdAndRunning(spec("web:1", 1)).updated(spec("web:2", 1));
        replaced(story.supervised(), 1).later(5).updateIs(State.COMPLETED, "update completed");
        story.later(60).updated(spec("web:3", 1));
        assertThat(status(story))
                .isEqualTo(new UpdateStatus(State.UPDATING, after(65), Optional.empty(), "update in progress"));
    }

    @Test // U-5, U-31
    void aChangeThatReplacesNoTaskLeavesNoStatus() {
        var story = new Story().createdAndRunning(spec("web:1", 1)).updated(spec("web:2", 1));
        replaced(story.supervised(), 1).later(5).updateIs(State.COMPLETED, "update completed");
        var now = spec("web:2", 1);
        for (var next : List.of(
                now,
                now.withLabels(Map.of("tier", "front")),
                now.withUpdate(Optional.of(policy(3, 7, FailureAction.CONTINUE))),
                now.withRegistryAuth(Optional.of("let me in")),
                spec("web:2", 3))) {
            story.updated(next).noUpdate();
        }
        assertThat(story.live().slots().of(1))
                .as("the task of before and its past")
                .hasSize(2);
    }

    @Test // U-7
    void anUpdateGoesByTheNumbersOfTheSpecItLeadsTo() {
        new Story()
                .createdAndRunning(spec("web:1", 3, policy(3, 0, FailureAction.PAUSE), RestartPolicy.DEFAULT))
                .updated(spec("web:2", 3, policy(2, 0, FailureAction.PAUSE), RestartPolicy.DEFAULT)
                        .withRollback(Optional.of(policy(1, 0, FailureAction.PAUSE))))
                .supervised()
                .shows("web:2", "web:2", "web:1");
    }

    @Test // U-7
    void aRollbackGoesByTheRollbackNumbersOfTheSpecItLeadsTo() {
        new Story()
                .createdAndRunning(spec("web:1", 3, policy(1, 0, FailureAction.PAUSE), RestartPolicy.DEFAULT)
                        .withRollback(Optional.of(policy(2, 0, FailureAction.PAUSE))))
                .updated(spec("web:2", 3, policy(0, 0, FailureAction.PAUSE), RestartPolicy.DEFAULT))
                .supervised()
                .shows("web:2", "web:2", "web:2")
                .allComeUp()
                .rolledBack()
                .supervised()
                .shows("web:1", "web:1", "web:2");
    }

    @Test // U-22
    void whatTheSupervisorSaysOfAnUpdateThatAClientHasEndedIsNotWrittenDown() {
        var story = new Story().createdAndRunning(spec("web:1", 1)).updated(spec("web:2", 1));
        replaced(story.supervised(), 1).later(4).updateIs(State.UPDATING, "update in progress");
        story.updated(spec("web:2", 1).withLabels(Map.of("tier", "front"))).noUpdate();
        var before = story.later(60).noUpdate().all.size();
        story.does(new ServiceCommand.FinishUpdate())
                .does(new ServiceCommand.GiveUp(story.id(1)))
                .does(new ServiceCommand.ReplaceSlots(List.of(1)))
                .does(new ServiceCommand.ExpireSlots(List.of(1)));
        assertThat(story.all).hasSize(before);

        before = story.does(new ServiceCommand.Remove()).all.size();
        story.does(new ServiceCommand.FinishUpdate());
        assertThat(story.all).as("the service is gone").hasSize(before);
    }

    @Test // U-3
    void aPausedUpdateStandsStillUntilAClientSpeaksAndThenGoesOnWithTheRest() {
        var story = failed(UpdatePolicy.DEFAULT, 3);
        assertThat(status(story).state()).isEqualTo(State.PAUSED);
        story.later(3600).does(new ServiceCommand.ReplaceSlots(List.of(2))).shows("web:2", "web:1", "web:1");
        assertThat(status(story).state()).isEqualTo(State.PAUSED);

        story.updated(spec("web:2", 3).withLabels(Map.of("tried", "again")))
                .updateIs(State.UPDATING, "update in progress")
                .supervised()
                .shows("web:2", "web:2", "web:1");
    }

    @Test // U-15: within the monitor period, its last moment included.
    void aTaskThatFailsAsTheMonitorPeriodEndsIsAFailureOfTheUpdate() {
        for (var seconds : List.of(5L, 6L)) {
            var story = new Story()
                    .createdAndRunning(spec("web:1", 2, policy(1, 20, FailureAction.PAUSE), RestartPolicy.DEFAULT))
                    .updated(spec("web:2", 2, policy(1, 20, FailureAction.PAUSE), RestartPolicy.DEFAULT))
                    .supervised();
            replaced(story, 1).later(seconds).sight(story.newest(1), TaskState.FAILED);
            assertThat(status(story).state()).isEqualTo(seconds == 5 ? State.PAUSED : State.UPDATING);
        }
    }

    @Test // U-15: COMPLETE is an early end as well, and so is one that nobody saw running.
    void aTaskThatIsDoneTooEarlyIsAFailureOfTheUpdate() {
        var story = new Story()
                .createdAndRunning(spec("web:1", 2))
                .updated(spec("web:2", 2))
                .supervised();
        story.sight(story.oldest(1), TaskState.SHUTDOWN);
        var done = story.newest(1);
        story.sight(done, TaskState.COMPLETE)
                .updateIs(State.PAUSED, "update paused due to failure or early termination of task " + done.id());
    }

    @Test // U-15: D is the number of dirty slots, and the share must be greater: two of four are not more than a half.
    void onlySlotsThatWereToBeReplacedCountForTheShareOfFailures() {
        var half = policy(1, 0, FailureAction.PAUSE).withMaxFailureRatio(0.5f);
        var story = new Story()
                .createdAndRunning(spec("web:1", 4, half, RestartPolicy.DEFAULT))
                .updated(spec("web:2", 20, half, RestartPolicy.DEFAULT))
                .supervised();
        for (var slot = 1; slot <= 3; slot++) {
            story.updateIs(State.UPDATING, "update in progress");
            story.sight(story.oldest(slot), TaskState.SHUTDOWN).sight(story.newest(slot), TaskState.FAILED);
        }
        assertThat(status(story).state()).isEqualTo(State.PAUSED);
    }

    @Test // U-35
    void anAutomaticRollbackBeganWithTheUpdateAndTouchesOnlyWhatTheUpdateHasChanged() {
        var story = failed(ROLLING_BACK, 3);
        assertThat(status(story).state()).isEqualTo(State.ROLLBACK_STARTED);
        assertThat(status(story).startedAt()).isEqualTo(after(10));
        assertThat(story.live().specVersion()).as("OM-8: its revision of then").isZero();
        assertThat(story.live().slots().of(2)).hasSize(1);
        assertThat(story.live().slots().of(3)).hasSize(1);
        story.comesUp(1).later(5);
        assertThat(status(story))
                .isEqualTo(new UpdateStatus(
                        State.ROLLBACK_COMPLETED, after(10), Optional.of(after(16)), "rollback completed"));
        assertThat(story.live().slots().of(2)).hasSize(1);
    }

    @Test // U-5
    void aRollbackThatHasNoTaskToReplaceIsDoneAtOnce() {
        var story = new Story().createdAndRunning(spec("web:1", 2)).later(10).updated(spec("web:1", 4));
        story.allComeUp().rolledBack();
        assertThat(status(story))
                .isEqualTo(new UpdateStatus(
                        State.ROLLBACK_COMPLETED, after(10), Optional.of(after(10)), "rollback completed"));
    }

    @Test // U-16, the table of U-6: it says update, and means the rollback.
    void aRollbackThatIsToPauseWhenItFailsPausesAndSaysSoInTheWordsOfAnUpdate() {
        var story = new Story().createdAndRunning(spec("web:1", 1)).updated(spec("web:2", 1));
        replaced(story.supervised(), 1).later(5).rolledBack().supervised();
        var failed = story.newest(1);
        story.sight(story.live().slots().of(1).get(1), TaskState.SHUTDOWN).sight(failed, TaskState.FAILED);
        story.updateIs(
                State.ROLLBACK_PAUSED, "update paused due to failure or early termination of task " + failed.id());
    }

    @Test // U-17
    void whatAnUpdateHasInHandWhenItPausesIsFinishedAndNothingElseIsTaken() {
        var two = Story.startFirst().withParallelism(2);
        var story = new Story()
                .createdAndRunning(spec("web:1", 3, two, RestartPolicy.DEFAULT))
                .updated(spec("web:2", 3, two, RestartPolicy.DEFAULT))
                .supervised();
        story.sight(story.newest(1), TaskState.FAILED);
        assertThat(status(story).state()).isEqualTo(State.PAUSED);
        story.comesUp(2).later(60).shows("web:1", "web:2", "web:1");
        assertThat(story.live().slots().liveOf(2)).hasSize(1);
    }

    @Test // U-19, fixed: in Swarm by when it is looked at.
    void whetherATaskFailedTooEarlyIsJudgedByWhenItFailedHoweverLateThatIsHeard() {
        var slow = policy(1, 60, FailureAction.PAUSE);
        var story = new Story()
                .createdAndRunning(spec("web:1", 2, slow, RestartPolicy.DEFAULT))
                .updated(spec("web:2", 2, slow, RestartPolicy.DEFAULT))
                .supervised();
        replaced(story, 1).later(30);
        var failed = story.newest(1);
        story.does(new ServiceCommand.Sight(List.of(
                        new Sighting(failed.id(), failed.desired(), TaskState.FAILED, failed.node(), after(4), false))))
                .supervised();
        assertThat(status(story).state()).isEqualTo(State.PAUSED);
    }

    @Test // U-20: where the delay is no shorter than the monitor period, a second more than the delay.
    void anUpdateWatchesForTheLongerOfMonitorAndDelay() {
        for (var delay : List.of(0, 4, 5, 10)) {
            var policy = policy(1, delay, FailureAction.PAUSE);
            var story = new Story()
                    .createdAndRunning(spec("web:1", 1, policy, RestartPolicy.DEFAULT))
                    .updated(spec("web:2", 1, policy, RestartPolicy.DEFAULT));
            replaced(story.supervised(), 1);
            var watch = delay < 5 ? 5 : delay + 1;
            story.later(delay).later(watch - 1).updateIs(State.UPDATING, "update in progress");
            story.later(1).updateIs(State.COMPLETED, "update completed");
        }
    }

    @Test // U-22: asked too early, say by a supervisor that has not heard yet.
    void anUpdateIsNotDoneBeforeItIsDone() {
        var story = new Story()
                .createdAndRunning(spec("web:1", 2))
                .updated(spec("web:2", 2))
                .supervised();
        var before = story.all.size();
        story.does(new ServiceCommand.FinishUpdate()).updateIs(State.UPDATING, "update in progress");
        assertThat(story.all).hasSize(before);
    }

    @Test // U-30: the table
    void anotherPortMeansOtherTasks() {
        var open = new EndpointSpec("vip", List.of(new PortConfig("", "tcp", 80, 8080, true)));
        var story = new Story()
                .createdAndRunning(spec("web:1", 2))
                .updated(spec("web:1", 2).withEndpoint(open));
        assertThat(story.live().rollout().orElseThrow().waiting()).containsExactly(1, 2);
    }

    @Test // OM-32
    void aServiceKeepsItsName() {
        var story = new Story().createdAndRunning(spec("web:1", 1));
        story.updated(spec("web:1", 1).withName("other")).refusedWith("renaming services is not supported");
        assertThat(story.live().spec().name()).isEqualTo("web");
    }

    @Test // U-41
    void aRollbackThatAClientAsksForBeginsWhenItAsks() {
        var story = new Story().createdAndRunning(spec("web:1", 1)).updated(spec("web:2", 1));
        replaced(story.supervised(), 1).later(30).rolledBack();
        assertThat(status(story))
                .isEqualTo(new UpdateStatus(
                        State.ROLLBACK_STARTED, after(30), Optional.empty(), "manually requested rollback"));
    }

    @Test // U-42
    void theSpecOfBeforeSentAsAnUpdateIsAnUpdate() {
        var story = new Story()
                .createdAndRunning(spec("web:1", 3, policy(2, 0, FailureAction.PAUSE), RestartPolicy.DEFAULT)
                        .withRollback(Optional.of(policy(0, 0, FailureAction.PAUSE))))
                .updated(spec("web:2", 3, policy(0, 0, FailureAction.PAUSE), RestartPolicy.DEFAULT))
                .supervised()
                .allComeUp();
        story.updated(story.live().previous().map(Previous::spec).orElseThrow())
                .updateIs(State.UPDATING, "update in progress")
                .supervised()
                .shows("web:1", "web:1", "web:2");
    }

    @Test // U-37, fixed. Every update brings a previous spec along today; a journal may tell of one that did not.
    void withoutAPreviousSpecAFailureThatShouldRollBackPauses() {
        var story = new Story()
                .createdAndRunning(spec("web:1", 1, ROLLING_BACK, RestartPolicy.DEFAULT))
                .happens(new ServiceEvent.SpecChanged(
                        spec("web:2", 1, ROLLING_BACK, RestartPolicy.DEFAULT), 7, Optional.empty(), Optional.empty()))
                .happens(new ServiceEvent.RolloutStarted(List.of(1), false, Optional.empty()))
                .supervised();
        story.sight(story.oldest(1), TaskState.SHUTDOWN).sight(story.newest(1), TaskState.REJECTED);
        var failed = story.live().rollout().orElseThrow().failed();
        assertThat(failed).hasSize(1);
        story.updateIs(
                State.PAUSED,
                "update paused due to failure or early termination of task "
                        + failed.iterator().next() + "; there is no previous spec to roll back to");
    }

    private static Optional<String> auth(Story story) {
        return story.live().spec().task().container().registryAuth();
    }

    private static Story updated(Story story, ServiceSpec spec, ServiceCommand.AuthFrom from) {
        return story.does(new ServiceCommand.Update(spec, story.live().version(), from));
    }

    @Test // U-43
    void registryCredentialsStayUntilAnUpdateBringsOthersOrGoesBackToThoseOfBefore() {
        var spec = ServiceCommand.AuthFrom.SPEC;
        var previous = ServiceCommand.AuthFrom.PREVIOUS_SPEC;
        var story = new Story().createdAndRunning(spec("web:1", 1).withRegistryAuth(Optional.of("first")));
        updated(story, spec("web:2", 1), previous).refusedWith("service does not have a previous spec");

        assertThat(auth(updated(story, spec("web:2", 1), spec))).hasValue("first");
        assertThat(auth(updated(story, spec("web:3", 1).withRegistryAuth(Optional.of("second")), spec)))
                .hasValue("second");
        assertThat(auth(updated(story, spec("web:4", 1), previous))).hasValue("first");
    }
}
