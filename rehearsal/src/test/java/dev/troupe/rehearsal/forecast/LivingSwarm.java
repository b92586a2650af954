package dev.troupe.rehearsal.forecast;

import dev.troupe.actors.post.Reply;
import dev.troupe.agent.driver.simulated.Script;
import dev.troupe.agent.driver.simulated.SimulatedNodes;
import dev.troupe.core.forecast.Forecast;
import dev.troupe.core.forecast.Intent;
import dev.troupe.core.forecast.Trial;
import dev.troupe.core.id.NodeId;
import dev.troupe.core.id.ServiceId;
import dev.troupe.core.node.Availability;
import dev.troupe.core.node.NodeCommand;
import dev.troupe.core.node.NodeSpec;
import dev.troupe.core.roster.Roster;
import dev.troupe.core.roster.ServiceView;
import dev.troupe.core.service.ServiceCommand;
import dev.troupe.core.spec.ContainerSpec;
import dev.troupe.core.spec.Resources;
import dev.troupe.core.spec.ServiceSpec;
import dev.troupe.core.spec.TaskSpec;
import dev.troupe.core.spec.UpdatePolicy;
import dev.troupe.rehearsal.Stage;
import dev.troupe.rehearsal.VirtualSwarm;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** The swarm that tests make forecasts for: on a stage of its own, and as good as a living one. */
final class LivingSwarm {

    private static final Duration LONG = Duration.ofMinutes(30);

    private final Stage stage;
    private final List<Stage> others;
    private final VirtualSwarm swarm;

    /**
     * @param stage where it lives
     * @param others where forecasts for it are made
     */
    LivingSwarm(Stage stage, List<Stage> others, Script script, int nodes) {
        this.stage = stage;
        this.others = others;
        swarm = new VirtualSwarm(stage, 7, () -> script, (recorded, before, after) -> {});
        swarm.journalTakes(() -> Duration.ofMillis(4));
        swarm.startManager();
        swarm.found();
        for (var node = 1; node <= nodes; node++) {
            var name = "node-" + node;
            swarm.join(name, SimulatedNodes.describe(name, "27.0.0"));
        }
        passes(Duration.ofSeconds(3));
    }

    static ServiceSpec spec(String name, String image, int replicas, double cpus, UpdatePolicy update) {
        var task = TaskSpec.of(ContainerSpec.of(image, "run"), image + cpus)
                .withReservations(new Resources((long) (cpus * 1e9), 0, 0, Map.of()));
        return ServiceSpec.of(name, replicas, task).withUpdate(Optional.of(update));
    }

    ServiceId runs(ServiceSpec spec) {
        var id = swarm.create(spec, LivingSwarm::accepted);
        until(() -> isSettled(id));
        return id;
    }

    private boolean isSettled(ServiceId id) {
        return roster().service(id).isPresent() && roster().running(id) == replicas(id) && !isUpdating(id);
    }

    private int replicas(ServiceId id) {
        return roster().service(id).orElseThrow().spec().replicas();
    }

    private boolean isUpdating(ServiceId id) {
        return roster().service(id)
                .flatMap(ServiceView::updateStatus)
                .filter(status -> status.completedAt().isEmpty())
                .isPresent();
    }

    void update(ServiceId id, ServiceSpec spec) {
        var version = roster().service(id).orElseThrow().version();
        swarm.ask(id, new ServiceCommand.Update(spec, version, ServiceCommand.AuthFrom.SPEC), LivingSwarm::accepted);
        passes(Duration.ofMillis(100));
        until(() -> isSettled(id));
    }

    void drain(NodeId node) {
        var view = roster().node(node).orElseThrow();
        var spec = view.facts().spec();
        swarm.ask(
                node,
                new NodeCommand.Change(
                        new NodeSpec(spec.name(), spec.labels(), spec.role(), Availability.DRAIN), view.version()),
                LivingSwarm::accepted);
        passes(Duration.ofSeconds(30));
    }

    private static void accepted(Reply reply) {
        if (reply instanceof Reply.Refused(var why)) throw new AssertionError(why.message());
    }

    void passes(Duration time) {
        stage.loop().runTo(now().plus(time));
    }

    private void until(BooleanSupplier done) {
        var end = now().plus(LONG);
        while (!done.getAsBoolean()) {
            if (!stage.loop().step(end)) throw new AssertionError("not within " + LONG);
        }
    }

    Instant now() {
        return stage.loop().instant();
    }

    NodeId node(int number) {
        return swarm.node("node-" + number).id();
    }

    Roster roster() {
        swarm.look();
        return swarm.roster();
    }

    Present present() {
        var timings = new Timings();
        stage.journal().after(0, Integer.MAX_VALUE).forEach(timings::sees);
        return new Present(roster(), stage.journal().entities(), timings, now(), Duration.ofMillis(200));
    }

    Forecast forecast(Trial trial) {
        return Forecaster.of(others, present(), trial);
    }

    Forecast forecast(Intent intent, int runs) {
        return forecast(new Trial(intent, 0, 0, runs, Duration.ofMinutes(5)));
    }

    /** Where the tasks of a service run: {@code web.1 on node-2}. */
    Stream<String> places(ServiceId service) {
        return roster().tasksOf(service).stream()
                .filter(task -> task.desired().isLive())
                .map(task -> task.draft().serviceName() + "." + task.draft().slot() + " on "
                        + Watch.hostname(task.node().orElseThrow(), roster()))
                .sorted();
    }

    /** How long its last update took. */
    Duration updateTook(ServiceId service) {
        var status =
                roster().service(service).flatMap(ServiceView::updateStatus).orElseThrow();
        return Duration.between(status.startedAt(), status.completedAt().orElseThrow());
    }

    /** Slots in the order in which their present tasks were planned. */
    List<Integer> order(ServiceId service) {
        return roster().tasksOf(service).stream()
                .filter(task -> task.desired().isLive())
                .map(task -> task.draft().slot())
                .toList();
    }

    long offset() {
        return roster().offset();
    }
}
