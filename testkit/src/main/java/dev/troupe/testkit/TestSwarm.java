package dev.troupe.testkit;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.troupe.agent.driver.simulated.SimulatedNodes;
import dev.troupe.core.id.NodeId;
import dev.troupe.core.id.ServiceId;
import dev.troupe.core.node.Availability;
import dev.troupe.core.node.NodeCommand;
import dev.troupe.core.node.NodeDescription;
import dev.troupe.core.node.NodeSpec;
import dev.troupe.core.node.NodeState;
import dev.troupe.core.roster.NodeView;
import dev.troupe.core.roster.Roster;
import dev.troupe.core.service.ServiceCommand;
import dev.troupe.core.spec.Resources;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * A whole swarm in a test: Troupe's own actors, simulated containers, and a clock that only moves when the test says so
 * (or the machine's, see {@link Builder#realTime}). Used by one thread; in virtual time the same calls with the same seed give
 * the same history.
 */
public final class TestSwarm implements AutoCloseable {

    private static final Duration TO_START = Duration.ofSeconds(30);
    private static final Duration TO_CONVERGE = Duration.ofMinutes(10);

    /** How a swarm is to be. */
    public static final class Builder {
        private int nodes = 3;
        private long seed = 1;
        private double cpus = 2;
        private long memory = SimulatedNodes.MEMORY_24_GIB;
        private boolean real;
        private int managers = 1;
        private Config special = ConfigFactory.empty();

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

        /** What each node has; in virtual time only. */
        public Builder resources(double cpus, long memoryBytes) {
            this.cpus = cpus;
            this.memory = memoryBytes;
            return this;
        }

        /**
         * The clock of the machine, threads, a journal on disk that is gone in the end, and Docker's API on a free port
         * ({@link TestSwarm#addresses}): for trying clients, and what virtual time leaves out. The seed has no meaning then.
         */
        public Builder realTime() {
            this.real = true;
            return this;
        }

        /**
         * So many managers, each an actor system of its own, which share one journal; in real time. The first of the nodes are
         * called managers, but their agents and containers live apart: a manager dies alone.
         */
        public Builder managers(int managers) {
            if (managers < 1) throw new IllegalArgumentException("managers must be 1 or more, and is " + managers);
            this.managers = managers;
            return managers > 1 ? realTime() : this;
        }

        /** What is different for several managers from how Troupe configures Pekko. */
        Builder with(Config special) {
            this.special = special;
            return this;
        }

        private Ground ground(List<String> hostnames) {
            if (!real) return new VirtualGround(describe(hostnames), seed);
            if (managers == 1) return RealGround.alone(hostnames);
            if (managers > nodes) {
                throw new IllegalArgumentException(managers + " managers need as many nodes, and there are " + nodes);
            }
            return RealGround.cluster(managers, hostnames, special);
        }

        private List<NodeDescription> describe(List<String> hostnames) {
            var resources = new Resources(Math.round(cpus * 1e9), memory, 0, Map.of());
            return hostnames.stream()
                    .map(hostname -> SimulatedNodes.describe(hostname, "troupe", resources, Map.of()))
                    .toList();
        }

        /** All nodes are ready. */
        public TestSwarm start() {
            return new TestSwarm(this);
        }
    }

    private final Ground ground;
    private final List<TestNode> nodes = new ArrayList<>();
    private final Map<ServiceId, TestService> services = new LinkedHashMap<>();
    private boolean closed;

    public static Builder builder() {
        return new Builder();
    }

    private TestSwarm(Builder asked) {
        var hostnames = IntStream.rangeClosed(1, asked.nodes)
                .mapToObj(number -> "node-" + number)
                .toList();
        ground = asked.ground(hostnames);
        for (var hostname : hostnames) nodes.add(new TestNode(this, hostname, ground.id(hostname)));
        await(() -> nodes.stream().allMatch(TestNode::isReady), TO_START, () -> "the nodes did not become ready");
    }

    // Time.

    /** The present of the swarm's clock. */
    public Instant now() {
        return ground.now();
    }

    /** Time passes, and what is due in it happens. */
    public void advance(Duration time) {
        if (time.isNegative()) throw new IllegalArgumentException("time does not go back: " + time);
        open();
        ground.pass(time);
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

    private void await(BooleanSupplier holds, Duration longest, Supplier<String> complaint) {
        open();
        var end = now().plus(longest);
        while (!holds.getAsBoolean()) {
            if (!now().isBefore(end)) throw new AssertionError(complaint.get());
            advance(ground.look());
        }
    }

    // Images.

    /** What containers of images like {@code web:2} or {@code web:*} do, from now on. */
    public ImageScript image(String glob) {
        return new ImageScript(change -> ground.script(glob, change));
    }

    // Services.

    /** @throws RefusedException when the swarm refuses it */
    public TestService createService(String name, Consumer<ServiceWish> words) {
        var wish = new ServiceWish(name);
        words.accept(wish);
        open();
        var service = new TestService(this, wish, ground.create(wish.spec()));
        services.put(service.id(), service);
        return service;
    }

    public List<TestService> services() {
        return List.copyOf(services.values());
    }

    void forget(ServiceId id) {
        services.remove(id);
    }

    void ask(ServiceId service, ServiceCommand command) {
        open();
        ground.ask(service, command);
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
        open();
        ground.ask(
                seen.facts().id(),
                new NodeCommand.Change(
                        new NodeSpec(spec.name(), spec.labels(), spec.role(), availability), seen.version()));
    }

    /** Its power fails: containers and agent are gone at once. */
    public void crash(String hostname) {
        ground.crash(node(hostname).hostname());
    }

    /** It goes on with nothing, and answers nothing; what it would say comes when it is revived. */
    public void hang(String hostname) {
        ground.hang(node(hostname).hostname());
    }

    /** Nothing passes between these nodes and the manager; their containers run on. */
    public void partition(String... hostnames) {
        for (var hostname : hostnames) ground.cut(node(hostname).hostname());
    }

    /** A crashed node boots, one that hangs goes on, one that is cut off is reached again. */
    public void revive(String hostname) {
        ground.revive(node(hostname).hostname());
    }

    /** {@code kill -9} of the manager's process: what it has written stays, all else is lost. Nodes run on. In virtual time only. */
    public void killManager() {
        ground.killManager();
    }

    /** The manager comes back from its events. */
    public void startManager() {
        ground.startManager();
        advance(Duration.ZERO);
    }

    // Several managers.

    /** {@code kill -9} of one manager of several; they have numbers from 1. Its node's agent and containers run on. */
    public void killManager(int number) {
        ground.cluster().killManager(number);
    }

    /** A manager that was killed, or has stopped by itself, comes back and joins the others. */
    public void startManager(int number) {
        ground.cluster().startManager(number);
    }

    /**
     * Nothing passes between these managers and the others; agents reach all of them. In some seconds the smaller part has stopped by
     * itself. What the test asks from now on goes to one of the others.
     */
    public void partitionManagers(Integer... numbers) {
        ground.cluster().partitionManagers(Set.of(numbers));
    }

    /** The wires between managers are whole again. */
    public void mendManagers() {
        ground.cluster().mendManagers();
    }

    /** Those that run. */
    public List<Integer> managers() {
        return ground.cluster().managers();
    }

    /** The manager that has the scheduler. */
    public Optional<Integer> leader() {
        return ground.cluster().leader();
    }

    /** The manager on which this service's entity lives; absent: it sleeps, or moves. */
    public Optional<Integer> managerOf(TestService service) {
        return ground.cluster().homeOf(service.id());
    }

    Optional<NodeView> view(NodeId id) {
        return roster().node(id);
    }

    // What is there.

    /** The present, as lists show it. */
    public Roster roster() {
        return ground.roster();
    }

    /** What has happened, a line each. */
    public String history() {
        return String.join("\n", ground.history());
    }

    /**
     * Where Docker's API answers, as for {@code DOCKER_HOST}.
     *
     * @throws UnsupportedOperationException in virtual time
     */
    public List<String> addresses() {
        return ground.addresses();
    }

    private void open() {
        if (closed) throw new IllegalStateException("this swarm has ended with its test");
    }

    @Override
    public void close() {
        if (closed) return;
        closed = true;
        ground.close();
    }

    @Override
    public String toString() {
        return nodes.size() + " nodes, "
                + nodes.stream().filter(node -> node.state() == NodeState.READY).count()
                + " ready, at " + now();
    }
}
