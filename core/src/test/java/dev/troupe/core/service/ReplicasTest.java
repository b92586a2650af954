package dev.troupe.core.service;

import static dev.troupe.core.service.Story.policy;
import static dev.troupe.core.service.Story.restart;
import static dev.troupe.core.service.Story.spec;
import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.core.service.UpdateStatus.State;
import dev.troupe.core.spec.RestartPolicy;
import dev.troupe.core.spec.RestartPolicy.Condition;
import dev.troupe.core.spec.ServiceSpec;
import dev.troupe.core.spec.UpdatePolicy;
import dev.troupe.core.spec.UpdatePolicy.FailureAction;
import dev.troupe.core.task.DesiredState;
import dev.troupe.core.task.TaskCommand;
import dev.troupe.core.task.TaskState;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How many slots a service has, and which of them count. */
class ReplicasTest {

    private static ServiceSpec once(String image, int replicas) {
        return spec(image, replicas, UpdatePolicy.DEFAULT, restart(Condition.NONE, 0));
    }

    private static List<Integer> live(Story story) {
        return story.live().slots().numbers().stream()
                .filter(slot -> !story.live().slots().liveOf(slot).isEmpty())
                .toList();
    }

    @Test
    void aSlotWhoseTaskMustNotBeReplacedCountsAsFilled() {
        var story = new Story().createdAndRunning(once("web:1", 2));
        story.sight(story.newest(2), TaskState.FAILED).updated(once("web:1", 3));
        assertThat(live(story)).containsExactly(1, 3);
        assertThat(story.live().slots().of(2)).hasSize(1);
    }

    @Test
    void aRollbackFillsItAllTheSame() {
        var story = new Story()
                .createdAndRunning(once("web:1", 2))
                .updated(once("web:2", 2))
                .supervised();
        story.sight(story.oldest(1), TaskState.SHUTDOWN).comesUp(1);
        story.sight(story.oldest(2), TaskState.SHUTDOWN).comesUp(2).later(10);
        story.sight(story.newest(2), TaskState.FAILED);
        assertThat(live(story)).containsExactly(1);

        story.rolledBack().supervised();
        assertThat(live(story)).containsExactly(1, 2);
    }

    @Test // R-17, fixed
    void aSlotThatIsToGoCountsForNothingWhileItGoes() {
        var story = new Story().createdAndRunning(once("web:1", 3)).updated(once("web:1", 2));
        assertThat(story.newest(3).desired()).isEqualTo(DesiredState.REMOVE);

        story.updated(once("web:1", 2).withLabels(Map.of("asked", "again")));
        assertThat(live(story)).as("none too many is removed").containsExactly(1, 2);

        story.updated(once("web:1", 3));
        assertThat(live(story)).as("and it is filled again").hasSize(3).contains(1, 2);
        assertThat(story.live().slots().members().values())
                .as("while the first still goes")
                .hasSize(4);
    }

    @Test
    void aDeadSlotThatIsNotWantedAnyMoreVanishesAtOnce() {
        var story = new Story().createdAndRunning(once("web:1", 3));
        story.sight(story.newest(3), TaskState.FAILED).updated(once("web:1", 2));
        assertThat(story.live().slots().numbers()).containsExactly(1, 2);
        story.updated(once("web:1", 3));
        assertThat(live(story)).containsExactly(1, 2, 3);
    }

    @Test
    void aServiceOfNoReplicasIsStillThere() {
        var story = new Story().createdAndRunning(spec("web:1", 2)).updated(spec("web:1", 0));
        assertThat(live(story)).isEmpty();
        story.isGone(story.newest(1)).isGone(story.newest(2)).updated(spec("web:1", 1));
        assertThat(live(story)).containsExactly(1);
    }

    @Test // U-34, U-36
    void rollingBackBringsBackTheNumberOfReplicasToo() {
        var story = new Story().createdAndRunning(spec("web:1", 2)).updated(spec("web:1", 4));
        assertThat(live(story)).hasSize(4);
        story.rolledBack().supervised();
        assertThat(live(story)).containsExactly(1, 2);
        assertThat(story.live().spec().replicas()).isEqualTo(2);
    }

    @Test // U-14, R-8
    void onlyTasksThatTheUpdateMadeCountAsItsFailures() {
        var pausing = policy(1, 0, FailureAction.PAUSE);
        var story = new Story()
                .createdAndRunning(spec("web:1", 2, pausing, RestartPolicy.DEFAULT))
                .updated(spec("web:2", 3, pausing, RestartPolicy.DEFAULT))
                .supervised();
        story.sight(story.newest(3), TaskState.FAILED).updateIs(State.UPDATING, "update in progress");
        story.sight(story.oldest(2), TaskState.FAILED).updateIs(State.UPDATING, "update in progress");
        var made = story.newest(1);
        story.sight(story.oldest(1), TaskState.SHUTDOWN).sight(made, TaskState.FAILED);
        story.updateIs(State.PAUSED, "update paused due to failure or early termination of task " + made.id());
    }

    @Test // H-11, fixed: what is still to be said to them follows from the facts, whoever reads them.
    void theTasksOfAServiceThatIsGoneAreToldToGoAlsoAfterARestart() {
        var story = new Story().createdAndRunning(spec("web:1", 2)).does(new ServiceCommand.Remove());
        var before = story.service();
        assertThat(story.managerRestarts().service()).isEqualTo(before);
        assertThat(ServiceRules.owed(story.service()))
                .extracting(ServiceErrand::say)
                .containsOnly(new TaskCommand.Desire(DesiredState.REMOVE))
                .hasSize(2);
    }
}
