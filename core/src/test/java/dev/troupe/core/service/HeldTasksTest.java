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
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A replacement that waits for its time, and what becomes of it meanwhile. */
class HeldTasksTest {

    /** One that has failed; its replacement is held for five seconds. */
    private static Story held() {
        var story = new Story().createdAndRunning(spec("web:1", 1));
        return story.sight(story.newest(1), TaskState.FAILED);
    }

    @Test // RS-6
    void whileItIsHeldATaskIsMadeAndPreparedAllTheSame() {
        var story = held();
        var task = story.newest(1);
        assertThat(ServiceRules.owed(story.service(), List.of(task.id())))
                .extracting(ServiceErrand::say)
                .singleElement()
                .isInstanceOfSatisfying(
                        TaskCommand.Create.class,
                        create -> assertThat(create.draft().desired()).isEqualTo(DesiredState.READY));
        for (var state : List.of(TaskState.PENDING, TaskState.ASSIGNED, TaskState.PREPARING, TaskState.READY)) {
            story.sight(story.newest(1), state);
            assertThat(story.newest(1).observed()).isEqualTo(state);
            assertThat(story.newest(1).desired()).isEqualTo(DesiredState.READY);
        }
        story.later(5);
        assertThat(ServiceRules.owed(story.service(), List.of(task.id())))
                .containsExactly(new ServiceErrand(task.id(), new TaskCommand.Desire(DesiredState.RUNNING)));
    }

    @Test // RS-8
    void askedAgainAndAgainItIsHeldOnceAndFromTheFirstTimeOn() {
        var story = held();
        var before = story.service();
        story.later(1).later(1).later(2);
        assertThat(story.service()).isEqualTo(before);
        story.later(1);
        assertThat(story.newest(1).desired()).isEqualTo(DesiredState.RUNNING);
        var released = story.all.size();
        story.later(1);
        assertThat(story.all).hasSize(released);
    }

    @Test // RS-8
    void itsHoldEndsWithIt() {
        var gone = held();
        gone.isGone(gone.newest(1));
        assertThat(gone.newest(1).hold())
                .as("what is deleted is replaced at once")
                .isEmpty();
        assertThat(gone.newest(1).desired()).isEqualTo(DesiredState.RUNNING);

        var scaled = held();
        scaled.updated(spec("web:1", 0));
        assertThat(scaled.newest(1).hold()).isEmpty();
        var before = scaled.all.size();
        scaled.later(60);
        assertThat(scaled.all).as("nothing is released").hasSize(before);
    }

    @Test // RS-7, W-17: moving it is no way around the delay of what failed before it.
    void whenItsNodeIsLostItsReplacementWaitsOutTheSameHold() {
        var story = held();
        story.later(2).sight(story.newest(1), TaskState.READY);
        story.node(story.newest(1).node().orElseThrow().value(), Standing.DOWN);
        assertThat(story.live().slots().of(1)).hasSize(3);
        story.later(2);
        assertThat(story.newest(1).desired()).isEqualTo(DesiredState.READY);
        story.later(1);
        assertThat(story.newest(1).desired()).isEqualTo(DesiredState.RUNNING);
    }

    @Test // RS-4, RS-5: a node that is lost holds nobody back, and somebody has to look when the delay is over.
    void whenTheNodeItWaitsForIsLostItIsLookedAtAgainWhenItsDelayIsOver() {
        var story = held();
        story.later(1).sight(story.newest(1), TaskState.READY);
        var node = story.newest(1).node().orElseThrow().value();
        story.node(node, Standing.DRAINED);
        assertThat(ServiceRules.nextRelease(story.service()))
                .as("a minute for the old one to stop")
                .hasValue(Story.NOON.plusSeconds(61));
        story.node(node, Standing.DOWN);
        assertThat(ServiceRules.nextRelease(story.service())).hasValue(Story.NOON.plusSeconds(5));
        story.later(4);
        assertThat(story.newest(1).desired()).isEqualTo(DesiredState.RUNNING);
    }

    @Test // RS-5: unless it was raised beyond.
    void itIsNotReleasedWhenItIsNotWantedAnyMore() {
        var story = held().updated(spec("web:2", 1)).supervised();
        var replaced = story.live().slots().of(1).get(1);
        assertThat(replaced.desired()).isEqualTo(DesiredState.SHUTDOWN);
        story.later(60);
        assertThat(story.live().slots().of(1).get(1).desired()).isEqualTo(DesiredState.SHUTDOWN);
    }

    @Test // RS-18: in Swarm a new leader counts the tasks it finds; here nothing is forgotten.
    void whatHasBeenTriedIsKnownAlsoAfterARestartOfTheManager() {
        var twice = spec("web:1", 1, UpdatePolicy.DEFAULT, restart(Condition.ANY, 2));
        var story = new Story().createdAndRunning(twice);
        for (var attempt = 0; attempt < 2; attempt++) {
            story.sight(story.newest(1), TaskState.FAILED).later(5).comesUp(1);
        }
        story.managerRestarts().sight(story.newest(1), TaskState.FAILED).later(60);
        assertThat(story.live().slots().liveOf(1)).isEmpty();
    }

    @Test // RS-17
    void aHoldEndsWhenItWasToAlsoAfterARestartOfTheManager() {
        var story = held().later(3).managerRestarts();
        assertThat(ServiceRules.nextRelease(story.service())).hasValue(Story.NOON.plusSeconds(5));
        story.later(1);
        assertThat(story.newest(1).desired()).isEqualTo(DesiredState.READY);
        story.later(1);
        assertThat(story.newest(1).desired()).isEqualTo(DesiredState.RUNNING);
    }

    @Test // RS-2, OM-8
    void aReplacementIsOfTheSpecThatHoldsNow() {
        var story = new Story().createdAndRunning(spec("web:1", 2)).updated(spec("web:2", 2));
        var version = story.live().specVersion();
        story.sight(story.newest(2), TaskState.FAILED);
        assertThat(story.image(story.newest(2))).isEqualTo("web:2");
        assertThat(story.newest(2).specVersion()).isEqualTo(version);
    }

    @Test // RS-10: the condition is that of the task that has ended.
    void whetherToRestartIsSaidByTheSpecTheTaskWasMadeFrom() {
        var never = spec("web:1", 2, UpdatePolicy.DEFAULT, restart(Condition.NONE, 0));
        var always = spec("web:1", 2, UpdatePolicy.DEFAULT, restart(Condition.ANY, 0));
        var left = new Story().createdAndRunning(never).updated(always);
        left.sight(left.newest(2), TaskState.FAILED);
        assertThat(left.live().slots().liveOf(2)).isEmpty();
        var replaced = new Story().createdAndRunning(always).updated(never);
        replaced.sight(replaced.newest(2), TaskState.FAILED);
        assertThat(replaced.live().slots().liveOf(2)).hasSize(1);
    }

    @Test // RS-3: the delay is that of the task that has ended.
    void theDelayIsThatOfTheSpecTheTaskWasMadeFrom() {
        var slow = new RestartPolicy(Condition.ANY, Duration.ofSeconds(9), 0, Duration.ZERO);
        var story = new Story()
                .createdAndRunning(spec("web:1", 2, UpdatePolicy.DEFAULT, slow))
                .updated(spec("web:2", 2));
        story.sight(story.newest(2), TaskState.FAILED).later(8);
        assertThat(story.newest(2).desired()).isEqualTo(DesiredState.READY);
        story.later(1);
        assertThat(story.newest(2).desired()).isEqualTo(DesiredState.RUNNING);
    }
}
