package dev.troupe.core.service;

import static dev.troupe.core.service.Story.spec;
import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.core.id.NodeId;
import dev.troupe.core.spec.Mode;
import dev.troupe.core.spec.Placement;
import dev.troupe.core.spec.RestartPolicy.Condition;
import dev.troupe.core.spec.ServiceSpec;
import dev.troupe.core.spec.UpdatePolicy;
import dev.troupe.core.task.DesiredState;
import dev.troupe.core.task.TaskState;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Which slots go when fewer are wanted, and which numbers come back. */
class ScaleDownTest {

    /** The slot's newest task is on that node, in that state. */
    private static Story puts(Story story, int slot, String node, TaskState state) {
        var task = story.newest(slot);
        return story.does(new ServiceCommand.Sight(List.of(
                new Sighting(task.id(), task.desired(), state, Optional.of(new NodeId(node)), Story.NOON, false))));
    }

    /** Slots in their order, each running on the node of that name. */
    private static Story on(String... nodes) {
        return on(spec("web:1", nodes.length), nodes);
    }

    private static Story on(ServiceSpec spec, String... nodes) {
        var story = new Story().created(spec);
        for (var i = 0; i < nodes.length; i++) puts(story, i + 1, nodes[i], TaskState.RUNNING);
        return story;
    }

    private static Story scaled(Story story, int replicas) {
        return story.updated(story.live().spec().withMode(new Mode.Replicated(replicas)));
    }

    private static List<Integer> live(Story story) {
        return story.live().slots().numbers().stream()
                .filter(slot -> !story.live().slots().liveOf(slot).isEmpty())
                .toList();
    }

    @Test // R-11, the example
    void theUnassignedOneGoesFirstAndThenThoseOnTheMostCrowdedNode() {
        var story = new Story().created(spec("web:1", 7));
        puts(story, 1, "node-1", TaskState.STARTING);
        for (var slot : List.of(2, 3)) puts(story, slot, "node-2", TaskState.RUNNING);
        for (var slot : List.of(4, 5, 6)) puts(story, slot, "node-3", TaskState.RUNNING);
        assertThat(live(scaled(story, 6))).containsExactly(1, 2, 3, 4, 5, 6);
        assertThat(live(scaled(story, 4))).containsExactly(1, 2, 3, 4);
    }

    @Test
    void theMostCrowdedNodesAreLevelledWhateverTheNumbersOfTheirSlots() {
        assertThat(live(scaled(on("a", "a", "a", "b", "b", "c"), 5))).containsExactly(1, 2, 4, 5, 6);
        assertThat(live(scaled(on("a", "a", "a", "b", "b", "c"), 3))).containsExactly(1, 4, 6);
    }

    @Test
    void whatHasNoNodeGoesFirstHoweverLowItsNumber() {
        var story = new Story().created(spec("web:1", 3));
        puts(story, 2, "a", TaskState.RUNNING);
        puts(story, 3, "a", TaskState.RUNNING);
        assertThat(live(scaled(story, 2))).containsExactly(2, 3);
    }

    @Test
    void aSlotThatIsBeingHandedOverGoesBeforeThoseThatAreNot() {
        var startFirst = spec("web:1", 3).withUpdate(Optional.of(Story.startFirst()));
        var story = on(startFirst, "a", "b", "c")
                .updated(spec("web:2", 3).withUpdate(Optional.of(Story.startFirst())))
                .supervised();
        assertThat(story.live().slots().liveOf(1)).hasSize(2);
        scaled(story, 2);
        assertThat(live(story)).containsExactly(2, 3);
        assertThat(story.live().slots().of(1)) // every task of such a slot.
                .extracting(Member::desired)
                .containsOnly(DesiredState.REMOVE);
    }

    @Test
    void whatDoesNotRunGoesBeforeWhatDoes() {
        var story = new Story().created(spec("web:1", 3));
        puts(story, 1, "a", TaskState.STARTING);
        puts(story, 2, "b", TaskState.RUNNING);
        puts(story, 3, "a", TaskState.RUNNING);
        assertThat(live(scaled(story, 2)))
                .as("on node a the one that runs counts first")
                .containsExactly(2, 3);
    }

    @Test // R-10; R-3 has it count as filled. Swarm levels it with the others, and may stop one that runs instead.
    void aSlotThatIsDoneGoesBeforeThoseThatRun() {
        var once = spec("web:1", 3, UpdatePolicy.DEFAULT, Story.restart(Condition.ON_FAILURE, 0));
        var story = on(once, "a", "b", "b");
        story.sight(story.newest(1), TaskState.COMPLETE);
        scaled(story, 2);
        assertThat(story.live().slots().numbers()).containsExactly(2, 3);
        assertThat(live(story)).containsExactly(2, 3);
    }

    @Test
    void whereTasksAreToSpreadPlaysNoPart() {
        UnaryOperator<ServiceSpec> spread = spec -> spec.withTask(
                spec.task().withPlacement(new Placement(List.of(), List.of("node.labels.rack"), 0, List.of())));
        var nodes = new String[] {"a", "a", "b", "b", "c"};
        assertThat(live(scaled(on(spread.apply(spec("web:1", 5)), nodes), 4)))
                .isEqualTo(live(scaled(on(nodes), 4)))
                .containsExactly(1, 2, 3, 5);
    }

    @Test // L-20, L-22, R-7
    void numbersBeginWithOneMayHaveGapsAndTheLowestFreeOnesAreTakenAgain() {
        var story = on("a", "a", "b", "c");
        assertThat(live(story)).containsExactly(1, 2, 3, 4);
        scaled(story, 2);
        assertThat(live(story)).containsExactly(1, 3);
        scaled(story, 3);
        assertThat(live(story)).as("2 is still going, and free all the same").containsExactly(1, 2, 3);
        scaled(story, 4);
        assertThat(live(story)).containsExactly(1, 2, 3, 4);
    }

    @Test // kept slots are updated, the others only go.
    void fewerOfAnotherImageUpdateThoseThatStay() {
        var story = scaled(on("a", "b", "c"), 3).updated(spec("web:2", 2));
        assertThat(story.live().rollout().orElseThrow().waiting()).containsExactly(1, 2);
        assertThat(story.newest(3).desired()).isEqualTo(DesiredState.REMOVE);
        assertThat(story.image(story.newest(3))).isEqualTo("web:1");
    }

    @Test // U-25, R-6, R-8: new slots are filled at once and are no part of the update.
    void moreOfAnotherImageFillNewSlotsWithItAtOnceWhileTheOldOnesRoll() {
        var story = on("a", "b").updated(spec("web:2", 4)).shows("web:1", "web:1", "web:2", "web:2");
        assertThat(story.live().rollout().orElseThrow().waiting()).containsExactly(1, 2);
        assertThat(story.newest(4).desired()).isEqualTo(DesiredState.RUNNING);
        story.supervised().shows("web:2", "web:1", "web:2", "web:2");
    }

    @Test
    void whateverChangesAServiceBringsItToItsNumberOfSlots() {
        var story = new Story().created(spec("web:1", 2));
        assertThat(live(story)).hasSize(2);
        story.allComeUp();
        scaled(story, 3);
        assertThat(live(story)).hasSize(3);
        story.isGone(story.newest(2));
        assertThat(live(story)).as("a task was deleted").containsExactly(1, 2, 3);
        story.updated(story.live().spec().withLabels(Map.of("tier", "front"))).rolledBack();
        assertThat(live(story)).hasSize(3);
        story.rolledBack();
        assertThat(live(story)).hasSize(3);
    }

    @Test // OM-8
    void theRevisionIsZeroAtFirstAndThenTheVersionThatTheUpdateKnew() {
        var story = new Story().created(spec("web:1", 1));
        assertThat(story.live().specVersion()).isZero();
        assertThat(story.newest(1).specVersion()).isZero();
        var known = story.live().version();
        story.updated(spec("web:2", 2));
        assertThat(story.live().specVersion()).isEqualTo(known);
        assertThat(story.live().version()).isGreaterThan(known);
        assertThat(story.newest(2).specVersion()).isEqualTo(known);
        assertThat(story.live().previous().orElseThrow().specVersion()).isZero();
        story.rolledBack();
        assertThat(story.live().specVersion())
                .as("a rollback brings its own back")
                .isZero();
    }
}
