package dev.troupe.core.service;

import static dev.troupe.core.service.Story.restart;
import static dev.troupe.core.service.Story.spec;
import static dev.troupe.core.service.Story.startFirst;
import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.core.id.NodeId;
import dev.troupe.core.node.Standing;
import dev.troupe.core.service.UpdateStatus.State;
import dev.troupe.core.spec.RestartPolicy;
import dev.troupe.core.spec.ServiceSpec;
import dev.troupe.core.spec.UpdatePolicy;
import dev.troupe.core.spec.UpdatePolicy.FailureAction;
import dev.troupe.core.task.DesiredState;
import dev.troupe.core.task.TaskState;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** An update that starts the new task of a slot before it stops the old one. */
class StartFirstTest {

    private static final RestartPolicy ANY = RestartPolicy.DEFAULT;

    @Test // U-11
    void startFirstKeepsTheOldTaskUntilTheNewOneRuns() {
        var story = new Story()
                .createdAndRunning(spec("web:1", 1))
                .updated(spec("web:2", 1, startFirst(), ANY))
                .supervised();
        assertThat(story.newest(1).desired()).isEqualTo(DesiredState.RUNNING);
        assertThat(story.oldest(1).desired()).isEqualTo(DesiredState.RUNNING);
        story.comesUp(1);
        assertThat(story.oldest(1).desired()).isEqualTo(DesiredState.SHUTDOWN);
    }

    @Test // U-11
    void startFirstLeavesTheOldTaskWhenTheNewOneFails() {
        var story = new Story()
                .createdAndRunning(spec("web:1", 1))
                .updated(spec("web:2", 1, startFirst(), ANY))
                .supervised();
        story.sight(story.newest(1), TaskState.FAILED);
        assertThat(story.oldest(1).desired()).isEqualTo(DesiredState.RUNNING);
        story.updateIs(
                State.PAUSED,
                "update paused due to failure or early termination of task "
                        + story.newest(1).id());
    }

    private static UpdatePolicy startFirstWhateverFails() {
        return startFirst().withOnFailure(FailureAction.CONTINUE);
    }

    /** An update that has gone on although its new task failed; the old one serves. */
    private static Story outlivedAFailure() {
        var story = new Story()
                .createdAndRunning(spec("web:1", 1, startFirstWhateverFails(), ANY))
                .updated(spec("web:2", 1, startFirstWhateverFails(), ANY))
                .supervised();
        return story.sight(story.newest(1), TaskState.FAILED);
    }

    @Test // U-11, U-17, R-20: the slot is done, and what failed is restarted as ever. It had stayed on the old image
    // for good.
    void startFirstTriesTheNewTaskAgainAndTheOldOneEndsWhenThatRuns() {
        var story = outlivedAFailure();
        assertThat(story.oldest(1).desired()).isEqualTo(DesiredState.RUNNING);
        assertThat(story.newest(1).desired()).isEqualTo(DesiredState.READY);
        assertThat(story.live().slots().liveOf(1)).extracting(story::image).containsExactly("web:1", "web:2");

        story.later(5).updateIs(State.COMPLETED, "update completed");
        assertThat(story.newest(1).desired()).isEqualTo(DesiredState.RUNNING);
        assertThat(story.oldest(1).desired()).isEqualTo(DesiredState.RUNNING);
        story.comesUp(1);
        assertThat(story.live().slots().liveOf(1)).extracting(story::image).containsExactly("web:2");
    }

    @Test // U-11, RS-7: again and again, one at a time, and the old one serves.
    void startFirstNeverHasMoreThanOneThatIsToTakeOver() {
        var story = outlivedAFailure();
        for (var again = 0; again < 3; again++) {
            story.later(5).sight(story.newest(1), TaskState.FAILED);
            assertThat(story.live().slots().liveOf(1)).extracting(story::image).containsExactly("web:1", "web:2");
        }
        story.sight(story.live().slots().liveOf(1).getFirst(), TaskState.FAILED);
        assertThat(story.live().slots().liveOf(1)).extracting(story::image).containsExactly("web:2");
    }

    @Test // U-11, RS-1: the one that was to take over, and the one that served, end at once.
    void aSlotThatLosesBothAtOnceGetsOneReplacement() {
        var story = outlivedAFailure().later(5);
        var failed = List.of(story.newest(1), story.oldest(1));
        story.does(new ServiceCommand.Sight(failed.stream()
                .map(task -> story.sighting(task, DesiredState.RUNNING, TaskState.FAILED))
                .toList()));
        assertThat(story.live().slots().liveOf(1)).extracting(story::image).containsExactly("web:2");
    }

    @Test // U-11, RS-10
    void startFirstLeavesItWithTheOldTaskWhereNothingIsToBeRestarted() {
        var never = restart(RestartPolicy.Condition.NONE, 0);
        var story = new Story()
                .createdAndRunning(spec("web:1", 1, startFirstWhateverFails(), never))
                .updated(spec("web:2", 1, startFirstWhateverFails(), never))
                .supervised();
        story.sight(story.newest(1), TaskState.FAILED).later(60);
        assertThat(story.live().slots().liveOf(1)).extracting(story::image).containsExactly("web:1");
    }

    @Test // U-11, W-17
    void whatIsToTakeOverIsMadeElsewhereWhenItsNodeIsLost() {
        var story = outlivedAFailure().later(5);
        story.does(new ServiceCommand.Sight(List.of(new Sighting(
                        story.id(1),
                        DesiredState.RUNNING,
                        TaskState.PREPARING,
                        Optional.of(new NodeId("node-9")),
                        Story.NOON.plusSeconds(5),
                        false))))
                .node("node-9", Standing.DOWN);
        assertThat(story.live().slots().liveOf(1)).extracting(story::image).containsExactly("web:1", "web:2");
        story.comesUp(1);
        assertThat(story.live().slots().liveOf(1)).extracting(story::image).containsExactly("web:2");
    }

    @Test // U-11, U-16: an update that stands still leaves the slot to the old task.
    void aPausedStartFirstUpdateTriesNothingBesideWhatServes() {
        var story = new Story()
                .createdAndRunning(spec("web:1", 1))
                .updated(spec("web:2", 1, startFirst(), ANY))
                .supervised();
        story.sight(story.newest(1), TaskState.FAILED).later(60);
        assertThat(story.live().slots().liveOf(1)).extracting(story::image).containsExactly("web:1");
    }

    @Test // U-9, U-11; found by rehearsals 197 and 218. Swarm ends the old task at once.
    void startFirstSupersededByTheSameSpecStillKeepsTheOldTaskUntilTheNewOneRuns() {
        var story = new Story()
                .createdAndRunning(spec("web:1", 1))
                .updated(spec("web:2", 1, startFirst(), ANY))
                .supervised()
                .updated(spec("web:2", 1, startFirst(), ANY))
                .supervised();
        assertThat(story.live().slots().of(1)).hasSize(2);
        assertThat(story.oldest(1).desired()).isEqualTo(DesiredState.RUNNING);
        story.comesUp(1);
        assertThat(story.oldest(1).desired()).isEqualTo(DesiredState.SHUTDOWN);
        assertThat(story.newest(1).desired()).isEqualTo(DesiredState.RUNNING);
        story.later(5).updateIs(State.COMPLETED, "update completed");
    }

    @Test // U-4: two are too many, also where the first of them is what is asked for.
    void startFirstThatIsTakenBackEndsWhatItHadBegun() {
        var story = new Story()
                .createdAndRunning(spec("web:1", 1))
                .updated(spec("web:2", 1, startFirst(), ANY))
                .supervised()
                .updated(spec("web:1", 1, startFirst(), ANY))
                .supervised();
        assertThat(story.live().slots().liveOf(1)).containsExactly(story.oldest(1));
        story.later(5).updateIs(State.COMPLETED, "update completed");
    }

    @Test // U-9: a task of the spec that is wanted running stays, the others end, and the slot is done.
    void whatAStartFirstUpdateHadBegunStaysWhenStopFirstSupersedesIt() {
        var story = new Story()
                .createdAndRunning(spec("web:1", 2))
                .updated(spec("web:2", 2, startFirst(), ANY))
                .supervised();
        var begun = story.newest(1).id();
        story.updated(spec("web:2", 2)).supervised();
        assertThat(story.oldest(1).desired()).isEqualTo(DesiredState.SHUTDOWN);
        assertThat(story.live().slots().liveOf(1)).extracting(Member::id).containsExactly(begun);
        story.shows("web:2", "web:2");
    }

    @Test // U-2, U-11; found by a rehearsal: three were wanted in one slot.
    void startFirstSupersededByAnotherSpecDropsWhatWasOnlyBegun() {
        var story = new Story()
                .createdAndRunning(spec("web:1", 1))
                .updated(spec("web:2", 1, startFirst(), ANY))
                .supervised()
                .updated(spec("web:3", 1, startFirst(), ANY))
                .supervised();
        assertThat(story.live().slots().liveOf(1)).extracting(story::image).containsExactly("web:1", "web:3");
    }

    @Test // R-20, U-11; found by rehearsals 65 and 494: each of the two was taken to serve the slot, and nobody did.
    void startFirstOnOneNodeThatIsLostGetsOneReplacement() {
        var story = new Story()
                .createdAndRunning(spec("web:1", 1))
                .updated(spec("web:2", 1, startFirst(), ANY))
                .supervised();
        story.sight(story.newest(1), TaskState.PREPARING).node("node-0", Standing.DOWN);
        assertThat(story.live().slots().liveOf(1)).extracting(story::image).containsExactly("web:2");
        story.comesUp(1).later(5).updateIs(State.COMPLETED, "update completed");
    }

    @Test // U-11, W-17; found by rehearsal 428: the update was over, and the slot as before.
    void startFirstGoesOnElsewhereWhenTheNodeOfTheNewTaskIsLost() {
        var story = new Story()
                .createdAndRunning(spec("web:1", 1))
                .updated(spec("web:2", 1, startFirst(), ANY))
                .supervised();
        var lost = story.newest(1);
        story.does(new ServiceCommand.Sight(List.of(new Sighting(
                        lost.id(),
                        lost.desired(),
                        TaskState.PREPARING,
                        Optional.of(new NodeId("node-9")),
                        Story.NOON,
                        false))))
                .node("node-9", Standing.DOWN);
        assertThat(story.live().slots().liveOf(1)).extracting(story::image).containsExactly("web:1", "web:2");
        story.comesUp(1).shows("web:2");
    }

    @Test // U-11; found by rehearsal 510: what ran of two earlier updates stayed beside the third.
    void startFirstKeepsOnlyOneOfThoseThatRun() {
        var story = new Story()
                .createdAndRunning(spec("web:1", 2))
                .updated(spec("web:2", 2, allAtOnce(), ANY))
                .supervised()
                .updated(spec("web:3", 2, startFirst(), ANY))
                .supervised();
        story.comesUp(2);
        story.comesUp(1);
        assertThat(story.live().slots().liveOf(2)).extracting(story::image).containsExactly("web:2", "web:3");
    }

    private static UpdatePolicy allAtOnce() {
        return new UpdatePolicy(
                0,
                Duration.ZERO,
                UpdatePolicy.FailureAction.PAUSE,
                UpdatePolicy.DEFAULT_MONITOR,
                0,
                UpdatePolicy.Order.START_FIRST);
    }

    @Test // U-11, U-12
    void startFirstKeepsTheOldTaskAndEndsTheLateOne() {
        var story = new Story()
                .createdAndRunning(spec("web:1", 1))
                .updated(spec("web:2", 1, startFirst(), ANY).withLabels(Map.of(ServiceSpec.UPDATE_DEADLINE, "30s")))
                .supervised()
                .later(30);
        assertThat(story.oldest(1).desired()).isEqualTo(DesiredState.RUNNING);
        assertThat(story.newest(1).desired()).isEqualTo(DesiredState.SHUTDOWN);
        story.updateIs(State.PAUSED, "update paused due to failure or early termination of task " + story.id(1));
    }
}
