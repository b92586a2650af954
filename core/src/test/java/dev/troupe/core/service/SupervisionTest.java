package dev.troupe.core.service;

import static dev.troupe.core.service.Story.restart;
import static dev.troupe.core.service.Story.spec;
import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.core.node.Standing;
import dev.troupe.core.spec.RestartPolicy;
import dev.troupe.core.spec.RestartPolicy.Condition;
import dev.troupe.core.spec.UpdatePolicy;
import dev.troupe.core.task.DesiredState;
import dev.troupe.core.task.TaskCommand;
import dev.troupe.core.task.TaskState;
import java.util.List;
import org.junit.jupiter.api.Test;

class SupervisionTest {

    private static Story running(int replicas, RestartPolicy restart) {
        return new Story().createdAndRunning(spec("web:1", replicas, UpdatePolicy.DEFAULT, restart));
    }

    @Test // RS-1, RS-3, RS-5, T-9
    void aFailedTaskIsReplacedAfterTheDelay() {
        var story = running(1, RestartPolicy.DEFAULT);
        story.sight(story.newest(1), TaskState.FAILED);
        assertThat(story.oldest(1).desired()).isEqualTo(DesiredState.SHUTDOWN);
        assertThat(story.newest(1).desired()).isEqualTo(DesiredState.READY);
        story.later(4);
        assertThat(story.newest(1).desired()).isEqualTo(DesiredState.READY);
        story.later(1);
        assertThat(story.newest(1).desired()).isEqualTo(DesiredState.RUNNING);
    }

    @Test // RS-10
    void onFailureLeavesACompletedTaskAlone() {
        var story = running(1, restart(Condition.ON_FAILURE, 0));
        story.sight(story.newest(1), TaskState.COMPLETE);
        assertThat(story.live().slots().of(1)).hasSize(1);
    }

    @Test // RS-12
    void twoAttemptsMeanThreeExecutions() {
        var story = running(1, restart(Condition.ANY, 2));
        for (var attempt = 0; attempt < 2; attempt++) {
            story.sight(story.newest(1), TaskState.FAILED).later(5).comesUp(1);
        }
        story.sight(story.newest(1), TaskState.FAILED).later(60);
        assertThat(story.live().slots().liveOf(1)).isEmpty();
        assertThat(story.live().slots().of(1)).hasSize(3);
    }

    @Test // RS-7
    void aReplacementThatFailsWhileHeldWaitsForBothDelays() {
        var story = running(1, RestartPolicy.DEFAULT);
        story.sight(story.newest(1), TaskState.FAILED).later(2);
        story.sight(story.newest(1), TaskState.REJECTED).later(3).later(4);
        assertThat(story.newest(1).desired()).isEqualTo(DesiredState.READY);
        story.later(1);
        assertThat(story.newest(1).desired()).isEqualTo(DesiredState.RUNNING);
    }

    @Test // RS-7; found by rehearsal 139: an image that is not to be had was asked for without any pause.
    void anImageThatCannotBePulledIsTriedOncePerDelay() {
        var story = running(1, RestartPolicy.DEFAULT);
        story.sight(story.newest(1), TaskState.FAILED);
        story.sight(story.newest(1), TaskState.REJECTED);
        assertThat(story.live().slots().of(1)).hasSize(2);
        story.later(4);
        assertThat(story.live().slots().of(1)).hasSize(2);
        story.later(1);
        assertThat(story.live().slots().of(1)).hasSize(3);
        assertThat(story.newest(1).desired()).isEqualTo(DesiredState.READY);
    }

    @Test // H-3, RS-7
    void aHistoryOfOneTaskDoesNotForgetARestartThatIsOwed() {
        var story = running(1, RestartPolicy.DEFAULT);
        story.sight(story.newest(1), TaskState.FAILED);
        story.sight(story.newest(1), TaskState.REJECTED).does(new ServiceCommand.LimitHistory(0));
        story.later(10);
        assertThat(story.live().slots().liveOf(1)).hasSize(1);
        assertThat(story.newest(1).observed().isTerminal()).isFalse();
    }

    @Test // W-17: at once, and no attempt counts.
    void tasksOfALostNodeAreReplacedAtOnce() {
        var story = running(3, restart(Condition.ANY, 1));
        story.node("node-1", Standing.DOWN);
        assertThat(story.oldest(2).desired()).isEqualTo(DesiredState.SHUTDOWN);
        assertThat(story.newest(2).desired()).isEqualTo(DesiredState.RUNNING);
        assertThat(story.live().slots().of(1)).hasSize(1);
        assertThat(story.live().slots().of(3)).hasSize(1);
        assertThat(story.live().restarts()).isEmpty();
    }

    @Test // N-2
    void tasksOfADrainedNodeMoveOnceTheyHaveStopped() {
        var story = running(3, RestartPolicy.DEFAULT).node("node-1", Standing.DRAINED);
        assertThat(story.newest(2).desired()).isEqualTo(DesiredState.READY);
        story.later(30);
        assertThat(story.newest(2).desired()).isEqualTo(DesiredState.READY);
        story.sight(story.oldest(2), TaskState.SHUTDOWN);
        assertThat(story.newest(2).desired()).isEqualTo(DesiredState.RUNNING);
    }

    @Test // N-2, RS-4: counted from the start, whether it stops or not.
    void aDrainedTaskThatDoesNotStopIsWaitedForAMinute() {
        var story = running(3, RestartPolicy.DEFAULT)
                .node("node-1", Standing.DRAINED)
                .later(59);
        assertThat(story.newest(2).desired()).isEqualTo(DesiredState.READY);
        story.later(1);
        assertThat(story.newest(2).desired()).isEqualTo(DesiredState.RUNNING);
        assertThat(story.oldest(2).observed()).isEqualTo(TaskState.RUNNING);
    }

    @Test // N-4
    void nothingMovesBackWhenTheNodeReturns() {
        var story = running(3, RestartPolicy.DEFAULT).node("node-1", Standing.DRAINED);
        story.sight(story.oldest(2), TaskState.SHUTDOWN).comesUp(2);
        var before = story.all.size();
        story.node("node-1", Standing.GOOD);
        assertThat(story.all.subList(before, story.all.size())).allMatch(ServiceEvent.NodeNoted.class::isInstance);
    }

    @Test // N-2, RS-4: the node is lost while it drains.
    void aNodeThatIsLostHoldsNobodyBack() {
        var story = running(3, RestartPolicy.DEFAULT)
                .node("node-1", Standing.DRAINED)
                .node("node-1", Standing.DOWN);
        assertThat(story.newest(2).desired()).isEqualTo(DesiredState.RUNNING);
    }

    @Test
    void newsOfANodeHeardTwiceChangeNothing() {
        var story = running(3, RestartPolicy.DEFAULT).node("node-1", Standing.DOWN);
        var command = new ServiceCommand.HearOfNode(
                new dev.troupe.core.id.NodeId("node-1"), Standing.DOWN, 1, java.util.Optional.empty());
        var before = story.service();
        assertThat(story.does(command).service()).isSameAs(before);
    }

    @Test
    void newSlotsTakeTheLowestFreeNumbers() {
        var story = running(3, RestartPolicy.DEFAULT).updated(spec("web:1", 1));
        story.isGone(story.newest(2)).isGone(story.newest(3)).updated(spec("web:1", 3));
        assertThat(story.live().slots().numbers()).containsExactly(1, 2, 3);
    }

    @Test // H-1, H-3
    void aSlotKeepsFiveTasksTheLiveOneIncluded() {
        var story = running(1, RestartPolicy.DEFAULT);
        for (var failure = 0; failure < 8; failure++) {
            story.sight(story.newest(1), TaskState.FAILED).later(5).comesUp(1);
        }
        assertThat(story.live().slots().of(1)).hasSize(5);
    }

    @Test // H-6, fixed
    void aLowerHistoryLimitPrunesAtOnce() {
        var story = running(1, RestartPolicy.DEFAULT);
        for (var failure = 0; failure < 3; failure++) {
            story.sight(story.newest(1), TaskState.FAILED).later(5).comesUp(1);
        }
        story.does(new ServiceCommand.LimitHistory(1));
        assertThat(story.live().slots().of(1)).hasSize(1);
    }

    @Test // Errands end when the task shows that it knows.
    void aTaskIsToldToBeUntilItIsHeard() {
        var story = new Story().created(spec("web:1", 1));
        assertThat(ServiceRules.owed(story.service()))
                .singleElement()
                .satisfies(errand -> assertThat(errand.say()).isInstanceOf(TaskCommand.Create.class));
        story.sight(story.newest(1), TaskState.PENDING);
        assertThat(ServiceRules.owed(story.service())).isEmpty();
    }

    @Test // R-15, H-8
    void theTasksOfARemovedServiceAreToldToGoUntilTheyAreGone() {
        var story = running(2, RestartPolicy.DEFAULT);
        var tasks = story.live().slots().members().values().stream().toList();
        story.does(new ServiceCommand.Remove());
        assertThat(ServiceRules.owed(story.service()))
                .extracting(ServiceErrand::say)
                .containsOnly(new TaskCommand.Desire(DesiredState.REMOVE))
                .hasSize(2);
        tasks.forEach(story::isGone);
        assertThat(ServiceRules.owesNothing(story.service())).isTrue();
        story.does(new ServiceCommand.Remove()).refusedWith("service web-id not found");
    }

    @Test // L-2
    void aReportThatComesTooLateIsIgnored() {
        var story = running(1, RestartPolicy.DEFAULT);
        var task = story.newest(1);
        story.sight(task, TaskState.FAILED);
        var before = story.service();
        assertThat(story.sight(task, TaskState.RUNNING).service()).isSameAs(before);
    }

    @Test // Found by rehearsal 129: the report of an end came twice, once of a task that knew it was to end.
    void aFailureReportedTwiceAtOnceIsReplacedOnce() {
        var story = running(1, RestartPolicy.DEFAULT);
        var task = story.newest(1);
        story.does(new ServiceCommand.Sight(List.of(
                story.sighting(task, DesiredState.RUNNING, TaskState.FAILED),
                story.sighting(task, DesiredState.RUNNING, TaskState.FAILED),
                story.sighting(task, DesiredState.SHUTDOWN, TaskState.FAILED))));
        assertThat(story.live().slots().of(1)).hasSize(2);
        assertThat(story.live().slots().liveOf(1)).hasSize(1);
    }

    @Test
    void aTaskThatFailedAndIsGoneInOneReportIsReplacedOnce() {
        var story = running(1, RestartPolicy.DEFAULT);
        var task = story.newest(1);
        var failed = story.sighting(task, DesiredState.RUNNING, TaskState.FAILED);
        var gone = new Sighting(task.id(), DesiredState.REMOVE, TaskState.REMOVE, task.node(), failed.since(), true);
        story.does(new ServiceCommand.Sight(List.of(failed, gone)));
        assertThat(story.live().slots().liveOf(1)).hasSize(1);
    }

    @Test // L-2; found by rehearsal 1709: the service told the task for ever what it had known long ago.
    void aReportFromBeforeTheTaskKnewWhatIsWantedComesTooLate() {
        var story = running(1, RestartPolicy.DEFAULT);
        var task = story.newest(1);
        story.does(new ServiceCommand.Sight(List.of(story.sighting(task, DesiredState.SHUTDOWN, TaskState.FAILED))));
        var before = story.service();
        story.does(new ServiceCommand.Sight(List.of(story.sighting(task, DesiredState.RUNNING, TaskState.FAILED))));
        assertThat(story.service()).isSameAs(before);
    }
}
