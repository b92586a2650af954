package dev.troupe.core.service;

import static dev.troupe.core.service.Story.restart;
import static dev.troupe.core.service.Story.spec;
import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.core.node.Standing;
import dev.troupe.core.spec.RestartPolicy;
import dev.troupe.core.spec.RestartPolicy.Condition;
import dev.troupe.core.spec.ServiceSpec;
import dev.troupe.core.spec.UpdatePolicy;
import dev.troupe.core.task.DesiredState;
import dev.troupe.core.task.TaskState;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What counts as an attempt, how long it is remembered, and how much of a slot's past is kept. */
class RestartsTest {

    private static ServiceSpec restarting(String image, RestartPolicy policy) {
        return spec(image, 1, UpdatePolicy.DEFAULT, policy);
    }

    private static Story running(RestartPolicy policy) {
        return new Story().createdAndRunning(restarting("web:1", policy));
    }

    private static Story failing(Story story) {
        return story.sight(story.newest(1), TaskState.FAILED).later(5);
    }

    private static Member stopping(Story story) {
        return story.live().slots().of(1).stream()
                .filter(task -> task.desired() == DesiredState.SHUTDOWN
                        && !task.observed().isTerminal())
                .findFirst()
                .orElseThrow();
    }

    private static boolean lives(Story story) {
        return !story.live().slots().liveOf(1).isEmpty();
    }

    @Test // RS-14: none stays none.
    void underNoneATaskOfALostNodeIsNotReplaced() {
        var story = running(restart(Condition.NONE, 0)).node("node-0", Standing.DOWN);
        assertThat(lives(story)).isFalse();
        assertThat(story.later(60).live().slots().of(1)).hasSize(1);
        assertThat(lives(running(restart(Condition.NONE, 0)).node("node-0", Standing.DRAINED)))
                .isFalse();
    }

    @Test // RS-14, fixed
    void aNodeThatIsLostUsesUpNoAttempt() {
        var story = failing(running(restart(Condition.ANY, 1))).comesUp(1);
        story.node("node-0", Standing.DOWN).comesUp(1);
        assertThat(lives(story)).as("its one attempt was used up, by itself").isTrue();
        assertThat(lives(failing(story))).isFalse();
    }

    @Test // RS-11
    void onFailureReplacesWhatItsNodeTookAlong() {
        assertThat(lives(running(restart(Condition.ON_FAILURE, 0)).node("node-0", Standing.DOWN)))
                .isTrue();
    }

    @Test // RS-13
    void withAWindowOnlyRestartsWithinItCount() {
        var onceInAMinute = new RestartPolicy(Condition.ANY, Duration.ofSeconds(5), 1, Duration.ofSeconds(60));
        var story = failing(running(onceInAMinute)).comesUp(1).later(70);
        assertThat(lives(failing(story))).as("the first is forgotten").isTrue();
        assertThat(lives(failing(story.comesUp(1)))).as("the second is not").isFalse();
    }

    private static final RestartPolicy TWICE_IN_A_MINUTE =
            new RestartPolicy(Condition.ANY, Duration.ofSeconds(5), 2, Duration.ofSeconds(60));

    @Test // RS-13
    void allThatLieWithinTheWindowCount() {
        var story = failing(failing(running(TWICE_IN_A_MINUTE)).comesUp(1)).comesUp(1);
        assertThat(lives(story)).isTrue();
        assertThat(lives(failing(story))).isFalse();
    }

    @Test // RS-13: for good, or a task that fails now and then would be remembered ever longer.
    void whatLiesBeforeTheWindowIsForgotten() {
        var story = running(TWICE_IN_A_MINUTE);
        for (var failure = 0; failure < 20; failure++) failing(story).comesUp(1).later(35);
        assertThat(lives(story)).isTrue();
        assertThat(story.live().restarts().values())
                .singleElement()
                .satisfies(restarts -> assertThat(restarts.at()).hasSizeLessThanOrEqualTo(2));
    }

    @Test // RS-10
    void underAnyWhatIsDoneBeginsAgain() {
        var story = running(restart(Condition.ANY, 0));
        story.sight(story.newest(1), TaskState.COMPLETE).later(5);
        assertThat(story.newest(1).desired()).isEqualTo(DesiredState.RUNNING);
        assertThat(story.live().slots().of(1)).hasSize(2);
    }

    @ParameterizedTest // RS-11
    @EnumSource(
            value = TaskState.class,
            names = {"COMPLETE", "SHUTDOWN", "FAILED", "REJECTED", "ORPHANED"})
    void onFailureReplacesWhateverEndsOtherwiseThanDone(TaskState end) {
        var story = running(restart(Condition.ON_FAILURE, 0));
        story.sight(story.newest(1), end);
        assertThat(lives(story)).isEqualTo(end != TaskState.COMPLETE);
    }

    @Test // RS-20
    void anotherRevisionStartsTheCountAnew() {
        var twice = restart(Condition.ANY, 2);
        var story = failing(running(twice)).comesUp(1);
        story.updated(restarting("web:2", twice)).supervised();
        story.sight(stopping(story), TaskState.SHUTDOWN).comesUp(1).later(10);
        assertThat(lives(failing(story))).isTrue();
        assertThat(lives(failing(story.comesUp(1)))).isTrue();
        assertThat(lives(failing(story.comesUp(1)))).isFalse();
    }

    @Test // RS-20: what is used up is used up for that revision only.
    void anUpdateForgivesWhatTheRevisionBeforeHasUsedUp() {
        var once = restart(Condition.ANY, 1);
        var story = failing(running(once)).comesUp(1);
        story.updated(restarting("web:2", once)).supervised();
        story.sight(stopping(story), TaskState.SHUTDOWN).comesUp(1).later(10);
        assertThat(lives(failing(story))).isTrue();
        assertThat(lives(failing(story.comesUp(1)))).isFalse();
    }

    @Test // RS-21
    void withoutALimitNothingIsCounted() {
        assertThat(failing(running(RestartPolicy.DEFAULT)).live().restarts()).isEmpty();
        assertThat(failing(running(restart(Condition.ANY, 3))).live().restarts())
                .isNotEmpty();
    }

    @Test // H-4: one more than its attempts, whatever the swarm's limit.
    void aSlotWithLimitedAttemptsKeepsAllOfThem() {
        var story = running(restart(Condition.ANY, 7)).does(new ServiceCommand.LimitHistory(2));
        for (var failure = 0; failure < 7; failure++) failing(story).comesUp(1);
        assertThat(story.live().slots().of(1)).hasSize(8);
    }

    @Test // H-4: that limit takes the place of the swarm's also where that one is larger, or there is none.
    void andNoMoreThanThose() {
        for (var limit : new int[] {5, -1}) {
            var story = running(restart(Condition.ANY, 1)).does(new ServiceCommand.LimitHistory(limit));
            for (var lost = 0; lost < 4; lost++) { // A node that is lost uses up no attempt.
                var node = story.newest(1).node().orElseThrow().value();
                story.node(node, Standing.DOWN).sight(story.oldest(1), TaskState.SHUTDOWN);
                story.node(node, Standing.GOOD).comesUp(1);
            }
            assertThat(story.live().slots().of(1)).as("limit %d", limit).hasSize(2);
        }
    }

    @Test // H-3, L-21: whatever is wanted of it.
    void aTaskThatIsStillEndingIsNoHistory() {
        var story = running(RestartPolicy.DEFAULT)
                .updated(restarting("web:2", RestartPolicy.DEFAULT))
                .supervised()
                .does(new ServiceCommand.LimitHistory(1));
        var ending = stopping(story);
        assertThat(story.live().slots().of(1)).hasSize(2);
        story.sight(ending, TaskState.SHUTDOWN).does(new ServiceCommand.LimitHistory(0));
        assertThat(story.live().slots().of(1)).extracting(Member::id).doesNotContain(ending.id());
    }

    @Test // H-3: what never got a node runs nowhere, and need not be seen to end.
    void aTaskThatEndsBeforeItHasANodeIsHistoryAtOnce() {
        var story = new Story()
                .created(restarting("web:1", RestartPolicy.DEFAULT))
                .does(new ServiceCommand.LimitHistory(1))
                .updated(restarting("web:2", RestartPolicy.DEFAULT))
                .supervised();
        assertThat(story.live().slots().of(1)).extracting(story::image).containsExactly("web:2");
    }

    @Test // H-1, H-6: looked at again when what still ran of it has ended.
    void aSlotWhoseTaskWasStillEndingIsBroughtToItsLimitOnceThatHasEnded() {
        for (var limit : new int[] {0, 1}) {
            var story = running(RestartPolicy.DEFAULT)
                    .does(new ServiceCommand.LimitHistory(limit))
                    .updated(restarting("web:2", RestartPolicy.DEFAULT))
                    .supervised();
            assertThat(story.live().slots().of(1)).hasSize(2);
            story.sight(stopping(story), TaskState.SHUTDOWN);
            assertThat(story.live().slots().of(1))
                    .as("limit %d", limit)
                    .extracting(story::image)
                    .containsExactly("web:2");
        }
    }

    @Test // H-1, H-6: also where the limit is that of every day.
    void tasksThatLostNodesStillShowAsRunningAreBroughtToTheLimitWhenTheNodesAreBack() {
        var story = running(RestartPolicy.DEFAULT);
        for (var lost = 1; lost <= 7; lost++) {
            story.node("node-0", Standing.DOWN).node("node-0", Standing.GOOD).comesUp(1);
        }
        assertThat(story.live().slots().of(1))
                .as("nobody knows what became of them")
                .hasSize(8);
        for (var old : List.copyOf(story.live().slots().of(1)).subList(0, 7)) story.sight(old, TaskState.SHUTDOWN);
        assertThat(story.live().slots().of(1)).hasSize(5);
        assertThat(story.live().slots().liveOf(1)).hasSize(1);
    }

    @Test // H-6: where nothing was made, nothing is looked at.
    void theLastTaskOfASlotThatIsNotToBeRestartedStays() {
        var story = running(restart(Condition.NONE, 0)).does(new ServiceCommand.LimitHistory(0));
        story.sight(story.newest(1), TaskState.COMPLETE);
        assertThat(story.live().slots().of(1)).hasSize(1);
    }

    @Test // H-2, H-5
    void theOldestGoFirstAndBelowZeroNoneGoes() {
        var story = running(RestartPolicy.DEFAULT).does(new ServiceCommand.LimitHistory(-1));
        for (var failure = 0; failure < 9; failure++) failing(story).comesUp(1);
        assertThat(story.live().slots().of(1)).hasSize(10);

        var kept = story.live().slots().of(1).subList(7, 10);
        assertThat(story.does(new ServiceCommand.LimitHistory(3)).live().slots().of(1))
                .isEqualTo(kept);
        assertThat(story.does(new ServiceCommand.LimitHistory(0)).live().slots().of(1))
                .as("what runs is never history")
                .containsExactly(kept.getLast());
    }
}
