package dev.troupe.core.node;

import static dev.troupe.core.node.NodeStory.NODE;
import static dev.troupe.core.node.NodeStory.PING;
import static dev.troupe.core.node.NodeStory.WEB;
import static dev.troupe.core.node.NodeStory.asks;
import static dev.troupe.core.node.NodeStory.description;
import static dev.troupe.core.node.NodeStory.joined;
import static dev.troupe.core.node.NodeStory.ready;
import static dev.troupe.core.node.NodeStory.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.troupe.core.node.NodeCommand.Change;
import dev.troupe.core.node.NodeCommand.HearNews;
import dev.troupe.core.node.NodeCommand.Join;
import dev.troupe.core.node.NodeCommand.Lose;
import dev.troupe.core.node.NodeCommand.Register;
import dev.troupe.core.node.NodeCommand.Release;
import dev.troupe.core.node.NodeCommand.Remove;
import dev.troupe.core.node.NodeCommand.Reserve;
import dev.troupe.core.rule.Cause;
import dev.troupe.core.rule.Refusal;
import dev.troupe.core.spec.Platform;
import dev.troupe.core.spec.Resources;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class NodeRulesTest {

    private static final Join AGAIN = new Join(NODE, NodeSpec.active(Role.WORKER), description(4), "");
    private static final Register SAME = new Register(description(4), "127.0.0.1");
    private static final HostPort HTTP = new HostPort("tcp", 80);

    @Nested
    class Membership {

        @Test
        @DisplayName("begins unknown, is ready once heard, and is asked for again at every start (CL-7, D-2)")
        void joinsAndRegisters() {
            var story = joined();
            assertThat(story.member().facts().state()).isEqualTo(NodeState.UNKNOWN);
            assertThat(story.events(AGAIN)).isEmpty();
            story.then(SAME);
            assertThat(story.member().facts().state()).isEqualTo(NodeState.READY);
            assertThat(story.member().facts().address()).isEqualTo("127.0.0.1");
            assertThat(story.events(SAME)).isEmpty();
            assertThat(story.events(new Register(description(8), "127.0.0.1")))
                    .as("another machine now")
                    .hasSize(1);
        }

        @Test
        @DisplayName("is lost with the last heartbeat and found with the next session (D-6, D-2)")
        void lostAndFound() {
            var story = ready().then(new Lose("heartbeat failure"));
            assertThat(story.member().facts().state()).isEqualTo(NodeState.DOWN);
            assertThat(story.member().facts().message()).isEqualTo("heartbeat failure");
            assertThat(story.member().downSince()).contains(story.now);
            assertThat(story.events(new Lose("again"))).isEmpty();
            story.then(SAME);
            assertThat(story.member().facts().message()).isEmpty();
            assertThat(story.member().downSince()).isEmpty();
        }

        @Test
        @DisplayName("is begun again as often as its agent likes, and the node is ready all the while (D-3, D-8)")
        void asOftenAsItLikes() {
            var story = ready();
            for (var again = 0; again < 10; again++) {
                assertThat(story.events(SAME)).isEmpty();
                assertThat(story.member().facts().state()).isEqualTo(NodeState.READY);
            }
            for (var again = 0; again < 10; again++)
                story.then(new Lose("heartbeat failure")).then(SAME);
            assertThat(story.member().facts().state()).isEqualTo(NodeState.READY);
        }

        @Test
        @DisplayName("ends only when the node is down, or by force (N-11)")
        void removed() {
            var story = ready();
            assertThat(story.refusal(new Remove(false)))
                    .isEqualTo(new Refusal.Precondition("node node-a is not down and can't be removed"));
            assertThat(story.events(new Remove(true))).containsExactly(new NodeEvent.Removed());
            assertThat(story.events(new Remove(true))).isEmpty();
            assertThat(story.refusal(AGAIN)).as("CL-20").isInstanceOf(Refusal.Precondition.class);
            assertThat(story.refusal(SAME)).isEqualTo(new Refusal.NotFound("node not found"));
            assertThat(ready().then(new Lose("")).events(new Remove(false))).hasSize(1);
        }

        @Test
        @DisplayName("of a manager ends by no force (N-11)")
        void managerStays() {
            assertThat(joined(Role.MANAGER).refusal(new Remove(true)))
                    .isEqualTo(new Refusal.Precondition(
                            "node node-a is a cluster manager and is a member of the raft cluster."
                                    + " It must be demoted to worker before removal"));
        }

        @Test
        @DisplayName("has one manager, no more and no fewer (N-13)")
        void roles() {
            var manager = joined(Role.MANAGER);
            assertThat(manager.refusal(new Change(
                            NodeSpec.active(Role.WORKER), manager.member().version())))
                    .isEqualTo(new Refusal.Precondition("attempting to demote the last manager of the swarm"));
            var worker = joined();
            assertThat(worker.refusal(new Change(
                            NodeSpec.active(Role.MANAGER), worker.member().version())))
                    .isInstanceOf(Refusal.Unsupported.class);
        }

        @Test
        @DisplayName(
                "is changed by those who know its version, and only they; reservations do not stand in their way (OM-4)")
        void versions() {
            var story = ready();
            var version = story.member().version();
            story.reserves(asks(1, PING, 1));
            var drained = new NodeSpec("", Map.of("rack", "1"), Role.WORKER, Availability.DRAIN);
            assertThat(story.refusal(new Change(drained, version + 1)))
                    .isEqualTo(new Refusal.OutOfDate(version + 1, version));
            assertThat(story.events(new Change(drained, version))).containsExactly(new NodeEvent.SpecChanged(drained));
            assertThat(story.member().version()).isGreaterThan(version);
            assertThat(story.events(new Change(drained, story.member().version())))
                    .isEmpty();
        }

        @Test
        @DisplayName("is changed by a client that read it before it was lost: its spec is the same (OM-4, OM-5)")
        void versionsAndStates() {
            var story = ready();
            var read = story.member().version();
            story.then(new NodeCommand.Lose("heartbeat failure"));
            assertThat(story.member().version()).isGreaterThan(read);
            var drained = new NodeSpec("", Map.of(), Role.WORKER, Availability.DRAIN);
            assertThat(story.events(new Change(drained, read))).containsExactly(new NodeEvent.SpecChanged(drained));
            assertThat(story.refusal(new Change(NodeSpec.active(Role.WORKER), read)))
                    .isEqualTo(new Refusal.OutOfDate(read, story.member().version()));
        }

        @Test
        @DisplayName("cannot be changed before it has begun (D-1)")
        void absent() {
            assertThat(new NodeStory().refusal(SAME)).isEqualTo(new Refusal.NotFound("node not found"));
            assertThatThrownBy(() -> NodeRules.evolve(
                            new Node.Absent(),
                            new NodeEvent.Removed(),
                            joined().now,
                            Cause.outside("a story", "story")))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("Removed");
        }
    }

    @Nested
    class Room_on_a_node {

        @Test
        @DisplayName("goes to those that fit, in their order; the others are left out (SC-7)")
        void whatFits() {
            var story = ready();
            assertThat(story.events(
                            new Reserve(List.of(asks(1, PING, 3), asks(2, PING, 2), asks(3, WEB, 1)), List.of())))
                    .containsExactly(
                            new NodeEvent.TasksReserved(List.of(asks(1, PING, 3), asks(3, WEB, 1)), List.of()));
            assertThat(story.member().charged().nanoCpus()).isEqualTo(4 * NodeStory.CPU);
            assertThat(story.member().perService()).isEqualTo(Map.of(PING, 1, WEB, 1));
            assertThat(story.events(new Reserve(List.of(asks(1, PING, 3), asks(2, PING, 2)), List.of())))
                    .isEmpty();
        }

        @Test
        @DisplayName("counts generic units by kind, and takes them back (A-2, A-3)")
        void genericUnits() {
            var gpus = new Reservation(task(1), PING, new Resources(0, 0, 0, Map.of("gpu", 2L)), List.of());
            var another = new Reservation(task(2), PING, new Resources(0, 0, 0, Map.of("gpu", 1L)), List.of());
            var unknown = new Reservation(task(3), PING, new Resources(0, 0, 0, Map.of("fpga", 1L)), List.of());
            var story = ready().reserves(gpus, another, unknown);
            assertThat(story.member().held()).containsOnlyKeys(task(1));
            story.then(new Release(List.of(task(1)))).reserves(another);
            assertThat(story.member().charged().generic()).isEqualTo(Map.of("gpu", 1L));
        }

        @Test
        @DisplayName("gives each host port to one task, within one batch too (filter 6, A-6)")
        void hostPorts() {
            var story = ready().reserves(asks(1, WEB, 0, HTTP), asks(2, WEB, 0, HTTP));
            assertThat(story.member().held()).containsOnlyKeys(task(1));
            assertThat(story.reserves(asks(2, WEB, 0, HTTP)).member().held()).containsOnlyKeys(task(1));
            assertThat(story.reserves(asks(3, WEB, 0, new HostPort("udp", 80)))
                            .member()
                            .held())
                    .hasSize(2);
            story.then(new Release(List.of(task(1)))).reserves(asks(2, WEB, 0, HTTP));
            assertThat(story.member().held()).containsOnlyKeys(task(2), task(3));
        }

        @Test
        @DisplayName("is given only while it is ready and active (filter 1, N-1)")
        void onlyWhenReadyAndActive() {
            var ask = new Reserve(List.of(asks(1, PING, 0)), List.of());
            assertThat(joined().events(ask)).isEmpty();
            assertThat(ready().then(new Lose("")).events(ask)).isEmpty();
            assertThat(ready().becomes(Availability.PAUSE).events(ask)).isEmpty();
            assertThat(ready().becomes(Availability.DRAIN).events(ask)).isEmpty();
            assertThat(ready().events(ask)).hasSize(1);
        }

        @Test
        @DisplayName("is given back once")
        void released() {
            var story = ready().reserves(asks(1, PING, 2, HTTP));
            assertThat(story.events(new Release(List.of(task(1), task(1), task(7)))))
                    .containsExactly(new NodeEvent.TasksReleased(List.of(task(1))));
            assertThat(story.events(new Release(List.of(task(1))))).isEmpty();
            assertThat(story.member().charged()).isEqualTo(Resources.NONE);
            assertThat(story.member().ports()).isEmpty();
            assertThat(story.member().perService()).isEmpty();
        }

        @Test
        @DisplayName("that is no more goes from the newest tasks first, while the node is active (N-6, N-8, N-9)")
        void shrinks() {
            var story = ready().reserves(asks(3, PING, 1))
                    .reserves(asks(1, PING, 1))
                    .reserves(asks(2, WEB, 2));
            assertThat(story.registers(2).owes(NodeErrand.RejectTask.class))
                    .containsExactly(new NodeErrand.RejectTask(
                            task(2),
                            "task rejected by constraint enforcer",
                            "assigned node no longer meets constraints"));
            assertThat(story.registers(1).owes(NodeErrand.RejectTask.class))
                    .extracting(NodeErrand.RejectTask::task)
                    .containsExactly(task(1), task(2));
            assertThat(story.becomes(Availability.PAUSE).owes(NodeErrand.RejectTask.class))
                    .isEmpty();
            story.becomes(Availability.ACTIVE).then(new Release(List.of(task(1), task(2))));
            assertThat(story.owes(NodeErrand.RejectTask.class)).isEmpty();
        }
    }

    @Nested
    class News_of_a_node {

        @Test
        @DisplayName("go to the services with tasks there, until each has taken note")
        void toldUntilHeard() {
            var story = ready().reserves(asks(1, PING, 0), asks(2, PING, 0), asks(3, WEB, 0))
                    .then(new Lose("heartbeat failure"));
            var version = story.member().newsVersion();
            assertThat(story.owes(NodeErrand.Tell.class))
                    .containsExactlyInAnyOrder(
                            new NodeErrand.Tell(
                                    PING,
                                    NODE,
                                    Standing.DOWN,
                                    version,
                                    Optional.of(story.member().facts())),
                            new NodeErrand.Tell(
                                    WEB,
                                    NODE,
                                    Standing.DOWN,
                                    version,
                                    Optional.of(story.member().facts())));
            assertThat(story.heardBy(PING).news()).isEqualTo(Map.of(WEB, Standing.DOWN));
            assertThat(story.events(new HearNews(List.of(PING), version))).isEmpty();
            assertThat(story.heardBy(WEB).news()).isEmpty();
        }

        @Test
        @DisplayName("are heard only in their newest version")
        void onlyTheNewest() {
            var story = ready().reserves(asks(1, PING, 0)).becomes(Availability.DRAIN);
            var drained = story.member().newsVersion();
            story.then(new Lose("heartbeat failure"));
            assertThat(story.events(new HearNews(List.of(PING), drained))).isEmpty();
            assertThat(story.news()).isEqualTo(Map.of(PING, Standing.DOWN));
        }

        @Test
        @DisplayName("that all is well again go to whoever was told it was not, with or without tasks there")
        void theAllClear() {
            var story = ready().reserves(asks(1, PING, 0))
                    .then(new Lose(""))
                    .heardBy(PING)
                    .then(new Release(List.of(task(1))));
            assertThat(story.then(SAME).news()).isEqualTo(Map.of(PING, Standing.GOOD));
            story.heardBy(PING);
            assertThat(story.then(new Lose("")).news())
                    .as("no tasks, no interest")
                    .isEmpty();
        }

        @Test
        @DisplayName("that may have been heard without our knowing are followed up")
        void theUnconfirmed() {
            var story = ready().reserves(asks(1, PING, 0)).then(new Lose("")).then(new Release(List.of(task(1))));
            assertThat(story.then(SAME).news()).isEqualTo(Map.of(PING, Standing.GOOD));
        }

        @Test
        @DisplayName(
                "come of labels and availability too, for constraints look at them (N-5, N-9), but not of mere capacity")
        void ofLabels() {
            var story = ready().reserves(asks(1, PING, 0));
            assertThat(story.registers(8).news()).isEmpty();
            story.changes(new NodeSpec("", Map.of("rack", "2"), Role.WORKER, Availability.ACTIVE));
            assertThat(story.news()).isEqualTo(Map.of(PING, Standing.GOOD));
            assertThat(story.heardBy(PING).becomes(Availability.PAUSE).news()).isEqualTo(Map.of(PING, Standing.GOOD));
        }

        @Test
        @DisplayName("come of whatever constraints look at: its name, address, platform and engine labels (N-5, SC-13)")
        void ofAllThatConstraintsLookAt() {
            var is = description(4);
            for (var other : List.of(
                    new Register(is, "127.0.0.2"),
                    new Register(described("other", is.platform(), is.engineLabels()), "127.0.0.1"),
                    new Register(
                            described(is.hostname(), new Platform("linux", "riscv64"), is.engineLabels()), "127.0.0.1"),
                    new Register(described(is.hostname(), is.platform(), Map.of("disk", "ssd")), "127.0.0.1"))) {
                assertThat(ready().reserves(asks(1, PING, 0)).then(other).news())
                        .as(other.toString())
                        .isEqualTo(Map.of(PING, Standing.GOOD));
            }
        }

        private static NodeDescription described(String hostname, Platform platform, Map<String, String> labels) {
            var is = description(4);
            return new NodeDescription(hostname, platform, is.resources(), is.engineVersion(), labels, is.plugins());
        }

        @Test
        @DisplayName("of its removal are its last, and its tasks are orphans (N-12)")
        void gone() {
            var story = ready().reserves(asks(1, PING, 0)).then(new Remove(true));
            assertThat(story.news()).isEqualTo(Map.of(PING, Standing.GONE));
            assertThat(story.owes(NodeErrand.Orphan.class))
                    .containsExactly(new NodeErrand.Orphan(task(1), "Task belonged to a node that has been deleted"));
            assertThat(story.events(new Reserve(List.of(asks(2, PING, 0)), List.of())))
                    .isEmpty();
            story.heardBy(PING).then(new Release(List.of(task(1))));
            assertThat(NodeRules.owed(story.node, story.now)).isEmpty();
        }
    }

    @Test
    @DisplayName(
            "A node that is down for a day gives its tasks up, counted from when it went down (D-24); one that returns does not (D-25)")
    void downForADay() {
        var story = ready().reserves(asks(1, PING, 0)).then(new Lose("heartbeat failure"));
        var due = story.now.plus(Duration.ofHours(24));
        story.now = due.minusNanos(1);
        assertThat(story.owes(NodeErrand.Orphan.class)).isEmpty();
        story.now = due;
        assertThat(story.owes(NodeErrand.Orphan.class)).containsExactly(new NodeErrand.Orphan(task(1), ""));
        assertThat(story.then(SAME).owes(NodeErrand.Orphan.class)).isEmpty();
    }

    @Test
    @DisplayName("A node that is drained or labelled while it is down is not down for any less (D-24)")
    void downForADayWhateverAClientDoesMeanwhile() {
        var story = ready().reserves(asks(1, PING, 0)).then(new Lose("heartbeat failure"));
        var due = story.now.plus(Duration.ofHours(24));
        story.now = due.minusSeconds(60);
        story.becomes(Availability.DRAIN);
        story.now = due.minusNanos(1);
        assertThat(story.owes(NodeErrand.Orphan.class)).isEmpty();
        story.now = due;
        assertThat(story.owes(NodeErrand.Orphan.class)).containsExactly(new NodeErrand.Orphan(task(1), ""));
    }
}
