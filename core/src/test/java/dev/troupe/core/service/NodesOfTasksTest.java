package dev.troupe.core.service;

import static dev.troupe.core.service.Story.spec;
import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.core.id.NodeId;
import dev.troupe.core.node.Availability;
import dev.troupe.core.node.NodeDescription;
import dev.troupe.core.node.NodeFacts;
import dev.troupe.core.node.NodeSpec;
import dev.troupe.core.node.NodeState;
import dev.troupe.core.node.Role;
import dev.troupe.core.node.Standing;
import dev.troupe.core.spec.Placement;
import dev.troupe.core.spec.Platform;
import dev.troupe.core.spec.Resources;
import dev.troupe.core.spec.RestartPolicy;
import dev.troupe.core.spec.RestartPolicy.Condition;
import dev.troupe.core.spec.ServiceSpec;
import dev.troupe.core.spec.UpdatePolicy;
import dev.troupe.core.task.DesiredState;
import dev.troupe.core.task.TaskCommand;
import dev.troupe.core.task.TaskState;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a service does with its tasks when it hears of the nodes they are on. */
class NodesOfTasksTest {

    private static final NodeId NODE = new NodeId("node-0");

    /** Three replicas on {@code node-0} to {@code node-2}, on racks of ssd. */
    private static Story running(Placement placement) {
        return running(placement, RestartPolicy.DEFAULT);
    }

    private static Story running(Placement placement, RestartPolicy restart) {
        var spec = spec("web:1", 3, UpdatePolicy.DEFAULT, restart);
        return new Story().createdAndRunning(placed(spec, placement));
    }

    private static ServiceSpec placed(ServiceSpec spec, Placement placement) {
        return spec.withTask(spec.task().withPlacement(placement));
    }

    private static Placement onSsd() {
        return new Placement(List.of("node.labels.disk==ssd"), List.of(), 0, List.of());
    }

    private static NodeFacts facts(String disk, Availability availability) {
        return facts(NODE, disk, availability);
    }

    private static NodeFacts facts(NodeId node, String disk, Availability availability) {
        return new NodeFacts(
                node,
                new NodeSpec("", Map.of("disk", disk), Role.WORKER, availability),
                new NodeDescription(
                        "host-0", new Platform("linux", "x86_64"), Resources.NONE, "1", Map.of(), List.of()),
                NodeState.READY,
                "",
                Role.WORKER,
                "10.0.0.1");
    }

    private static Story hears(Story story, long version, NodeFacts facts) {
        return story.does(new ServiceCommand.HearOfNode(NODE, facts.standing(), version, Optional.of(facts)))
                .supervised();
    }

    private static Sighting on(Member task, String node, TaskState state) {
        return new Sighting(
                task.id(), task.desired(), state, Optional.of(new NodeId(node)), Story.NOON.plusSeconds(1), false);
    }

    @ParameterizedTest
    @EnumSource(Standing.class)
    void aNodeThatIsLostDrainedOrGoneLosesItsTasksAndAGoodOneKeepsThem(Standing standing) {
        var story = running(Placement.ANYWHERE).node("node-0", standing);
        assertThat(story.oldest(1).desired())
                .isEqualTo(standing == Standing.GOOD ? DesiredState.RUNNING : DesiredState.SHUTDOWN);
        assertThat(story.live().slots().liveOf(1)).hasSize(1);
        assertThat(story.live().slots().of(1)).hasSize(standing == Standing.GOOD ? 1 : 2);
        assertThat(story.live().slots().of(2)).hasSize(1);
    }

    @ParameterizedTest // R-20, D-9: only a node that is down is lost; of one that is unknown nobody knows.
    @EnumSource(NodeState.class)
    void onlyANodeThatIsDownCountsAsLost(NodeState state) {
        var standing = facts("ssd", Availability.ACTIVE).withState(state).standing();
        assertThat(standing).isEqualTo(state == NodeState.DOWN ? Standing.DOWN : Standing.GOOD);
    }

    @Test
    void whatWasToEndThereAnywayIsNotReplaced() {
        var story = running(Placement.ANYWHERE).updated(spec("web:1", 2));
        assertThat(story.newest(3).desired()).isEqualTo(DesiredState.REMOVE);
        story.node("node-2", Standing.DOWN);
        assertThat(story.live().slots().of(3)).hasSize(1);
        assertThat(story.live().slots().liveOf(3)).isEmpty();
    }

    @Test // the scheduler has chosen the node before it was lost.
    void aTaskThatIsPutOnANodeThatIsLostIsReplacedAsSoonAsItIsSeenThere() {
        var story = new Story().created(spec("web:1", 1)).node("node-9", Standing.DOWN);
        story.does(new ServiceCommand.Sight(List.of(on(story.newest(1), "node-9", TaskState.ASSIGNED))));
        assertThat(story.oldest(1).desired()).isEqualTo(DesiredState.SHUTDOWN);
        assertThat(story.live().slots().liveOf(1)).hasSize(1);
        assertThat(story.newest(1).desired()).isEqualTo(DesiredState.RUNNING);
    }

    @Test // N-1, N-9
    void aPausedNodeKeepsItsTasksEvenThoseThatDoNotSuitItAnyMoreAndWhatFailsThereIsReplaced() {
        var story = hears(running(onSsd()), 1, facts("hdd", Availability.PAUSE));
        assertThat(story.live().slots().of(1)).hasSize(1);
        story.sight(story.newest(1), TaskState.FAILED);
        assertThat(story.live().slots().liveOf(1)).hasSize(1);
        assertThat(story.live().slots().of(1)).hasSize(2);
    }

    @Test // N-6
    void aTaskWhoseNodeNoLongerMeetsTheConstraintsIsRejectedAndReplacedAfterTheDelay() {
        var story = running(onSsd());
        var rejected = story.newest(1);
        hears(story, 1, facts("ssd", Availability.ACTIVE));
        assertThat(story.live().slots().of(1)).as("it meets them").hasSize(1);

        hears(story, 2, facts("hdd", Availability.ACTIVE));
        assertThat(ServiceRules.owed(story.service(), List.of(rejected.id())))
                .extracting(ServiceErrand::say)
                .contains(new TaskCommand.Reject(
                        "task rejected by constraint enforcer", "assigned node no longer meets constraints"));
        assertThat(story.newest(1).desired()).isEqualTo(DesiredState.READY);
        story.later(4);
        assertThat(story.newest(1).desired()).isEqualTo(DesiredState.READY);
        story.later(1);
        assertThat(story.newest(1).desired())
                .as("without waiting until the old one has stopped")
                .isEqualTo(DesiredState.RUNNING);
        assertThat(story.live().slots().of(2)).as("that of another node").hasSize(1);
    }

    @Test // N-6: those of the service as it is, not those the task was made with.
    void theConstraintsAreThoseOfTheSpecThatHoldsNow() {
        var story = running(Placement.ANYWHERE);
        for (var node : List.of("node-0", "node-1", "node-2")) {
            story.knows(facts(new NodeId(node), "ssd", Availability.ACTIVE));
        }
        story.updated(placed(story.live().spec(), onSsd())).noUpdate();
        hears(story, 1, facts("hdd", Availability.ACTIVE));
        assertThat(story.live().slots().of(1)).hasSize(2);
    }

    @Test // N-6, RS-14
    void underNoneItIsRejectedAndNotReplaced() {
        var story = running(onSsd(), Story.restart(Condition.NONE, 0));
        hears(story, 1, facts("hdd", Availability.ACTIVE)).later(60);
        assertThat(story.newest(1).rejected()).isPresent();
        assertThat(story.live().slots().of(1)).hasSize(1);
    }

    @Test // N-10
    void neitherPlatformNorPreferencesNorMaxReplicasTakeATaskFromItsNode() {
        var placement =
                new Placement(List.of(), List.of("node.labels.disk"), 1, List.of(new Platform("linux", "amd64")));
        var story = running(placement);
        story.sight(story.newest(2), TaskState.RUNNING);
        var other = facts("hdd", Availability.ACTIVE);
        hears(
                story,
                1,
                other.withDescription(new NodeDescription(
                        "host-0", new Platform("windows", "arm64"), Resources.NONE, "2", Map.of(), List.of())));
        for (var slot = 1; slot <= 3; slot++)
            assertThat(story.live().slots().of(slot)).hasSize(1);
    }

    @Test // U-30, U-32; found with the docker CLI: a constraint that every node met replaced every task.
    void anUpdateOfThePlacementReplacesOnlyWhatIsOnANodeThatDoesNotSuit() {
        var story = running(Placement.ANYWHERE)
                .knows(facts(NODE, "ssd", Availability.ACTIVE))
                .knows(facts(new NodeId("node-1"), "hdd", Availability.ACTIVE));
        story.updated(placed(story.live().spec(), new Placement(List.of(), List.of("node.labels.disk"), 1, List.of())));
        assertThat(story.live().rollout().orElseThrow().waiting())
                .as("only that of which it is not known where it is")
                .containsExactly(3);
        story.updated(placed(story.live().spec(), onSsd()));
        assertThat(story.live().rollout().orElseThrow().waiting()).containsExactly(2, 3);
        story.updated(
                placed(story.live().spec(), new Placement(List.of("node.labels.disk==hdd"), List.of(), 0, List.of())));
        assertThat(story.live().rollout().orElseThrow().waiting()).containsExactly(1, 3);
    }

    @Test // T-5
    void aNodeThatWasNeverMissedChangesNothing() {
        var story = running(Placement.ANYWHERE);
        var slots = story.live().slots();
        story.node("node-0", Standing.GOOD);
        assertThat(story.live().slots()).isEqualTo(slots);
    }
}
