package dev.troupe.testkit;

import static dev.troupe.testkit.TroupeAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import dev.troupe.core.id.TaskId;
import dev.troupe.core.roster.TaskView;
import dev.troupe.core.task.TaskState;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Three managers, two workers: whoever is lost, what was promised goes on. */
@TroupeTest(managers = 3, nodes = 5)
class ManagersTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Test
    void aRollingUpdateGoesOnWhereItStoodWhenTheManagerOfItsServiceDies(TestSwarm swarm) {
        var web = web(swarm);
        web.update(service ->
                service.image("web:2").update(update -> update.parallelism(2).delay(Duration.ofSeconds(4))));
        // Then it rests, and nobody would speak to it for four seconds.
        swarm.await("its service has heard of two new ones", () -> heardRunning(swarm, web, "web:2") == 2);
        var done = tasks(web, "web:2");

        var home = swarm.managerOf(web).orElseThrow();
        var died = Instant.now();
        swarm.killManager(home);
        assertThat(swarm.managers()).hasSize(2).doesNotContain(home);
        swarm.await("the update goes on", () -> running(web, "web:2") >= 4);
        assertThat(Duration.between(died, Instant.now())).isLessThan(Duration.ofSeconds(30));
        swarm.awaitConverged(PATIENCE);

        assertThat(web).runs(4, "web:2").hasCompletedItsUpdate();
        assertThat(tasks(web, "web:2"))
                .as("what was done is not done again")
                .containsAll(done)
                .hasSize(4);
        assertThat(swarm.history()).as("no node counts as lost with a manager").doesNotContain("goes down");

        swarm.startManager(home);
        assertThat(swarm.managers()).hasSize(3);
        web.scale(6);
        swarm.awaitConverged(PATIENCE);
        assertThat(web).runs(6, "web:2");
    }

    /**
     * Who would speak to a service that rests between two slots? Its supervisor died with its manager. A node that was
     * connected to that one, or lived there, tells all its tasks anew, and these tell their services. So each service here
     * has all its tasks on one node; among so many there are nodes that the death does not touch.
     */
    @Test
    void servicesThatRestWhenTheirManagerDiesAreWokenElsewhere(TestSwarm swarm) {
        var services = IntStream.range(0, 25)
                .mapToObj(number -> swarm.createService(
                        "web" + number,
                        service -> service.replicas(2)
                                .constraint("node.hostname==node-" + (1 + number % 5))
                                .update(update ->
                                        update.delay(Duration.ofSeconds(8)).monitor(Duration.ofMillis(100)))))
                .toList();
        swarm.awaitConverged(PATIENCE);
        services.forEach(web -> web.update(service -> service.image("web:2")));
        swarm.await(
                "each has heard of its first new one",
                () -> services.stream().allMatch(web -> heardRunning(swarm, web, "web:2") == 1));

        swarm.killManager(swarm.managerOf(services.getFirst()).orElseThrow());

        swarm.awaitConverged(PATIENCE);
        assertThat(services).allSatisfy(web -> assertThat(web).runs(2, "web:2").hasCompletedItsUpdate());
    }

    @Test
    void whatWasAcceptedIsDoneAlthoughTheLeaderDiesAtOnceAndTheSchedulerWithIt(TestSwarm swarm) {
        var web = web(swarm);
        var before = tasks(web, "web:1");
        var leader = swarm.leader().orElseThrow();
        web.scale(6);
        swarm.killManager(leader);
        awaitAnotherLeader(swarm, leader);
        swarm.awaitConverged(PATIENCE);
        assertThat(web).runs(6, "web:1");
        assertThat(tasks(web, "web:1"))
                .as("nothing was restarted")
                .containsAll(before)
                .hasSize(6);

        web.scale(7);
        swarm.awaitConverged(PATIENCE);
        assertThat(web).runs(7, "web:1");
    }

    @Test
    void theSmallerPartStopsAndTheLargerGoesOn(TestSwarm swarm) {
        var web = web(swarm);
        var before = tasks(web, "web:1");
        swarm.partitionManagers(1);
        swarm.await("the first manager has stopped", () -> !swarm.managers().contains(1));
        awaitAnotherLeader(swarm, 1);
        web.scale(5);
        swarm.awaitConverged(PATIENCE);
        assertThat(web).runs(5, "web:1");
        assertThat(tasks(web, "web:1"))
                .as("no task twice, none restarted")
                .containsAll(before)
                .hasSize(5);

        swarm.mendManagers();
        swarm.startManager(1);
        assertThat(swarm.managers()).containsExactly(1, 2, 3);
        web.scale(6);
        swarm.awaitConverged(PATIENCE);
        assertThat(web).runs(6, "web:1");
    }

    /** From then on what is said to entities of the one before waits for their new home. */
    private static void awaitAnotherLeader(TestSwarm swarm, int before) {
        swarm.await(
                "another one leads",
                () -> swarm.leader().filter(other -> other != before).isPresent());
    }

    @Test // Nobody else would: between two slots of a slow update no one speaks to a service.
    void aServiceThatMovesToAManagerThatHasJoinedWakesItselfThere() {
        var config = ConfigFactory.parseString("pekko.cluster.sharding.rebalance-interval = 500 ms");
        try (var swarm = TestSwarm.builder().managers(2).nodes(3).with(config).start()) {
            var services = IntStream.range(0, 6)
                    .mapToObj(number -> swarm.createService(
                            "web" + number,
                            service -> service.replicas(2)
                                    .update(update ->
                                            update.delay(Duration.ofSeconds(4)).monitor(Duration.ofMillis(100)))))
                    .toList();
            swarm.awaitConverged(PATIENCE);
            services.forEach(web -> web.update(service -> service.image("web:2")));
            swarm.startManager(3);
            swarm.await(
                    "one has moved",
                    () -> services.stream().anyMatch(web -> swarm.managerOf(web).equals(Optional.of(3))));
            swarm.awaitConverged(PATIENCE);
            assertThat(services).allSatisfy(web -> assertThat(web).runs(2, "web:2"));
        }
    }

    @Test // With serialize-messages, also what stays on one manager is turned into bytes and back.
    void nothingThatIsSaidDependsOnStayingOnOneManager() {
        var config = ConfigFactory.parseString("""
                pekko.actor {
                  serialize-messages = on
                  no-serialization-verification-needed-class-prefix = ["org.apache.pekko.", "scala.", "slick.",
                    "dev.troupe.actors.ManagerWatch", "dev.troupe.actors.service.UpdateSupervisor",
                    "dev.troupe.actors.service.RestartSupervisor"]
                }""");
        try (var swarm = TestSwarm.builder().managers(2).nodes(3).with(config).start()) {
            var web = web(swarm);
            web.update(service -> service.image("web:2"));
            swarm.drain("node-2");
            swarm.awaitConverged(PATIENCE);
            assertThat(web).runs(4, "web:2").runsNothingOn("node-2").hasCompletedItsUpdate();
            web.remove();
            swarm.await("nothing is left", () -> swarm.roster().tasks().isEmpty());
        }
    }

    private static TestService web(TestSwarm swarm) {
        var web = swarm.createService(
                "web",
                service -> service.image("web:1")
                        .replicas(4)
                        .update(update -> update.parallelism(1).monitor(Duration.ofMillis(500))));
        swarm.awaitConverged(PATIENCE);
        return web;
    }

    private static long running(TestService web, String image) {
        return web.running().stream().filter(task -> image(task).equals(image)).count();
    }

    private static long heardRunning(TestSwarm swarm, TestService web, String image) {
        return tasks(web, image).stream()
                .flatMap(task -> swarm.roster().heard(task).stream())
                .filter(heard -> heard.state() == TaskState.RUNNING)
                .count();
    }

    /** All that there ever were, as lists show them. */
    private static Set<TaskId> tasks(TestService web, String image) {
        return web.tasks().stream()
                .filter(task -> image(task).equals(image))
                .map(TaskView::id)
                .collect(Collectors.toSet());
    }

    private static String image(TaskView task) {
        return task.draft().spec().container().image();
    }
}
