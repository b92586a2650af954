package dev.troupe.app.command;

import dev.troupe.agent.driver.simulated.Script;
import dev.troupe.app.settings.Machine;
import dev.troupe.core.feed.Recorded;
import dev.troupe.core.node.Availability;
import dev.troupe.core.node.NodeCommand;
import dev.troupe.core.node.NodeDescription;
import dev.troupe.core.node.NodeSpec;
import dev.troupe.core.roster.ServiceView;
import dev.troupe.core.service.ServiceCommand;
import dev.troupe.core.spec.ContainerSpec;
import dev.troupe.core.spec.Document;
import dev.troupe.core.spec.Platform;
import dev.troupe.core.spec.Resources;
import dev.troupe.core.spec.ServiceSpec;
import dev.troupe.core.spec.TaskSpec;
import dev.troupe.core.spec.UpdatePolicy;
import dev.troupe.rehearsal.Stage;
import dev.troupe.rehearsal.VirtualNode;
import dev.troupe.rehearsal.VirtualSwarm;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * A rehearsed swarm and the people who keep it busy: services come, are updated, scaled, rolled back and go; containers
 * fail; nodes are drained, break and come back. In the end everything is taken down again. The production actors write
 * what happens; a seed gives the same life again.
 */
public final class BusySwarm {

    private static final int PERCENT = 100;

    /** Long enough for every task to stop and be forgotten. */
    private static final Duration CLEARANCE = Duration.ofMinutes(2);

    /**
     * How large it is.
     *
     * @param services at a time
     * @param replicas of a service, on average
     */
    record Size(int nodes, int services, int replicas) {}

    private final Size size;
    private final SplittableRandom dice;
    private final Stage stage;
    private final VirtualSwarm swarm;
    private final List<Recorded> facts = new ArrayList<>();
    private int created;

    private BusySwarm(Stage stage, long seed, Size size) {
        this.stage = stage;
        this.size = size;
        dice = new SplittableRandom(seed);
        swarm = new VirtualSwarm(stage, seed, () -> SCRIPT, (recorded, before, after) -> facts.add(recorded));
    }

    /** What happens in a life that is busy until there are so many facts. */
    static List<Recorded> live(long seed, Size size, long facts) {
        try (var stage = new Stage()) {
            var busy = new BusySwarm(stage, seed, size);
            busy.begin();
            while (busy.facts.size() < facts) {
                busy.act();
                busy.passes(Duration.ofMillis(busy.dice.nextLong(200, 2_000)));
            }
            busy.end();
            return List.copyOf(busy.facts);
        }
    }

    private void begin() {
        swarm.startManager();
        swarm.found();
        for (var n = 1; n <= size.nodes(); n++) swarm.join("node-" + n, machine("node-" + n));
        passes(Duration.ofSeconds(2));
    }

    private void end() {
        for (var node : swarm.nodes()) if (!node.isUp()) node.boot();
        for (var service : swarm.roster().services()) {
            swarm.ask(service.id(), new ServiceCommand.Remove(), reply -> {});
        }
        passes(CLEARANCE);
        for (var node : swarm.nodes()) node.crash();
        passes(CLEARANCE);
        for (var node : swarm.roster().nodes()) {
            swarm.ask(node.facts().id(), new NodeCommand.Remove(true), reply -> {});
        }
        passes(Duration.ofSeconds(2));
    }

    private void passes(Duration time) {
        stage.loop().runTo(stage.loop().instant().plus(time));
        swarm.look();
    }

    private void act() {
        var all = List.copyOf(swarm.roster().services());
        if (all.size() < size.services()) {
            create();
            return;
        }
        var service = all.get(dice.nextInt(all.size()));
        var what = dice.nextInt(PERCENT);
        if (what < 70) update(service, image(), service.spec().replicas());
        else if (what < 85) update(service, service.spec().task().container().image(), replicas());
        else if (what < 90 && service.previousSpec().isPresent()) {
            swarm.ask(service.id(), new ServiceCommand.Rollback(service.version()), reply -> {});
        } else if (what < 95) swarm.ask(service.id(), new ServiceCommand.Remove(), reply -> {});
        else if (what < 98) drainOrReturn(node());
        else breakOrRepair(node());
    }

    /** Not the first, which manages. */
    private VirtualNode node() {
        return swarm.node("node-" + dice.nextInt(2, size.nodes() + 1));
    }

    private void drainOrReturn(VirtualNode node) {
        swarm.roster().node(node.id()).ifPresent(view -> {
            var spec = view.facts().spec();
            var next = spec.availability() == Availability.ACTIVE ? Availability.DRAIN : Availability.ACTIVE;
            swarm.ask(
                    node.id(),
                    new NodeCommand.Change(new NodeSpec(spec.name(), spec.labels(), spec.role(), next), view.version()),
                    reply -> {});
        });
    }

    private void breakOrRepair(VirtualNode node) {
        if (node.isUp()) node.crash();
        else node.boot();
    }

    private void create() {
        swarm.create(spec("service-" + ++created, image(), replicas()), reply -> {});
    }

    private void update(ServiceView service, String image, int size) {
        swarm.ask(
                service.id(),
                new ServiceCommand.Update(
                        spec(service.spec().name(), image, size), service.version(), ServiceCommand.AuthFrom.SPEC),
                reply -> {});
    }

    private int replicas() {
        return dice.nextInt(1, 2 * size.replicas());
    }

    /** One in twenty does not run for long. */
    private String image() {
        return (dice.nextInt(20) == 0 ? "brittle:" : "web:") + dice.nextInt(1_000);
    }

    private static final Script SCRIPT = Script.AS_RECORDED
            .image("web:*", does -> does.preparingFor(Duration.ofMillis(40)).startingFor(Duration.ofMillis(90)))
            .image("brittle:*", does -> does.startingFor(Duration.ofMillis(50)).exiting(Duration.ofMillis(900), 1));

    private static NodeDescription machine(String hostname) {
        return new NodeDescription(
                hostname,
                new Platform("linux", "x86_64"),
                new Resources(64_000_000_000L, 256L << 30, 0, Map.of()),
                Machine.version(),
                Map.of(),
                List.of());
    }

    /** As a stack would ask for it. */
    private static ServiceSpec spec(String name, String image, int size) {
        var stack = "{\"com.docker.stack.namespace\":\"shop\"}";
        var container = "{\"Image\":\"" + image + "\",\"Env\":[\"MODE=production\"]}";
        var template = "{\"ContainerSpec\":" + container + "}";
        var task = TaskSpec.of(ContainerSpec.of(image), template)
                .withReservations(new Resources(100_000_000, 64L << 20, 0, Map.of()))
                .withDocument(new Document(template));
        return ServiceSpec.of(name, size, task)
                .withLabels(Map.of("com.docker.stack.namespace", "shop"))
                .withUpdate(Optional.of(new UpdatePolicy(
                        5,
                        Duration.ZERO,
                        UpdatePolicy.FailureAction.ROLLBACK,
                        Duration.ofSeconds(2),
                        0.2f,
                        UpdatePolicy.Order.STOP_FIRST)))
                .withDocument(new Document("{\"Name\":\"" + name + "\",\"Labels\":" + stack + ",\"TaskTemplate\":"
                        + template + ",\"Mode\":{\"Replicated\":{\"Replicas\":" + size + "}}}"));
    }
}
