package dev.troupe.testkit;

import dev.troupe.actors.post.Reply;
import dev.troupe.agent.driver.simulated.Script;
import dev.troupe.agent.driver.simulated.SimulatedNodes;
import dev.troupe.core.id.NodeId;
import dev.troupe.core.id.ServiceId;
import dev.troupe.core.node.Availability;
import dev.troupe.core.node.NodeCommand;
import dev.troupe.core.node.NodeSpec;
import dev.troupe.core.node.NodeState;
import dev.troupe.core.roster.NodeView;
import dev.troupe.core.roster.Roster;
import dev.troupe.core.service.ServiceCommand;
import dev.troupe.core.spec.Resources;
import dev.troupe.rehearsal.Stage;
import dev.troupe.rehearsal.Teller;
import dev.troupe.rehearsal.VirtualNode;
import dev.troupe.rehearsal.VirtualSwarm;
import dev.troupe.rehearsal.loop.Loop;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A whole swarm in a test: Troupe's own actors, simulated containers, and a clock that only moves when the test says so.
 * Used by one thread; the same calls with the same seed give the same history.
 */
public final class TestSwarm implements AutoCloseable {

    private static final Duration TO_START = Duration.ofSeconds(30);
    private static final Duration TO_ANSWER = Duration.ofSeconds(30);
    private static final Duration TO_CONVERGE = Duration.ofMinutes(10);
    private static final Duration LOOK = Duration.ofMillis(100);

    /** How a swarm is to be. */
    public static final class Builder {
        private int nodes = 3;
        private long seed = 1;
        private double cpus = 2;
        private long memory = SimulatedNodes.MEMORY_24_GIB;

        private Builder() {}

        /** How many: {@code node-1}, {@code node-2} and so on; the first is the manager. */
        public Builder nodes(int nodes) {
            if (nodes < 1) throw new IllegalArgumentException("nodes must be 1 or more, and is " + nodes);
            this.nodes = nodes;
            return this;
        }

        public Builder seed(long seed) {
            this.seed = seed;
            return this;
        }

        /** What each node has. */
        public Builder resources(double cpus, long memoryBytes) {
            this.cpus = cpus;
            this.memory = memoryBytes;
            return this;
        }

        /** All nodes are ready. */
        public TestSwarm start() {
            return new TestSwarm(this);
        }
    }

    private final Stage stage;
    private final Loop loop;
    private final VirtualSwarm swarm;
    private final List<TestNode> nodes = new ArrayList<>();
    private final Teller teller = new Teller();
    private final List<String> history = new ArrayList<>();
    private Script script = Script.AS_RECORDED;
    private boolean closed;

    public static Builder builder() {
        return new Builder();
    }

    private TestSwarm(Builder asked) {
        stage = Stages.take();
        loop = stage.loop();
        swarm = new VirtualSwarm(
                stage, asked.seed, () -> script, (recorded, before, after) -> history.add(teller.tell(recorded)));
        swarm.startManager();
        swarm.found();
        var resources = new Resources(Math.round(asked.cpus * 1e9), asked.memory, 0, Map.of());
        for (var number = 1; number <= asked.nodes; number++) {
            var hostname = "node-" + number;
            var node = swarm.join(hostname, SimulatedNodes.describe(hostname, "troupe", resources, Map.of()));
            nodes.add(new TestNode(this, hostname, node));
        }
        await(() -> nodes.stream().allMatch(TestNode::isReady), TO_START, () -> "the nodes did not become ready");
    }

    // Time.

    /** The present of the swarm's clock. */
    public Instant now() {
        return loop.instant();
    }

    /** Time passes, and what is due in it happens. */
    public void advance(Duration time) {
        if (time.isNegative()) throw new IllegalArgumentException("time does not go back: " + time);
        open();
        loop.runTo(now().plus(time));
        swarm.look();
    }

    /** Time passes until this holds. */
    public void await(String what, BooleanSupplier holds) {
        await(holds, TO_CONVERGE, () -> "waited for " + TO_CONVERGE.toSeconds() + " s in vain: " + what);
    }

    /** Time passes until all services are as they should be: updates have ended or stopped, and each slot runs one task. */
    public void awaitConverged() {
        awaitConverged(TO_CONVERGE);
    }

    /** @param longest after this time it is an error, which says what is missing */
    public void awaitConverged(Duration longest) {
        advance(Duration.ZERO);
        await(
                () -> missing().isEmpty(),
                longest,
                () -> "not converged within " + longest.toSeconds() + " s: "
                        + missing().orElse(""));
    }

    private Optional<String> missing() {
        return services().stream()
                .map(TestService::missing)
                .flatMap(Optional::stream)
                .findFirst();
    }

    private void await(BooleanSupplier holds, Duration longest, java.util.function.Supplier<String> complaint) {
        open();
        var end = now().plus(longest);
        while (!holds.getAsBoolean()) {
            if (!now().isBefore(end)) throw new AssertionError(complaint.get());
            advance(LOOK);
        }
    }

    // Images.

    /** What containers of images like {@code web:2} or {@code web:*} do, from now on. */
    public ImageScript image(String glob) {
        return new ImageScript(change -> script = script.image(glob, change));
    }

    // Services.

    /** @throws RefusedException when the swarm refuses it */
    public TestService createService(String name, Consumer<ServiceWish> words) {
        var wish = new ServiceWish(name);
        words.accept(wish);
        var id = new AtomicReference<@Nullable ServiceId>();
        answered(answer -> id.set(swarm.create(wish.spec(), answer)));
        return new TestService(this, wish, java.util.Objects.requireNonNull(id.get()));
    }

    public List<TestService> services() {
        return List.copyOf(known.values());
    }

    private final Map<ServiceId, TestService> known = new java.util.LinkedHashMap<>();

    void know(ServiceId id, TestService service) {
        known.put(id, service);
    }

    void forget(ServiceId id) {
        known.remove(id);
    }

    void ask(ServiceId service, ServiceCommand command) {
        answered(answer -> swarm.ask(service, command, answer));
    }

    private void answered(Consumer<Consumer<Reply>> question) {
        open();
        if (!swarm.hasManager()) throw new IllegalStateException("the manager is down, and nobody answers");
        var reply = new AtomicReference<@Nullable Reply>();
        question.accept(reply::set);
        await(() -> reply.get() != null, TO_ANSWER, () -> "nobody answered");
        if (reply.get() instanceof Reply.Refused(var why)) throw new RefusedException(why);
    }

    // Nodes.

    public List<TestNode> nodes() {
        return List.copyOf(nodes);
    }

    /** By its name. */
    public TestNode node(String hostname) {
        return nodes.stream()
                .filter(node -> node.hostname().equals(hostname))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no " + hostname + "; there are "
                        + nodes.stream().map(TestNode::hostname).toList()));
    }

    /** Its tasks move elsewhere. */
    public void drain(String hostname) {
        make(hostname, Availability.DRAIN);
    }

    /** It takes tasks again. */
    public void activate(String hostname) {
        make(hostname, Availability.ACTIVE);
    }

    private void make(String hostname, Availability availability) {
        var seen = view(node(hostname).id()).orElseThrow();
        var spec = seen.facts().spec();
        answered(answer -> swarm.ask(
                seen.facts().id(),
                new NodeCommand.Change(
                        new NodeSpec(spec.name(), spec.labels(), spec.role(), availability), seen.version()),
                answer));
    }

    /** Its power fails: containers and agent are gone at once. */
    public void crash(String hostname) {
        node(hostname).machine().crash();
    }

    /** It goes on with nothing, and answers nothing; what it would say comes when it is revived. */
    public void hang(String hostname) {
        node(hostname).machine().wire(VirtualNode.Wire.HELD);
    }

    /** Nothing passes between these nodes and the manager; their containers run on. */
    public void partition(String... hostnames) {
        for (var hostname : hostnames) node(hostname).machine().wire(VirtualNode.Wire.CUT);
    }

    /** A crashed node boots, one that hangs goes on, one that is cut off is reached again. */
    public void revive(String hostname) {
        var machine = node(hostname).machine();
        machine.wire(VirtualNode.Wire.WHOLE);
        machine.boot();
    }

    /** {@code kill -9} of the manager's process: what it has written stays, all else is lost. Nodes run on. */
    public void killManager() {
        swarm.killManager();
    }

    /** The manager comes back from its events. */
    public void startManager() {
        swarm.startManager();
        advance(Duration.ZERO);
    }

    Optional<NodeView> view(NodeId id) {
        return roster().node(id);
    }

    // What is there.

    /** The present, as lists show it. */
    public Roster roster() {
        swarm.look();
        return swarm.roster();
    }

    /** What has happened, a line each. */
    public String history() {
        swarm.look();
        return String.join("\n", history);
    }

    private void open() {
        if (closed) throw new IllegalStateException("this swarm has ended with its test");
    }

    @Override
    public void close() {
        if (closed) return;
        closed = true;
        Stages.giveBack(stage);
    }

    @Override
    public String toString() {
        return nodes.size() + " nodes, "
                + nodes.stream().filter(node -> node.state() == NodeState.READY).count()
                + " ready, at " + now();
    }
}
