package dev.troupe.testkit;

import static dev.troupe.testkit.TroupeAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.troupe.core.id.TaskId;
import dev.troupe.core.node.NodeState;
import dev.troupe.core.roster.TaskView;
import dev.troupe.core.spec.UpdatePolicy.FailureAction;
import dev.troupe.core.spec.UpdatePolicy.Order;
import dev.troupe.core.task.DesiredState;
import dev.troupe.core.task.TaskState;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

@TroupeTest(nodes = 5)
class TestSwarmTest {

    @Test // N-4, SC-6
    void anUpdateGoesOnWhenANodeIsLostInTheMiddle(TestSwarm swarm) {
        swarm.image("web:2").startsFor(Duration.ofSeconds(2));
        var web = swarm.createService(
                "web",
                service -> service.image("web:1")
                        .replicas(5)
                        .update(update -> update.parallelism(1).order(Order.START_FIRST)));
        swarm.awaitConverged();
        assertThat(web).runs(5, "web:1");

        web.update(service -> service.image("web:2"));
        swarm.advance(Duration.ofSeconds(3));
        swarm.crash("node-3");
        swarm.awaitConverged();
        assertThat(web).runs(5, "web:2").runsNothingOn("node-3").hasCompletedItsUpdate();
        assertThat(swarm.node("node-3")).isDown();

        swarm.revive("node-3");
        swarm.advance(Duration.ofSeconds(5));
        assertThat(swarm.node("node-3")).isReady().runs(0);
    }

    @Test
    void anImageThatFailsIsRolledBack(TestSwarm swarm) {
        swarm.image("web:2").failsAfter(Duration.ofSeconds(3));
        var web = swarm.createService(
                "web",
                service ->
                        service.image("web:1").replicas(4).update(update -> update.onFailure(FailureAction.ROLLBACK)));
        swarm.awaitConverged();
        web.update(service -> service.image("web:2"));
        swarm.awaitConverged();
        assertThat(web).runs(4, "web:1").hasRolledBack();
    }

    @Test // N-1, N-2, D-7
    void aDrainMovesTasksAndAPartitionReplacesThem(TestSwarm swarm) {
        var web = swarm.createService("web", service -> service.replicas(5));
        swarm.awaitConverged();
        swarm.drain("node-2");
        swarm.awaitConverged();
        assertThat(web).runs(5).runsNothingOn("node-2");
        swarm.partition("node-4");
        swarm.await("node-4 is down", () -> !swarm.node("node-4").isReady());
        swarm.awaitConverged();
        assertThat(swarm.node("node-4")).isDown();
    }

    @Test
    void anUpdateSurvivesTheManager(TestSwarm swarm) {
        var web = swarm.createService(
                "web", service -> service.replicas(3).update(update -> update.delay(Duration.ofSeconds(10))));
        swarm.awaitConverged();
        web.update(service -> service.image("web:2"));
        swarm.advance(Duration.ofSeconds(5));
        swarm.killManager();
        swarm.advance(Duration.ofSeconds(3));
        swarm.startManager();
        swarm.awaitConverged();
        assertThat(web).runs(3, "web:2").hasCompletedItsUpdate();
    }

    @Test // T-4
    void aNodeThatIsReachedAgainStopsWhatWasReplacedMeanwhile(TestSwarm swarm) {
        var web = swarm.createService("web", service -> service.replicas(5));
        swarm.awaitConverged();
        var cut = swarm.node("node-4").running().getFirst().id();

        swarm.partition("node-4");
        swarm.await("node-4 is down", () -> swarm.node("node-4").state() == NodeState.DOWN);
        swarm.awaitConverged();
        var frozen = swarm.roster().task(cut).orElseThrow();
        assertThat(frozen.desired()).isEqualTo(DesiredState.SHUTDOWN);
        assertThat(frozen.status().state()).isEqualTo(TaskState.RUNNING);

        swarm.revive("node-4");
        swarm.advance(Duration.ofSeconds(15));
        var stopped = swarm.roster().task(cut).orElseThrow();
        assertThat(stopped.desired()).isEqualTo(DesiredState.SHUTDOWN);
        assertThat(stopped.status().state()).isEqualTo(TaskState.SHUTDOWN);
        assertThat(swarm.node("node-4")).isReady();
        assertThat(web).runs(5).runsNothingOn("node-4");
    }

    @Test // T-5, D-7
    void aNodeThatIsReachedAgainBeforeItWasMissedChangesNothing(TestSwarm swarm) {
        var web = swarm.createService("web", service -> service.replicas(5));
        swarm.awaitConverged();
        var before = web.tasks();
        swarm.partition("node-4");
        swarm.advance(Duration.ofMillis(700));
        swarm.revive("node-4");
        swarm.advance(Duration.ofSeconds(15));
        assertThat(web.tasks()).isEqualTo(before);
        assertThat(swarm.node("node-4")).isReady();
    }

    @Test // D-9: Swarm says unknown of all of them.
    void aManagerThatStartsAgainTakesItsNodesForReadyUntilTheirAgentsHaveHadFiveSeconds(TestSwarm swarm) {
        var web = swarm.createService("web", service -> service.replicas(5));
        swarm.awaitConverged();
        var before = running(web);

        swarm.killManager();
        swarm.crash("node-2");
        swarm.advance(Duration.ofMinutes(1));
        swarm.startManager();
        swarm.advance(Duration.ofSeconds(3));
        for (var node : swarm.nodes()) assertThat(node).isReady();
        assertThat(running(web)).isEqualTo(before);

        swarm.advance(Duration.ofSeconds(4));
        assertThat(swarm.node("node-2")).isDown();
        swarm.awaitConverged();
        assertThat(web).runs(5).runsNothingOn("node-2");
        assertThat(running(web)).filteredOn(before::contains).hasSize(4);
    }

    @Test // SC-3, SC-9
    void aTaskThatWaitsIsTriedAgainWheneverThereMayBeRoom(TestSwarm swarm) {
        swarm.drain("node-5");
        var big = swarm.createService("big", service -> service.replicas(4).reserveCpus(1.5));
        swarm.awaitConverged();
        var late = swarm.createService("late", service -> service.replicas(3).reserveCpus(1.5));
        swarm.advance(Duration.ofMinutes(1));
        assertThat(waiting(late)).hasSize(3);

        big.scale(3); // A task ends.
        swarm.await("two wait", () -> waiting(late).size() == 2);
        swarm.advance(Duration.ofMinutes(1));
        assertThat(waiting(late)).hasSize(2);

        swarm.activate("node-5"); // A node changes.
        swarm.await("one waits", () -> waiting(late).size() == 1);
        big.remove(); // Tasks are deleted.
        swarm.awaitConverged();
        assertThat(late).runs(3);
    }

    @Test // SC-31, fixed
    void aTaskThatWaitsSinceBeforeAnUpdateIsPlacedWhenThereIsRoom(TestSwarm swarm) {
        swarm.crash("node-4");
        swarm.crash("node-5");
        swarm.await(
                "both are down",
                () -> !swarm.node("node-4").isReady() && !swarm.node("node-5").isReady());
        var web = swarm.createService("web", service -> service.replicas(5).reserveCpus(1.5));
        swarm.await("three run", () -> web.running().size() == 3);
        var waiting = waiting(web);
        assertThat(waiting).hasSize(2);

        web.update(
                service -> service.update(update -> update.parallelism(2))); // Replaces nothing, and is a new revision.
        swarm.advance(Duration.ofMinutes(2));
        assertThat(waiting(web)).isEqualTo(waiting);

        swarm.revive("node-4");
        swarm.revive("node-5");
        swarm.awaitConverged();
        assertThat(web.running().stream().map(TaskView::id)).hasSize(5).containsAll(waiting);
    }

    @Test // U-30, U-32; found with the docker CLI: every task was replaced.
    void aNewConstraintMovesOnlyTheTasksOfNodesThatDoNotMeetIt(TestSwarm swarm) {
        var web = swarm.createService("web", service -> service.replicas(5));
        swarm.awaitConverged();
        var before = running(web);

        web.update(service -> service.constraint("node.hostname!=nowhere"));
        swarm.advance(Duration.ofSeconds(30));
        assertThat(running(web)).isEqualTo(before);

        web.update(service -> service.constraint("node.hostname!=node-3"));
        swarm.awaitConverged();
        assertThat(web).runs(5).runsNothingOn("node-3").hasCompletedItsUpdate();
        assertThat(running(web)).hasSize(5).filteredOn(before::contains).hasSize(4);
    }

    private static List<TaskId> running(TestService service) {
        return service.running().stream().map(TaskView::id).toList();
    }

    private static List<TaskId> waiting(TestService service) {
        return service.tasks().stream()
                .filter(task -> task.status().state() == TaskState.PENDING)
                .map(TaskView::id)
                .toList();
    }

    @Test
    void whatCannotConvergeSaysWhatIsMissing(TestSwarm swarm) {
        swarm.createService("big", service -> service.reserveCpus(3));
        assertThatThrownBy(() -> swarm.awaitConverged(Duration.ofSeconds(20)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("not converged within 20 s: big.1 is pending")
                .hasMessageContaining("no suitable node (insufficient resources on 5 nodes)");
    }

    @Test
    void anImageThatCannotBePulledAtFirstIsPulledInTheEndAndNoTaskHasFailed(TestSwarm swarm) {
        swarm.image("web:1").failsToPullAtFirst(2);
        var web = swarm.createService("web", service -> service.replicas(1));
        swarm.advance(Duration.ofSeconds(2)); // The second attempt comes after one second, the third after two more.
        assertThat(web.running()).isEmpty();
        swarm.awaitConverged();
        assertThat(web).runs(1, "web:1");
        assertThat(web.tasks()).hasSize(1);
    }

    @Test
    void anImageThatCannotBePulledSaysWhy(TestSwarm swarm) {
        swarm.image("web:1").cannotBePulled("no such tag");
        var web = swarm.createService("web", service -> service.replicas(1));
        swarm.await(
                "a task is rejected",
                () -> web.tasks().stream()
                        .anyMatch(task -> task.status().state() == TaskState.REJECTED
                                && task.status().error().equals("no such tag")));
        assertThat(web.running()).isEmpty();
    }

    @Test
    void aContainerStopsForAsLongAsItsImageTakes(TestSwarm swarm) {
        swarm.image("web:1").stopsFor(Duration.ofSeconds(4));
        var web = swarm.createService("web", service -> service.replicas(1));
        swarm.awaitConverged();
        web.scale(0);
        swarm.advance(Duration.ofSeconds(3));
        assertThat(web.running()).hasSize(1);
        swarm.advance(Duration.ofSeconds(2));
        assertThat(web.running()).isEmpty();
    }

    @Test
    void whatTheSwarmRefusesIsAnExceptionWithItsWords(TestSwarm swarm) {
        swarm.createService("web", service -> {});
        assertThatThrownBy(() -> swarm.createService("web", service -> {})).isInstanceOf(RefusedException.class);
    }

    @Test
    void theHistoryIsAStory(TestSwarm swarm) {
        swarm.createService("web", service -> service.replicas(1));
        swarm.awaitConverged();
        assertThat(swarm.history())
                .contains("service web is created: 1 x web:1")
                .containsPattern("task web.1/.{4} is observed running");
    }

    @Test
    void theSameSeedGivesTheSameHistory() {
        assertThat(history(7)).isEqualTo(history(7)).isNotEqualTo(history(8));
    }

    private static String history(long seed) {
        try (var swarm = TestSwarm.builder().nodes(2).seed(seed).start()) {
            swarm.createService("web", service -> service.replicas(4));
            swarm.awaitConverged();
            swarm.crash("node-2");
            swarm.awaitConverged();
            return swarm.history();
        }
    }
}
