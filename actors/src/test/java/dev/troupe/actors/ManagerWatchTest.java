package dev.troupe.actors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Down;
import org.apache.pekko.cluster.typed.Join;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Three managers, and one of them is gone: who wakes what owes something? */
class ManagerWatchTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private record Manager(ActorSystem<Void> system, AtomicInteger woke) {

        static Manager start() {
            var config = ConfigFactory.parseString("""
                    pekko {
                      actor.provider = cluster
                      remote.artery.canonical { hostname = "127.0.0.1", port = 0 }
                      cluster {
                        jmx.enabled = off
                        gossip-interval = 100 ms
                        leader-actions-interval = 100 ms
                        periodic-tasks-initial-delay = 50 ms
                        unreachable-nodes-reaper-interval = 100 ms
                        failure-detector { heartbeat-interval = 100 ms, acceptable-heartbeat-pause = 1 s }
                      }
                      coordinated-shutdown { exit-jvm = off, run-by-jvm-shutdown-hook = off }
                    }""").withFallback(ConfigFactory.load());
            ActorSystem<Void> system = ActorSystem.create(Behaviors.empty(), "managers", config);
            var woke = new AtomicInteger();
            var _ = system.systemActorOf(ManagerWatch.create(woke::incrementAndGet), "manager-watch", Props.empty());
            return new Manager(system, woke);
        }

        Cluster cluster() {
            return Cluster.get(system);
        }

        void joins(Manager other) {
            cluster().manager().tell(Join.create(other.cluster().selfMember().address()));
        }

        boolean sees(int managers) {
            var members = new ArrayList<MemberStatus>();
            cluster().state().getMembers().forEach(member -> members.add(member.status()));
            return members.size() == managers && members.stream().allMatch(MemberStatus.up()::equals);
        }

        boolean leads() {
            return cluster().selfMember().address().equals(cluster().state().getLeader());
        }
    }

    private final List<Manager> managers = new ArrayList<>();

    @BeforeEach
    void threeManagersAreOneCluster() {
        for (var i = 0; i < 3; i++) managers.add(Manager.start());
        var first = managers.getFirst();
        first.joins(first);
        await().atMost(PATIENCE).until(() -> first.sees(1)); // Who comes too early tries again after ten seconds only.
        managers.forEach(manager -> manager.joins(first));
        await().atMost(PATIENCE).until(() -> managers.stream().allMatch(manager -> manager.sees(3)));
    }

    @AfterEach
    void stop() {
        managers.forEach(manager -> manager.system().terminate());
    }

    private Manager goes(boolean leader) {
        var gone = managers.stream()
                .filter(manager -> manager.leads() == leader)
                .findFirst()
                .orElseThrow();
        managers.remove(gone);
        gone.system().terminate();
        var address = gone.cluster().selfMember().address();
        managers.forEach(manager -> manager.cluster().manager().tell(new Down(address)));
        await().atMost(PATIENCE).until(() -> managers.stream().allMatch(manager -> manager.sees(2)));
        return gone;
    }

    private void theOneThatLeadsWakesTwice() {
        var leader = managers.stream().filter(Manager::leads).findFirst().orElseThrow();
        // Regions that had not noticed yet have by then: what was said to them at first is lost.
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(leader.woke()).hasValue(2));
        assertThat(managers)
                .filteredOn(manager -> !manager.equals(leader))
                .allSatisfy(manager -> assertThat(manager.woke()).hasValue(0));
    }

    @Test
    void theLeaderOfThoseThatAreLeftDoesAtOnceAndOnceMore() {
        var gone = goes(false);
        theOneThatLeadsWakesTwice();
        assertThat(gone.woke()).as("it has its own end to think of").hasValue(0);
    }

    @Test
    void whenTheLeaderItselfIsGoneTheNextOneDoes() {
        goes(true);
        theOneThatLeadsWakesTwice();
    }
}
