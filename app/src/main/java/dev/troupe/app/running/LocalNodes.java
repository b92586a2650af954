package dev.troupe.app.running;

import dev.troupe.actors.Answer;
import dev.troupe.actors.SwarmActors;
import dev.troupe.actors.node.AgentConnection;
import dev.troupe.actors.node.AgentLink;
import dev.troupe.agent.AgentActor;
import dev.troupe.agent.AgentSettings;
import dev.troupe.agent.Uplink;
import dev.troupe.agent.driver.Driver;
import dev.troupe.core.id.Ids;
import dev.troupe.core.id.NodeId;
import dev.troupe.core.roster.TaskView;
import dev.troupe.core.rule.Refusal;
import dev.troupe.core.session.LogLine;
import dev.troupe.core.session.LogQuery;
import dev.troupe.core.session.ToManager;
import dev.troupe.http.NodeControls;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.SubmissionPublisher;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.Terminated;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * The nodes whose agents live in this JVM, each behind a wire that can be cut. Their sessions carry the same words as one
 * over a network would.
 */
public final class LocalNodes implements NodeControls {

    private final ActorSystem<?> system;
    private final Supplier<List<SwarmActors>> managers;
    private final InstantSource clock;
    private final Ids ids;
    private final RandomGenerator chance;
    private final AgentSettings settings;
    private final Map<String, LocalNode> nodes = new LinkedHashMap<>();

    /** @param managers those that an agent may connect to, at this moment */
    LocalNodes(
            ActorSystem<?> system,
            Supplier<List<SwarmActors>> managers,
            InstantSource clock,
            Ids ids,
            RandomGenerator chance,
            AgentSettings settings) {
        this.system = system;
        this.managers = managers;
        this.clock = clock;
        this.ids = ids;
        this.chance = chance;
        this.settings = settings;
    }

    /** One node: its driver outlives its agent, as a machine's containers outlive its daemon. */
    private final class LocalNode {
        private final NodeId id;
        private final String address;
        private final Driver driver;
        private final int place;
        private ActorRef<AgentActor.Message> agent;
        private volatile boolean connected = true;
        private boolean alive = true;

        /** @param place spreads the nodes over the managers */
        LocalNode(NodeId id, String address, Driver driver, int place) {
            this.id = id;
            this.place = place;
            this.address = address;
            this.driver = driver;
            this.agent = boot();
        }

        ActorRef<AgentActor.Message> boot() {
            return system.systemActorOf(
                    Behaviors.<AgentActor.Message>setup(context -> AgentActor.create(
                            id, address, driver, new Wire(this, context.getSelf()), clock, ids, chance, settings)),
                    "agent-" + id + "-" + ids.get(),
                    Props.empty());
        }
    }

    /**
     * Both ways, until it is cut; to one manager at a time. Each agent has its own: it may speak, and be answered, before its
     * start returns. A manager that is gone is as a socket that was closed: the next one is taken at once.
     */
    private final class Wire implements Uplink {

        private record Line(SwarmActors manager, AgentConnection connection) {}

        private final LocalNode node;
        private final AgentLink down;
        private Optional<Line> line = Optional.empty();
        private int turns;

        Wire(LocalNode node, ActorRef<AgentActor.Message> agent) {
            this.node = node;
            this.turns = node.place;
            this.down = message -> {
                if (node.connected) agent.tell(new AgentActor.Message.FromManager(message));
            };
        }

        @Override
        public void send(ToManager said) {
            if (node.connected) line().ifPresent(present -> present.connection().hear(said));
        }

        @Override
        public boolean hasChoice() {
            return managers.get().size() > 1;
        }

        @Override
        public void turn() {
            turns++;
        }

        /** To the manager whose turn it is. */
        private Optional<Line> line() {
            var there = managers.get();
            if (there.isEmpty()) return Optional.empty();
            var manager = there.get(turns % there.size());
            if (line.filter(present -> present.manager() == manager).isPresent()) return line;
            line.ifPresent(present -> present.connection().close());
            try {
                line = Optional.of(new Line(manager, manager.connect(node.id, down)));
            } catch (IllegalStateException ending) {
                line = Optional.empty(); // It is just about to be gone, and what was to be said is lost.
            }
            return line;
        }
    }

    void start(NodeId id, String hostname, String address, Driver driver) {
        synchronized (nodes) {
            nodes.put(hostname, new LocalNode(id, address, driver, nodes.size()));
        }
    }

    Collection<Driver> drivers() {
        synchronized (nodes) {
            return nodes.values().stream().map(node -> node.driver).toList();
        }
    }

    /** Those whose agents are heard. */
    Collection<NodeId> members() {
        synchronized (nodes) {
            return nodes.values().stream()
                    .filter(node -> node.alive && node.connected)
                    .map(node -> node.id)
                    .toList();
        }
    }

    /** Ends every agent. The wires are cut first: that this process ends is no news of its nodes. */
    void stop(boolean leaveWorkload) {
        var ending = new ArrayList<CompletableFuture<Void>>();
        synchronized (nodes) {
            for (var node : nodes.values()) {
                node.connected = false;
                if (!node.alive) continue;
                var ended = new CompletableFuture<Void>();
                ending.add(ended);
                system.systemActorOf(Ending.of(node.agent, ended), "ending-" + node.id, Props.empty());
                node.agent.tell(new AgentActor.Message.Stop(leaveWorkload));
            }
        }
        // A workload that is stopped gets its grace; one that is left needs a moment.
        var patience = leaveWorkload ? 2 : 60;
        try {
            CompletableFuture.allOf(ending.toArray(CompletableFuture<?>[]::new)).get(patience, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException late) {
            system.log().warn("not every agent ended in {} s", patience);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /** Completes a future when an agent has ended. */
    private static final class Ending {

        private Ending() {}

        static Behavior<Void> of(ActorRef<AgentActor.Message> agent, CompletableFuture<Void> ended) {
            return Behaviors.setup(context -> {
                context.watch(agent);
                return Behaviors.receive(Void.class)
                        .onSignal(Terminated.class, terminated -> {
                            ended.complete(null);
                            return Behaviors.stopped();
                        })
                        .build();
            });
        }
    }

    /** Output of a task, read from the driver that has it. */
    Flow.Publisher<LogLine> logs(TaskView task, LogQuery query) {
        synchronized (nodes) {
            return nodes.values().stream()
                    .filter(node -> task.node().filter(node.id::equals).isPresent())
                    .findFirst()
                    .filter(node -> node.connected && node.alive)
                    .map(node -> node.driver.logs(task.id(), query))
                    .orElseGet(() -> failing(task));
        }
    }

    private static Flow.Publisher<LogLine> failing(TaskView task) {
        return subscriber -> {
            var publisher = new SubmissionPublisher<LogLine>(Runnable::run, 1);
            publisher.subscribe(subscriber);
            publisher.closeExceptionally(new IllegalStateException(task.node()
                    .map(node -> "node " + node + " is not available")
                    .orElse("task " + task.id() + " has not been scheduled")));
        };
    }

    @Override
    public CompletionStage<Answer<String>> cut(String name) {
        return on(name, node -> {
            node.connected = false;
            return "node " + name + " is cut off; its tasks run on";
        });
    }

    @Override
    public CompletionStage<Answer<String>> kill(String name) {
        return on(name, node -> {
            node.connected = false;
            if (node.alive) node.agent.tell(new AgentActor.Message.PowerFailure());
            node.alive = false;
            return "node " + name + " is dead, and its tasks with it";
        });
    }

    @Override
    public CompletionStage<Answer<String>> revive(String name) {
        return on(name, node -> {
            if (!node.alive) node.agent = node.boot();
            node.alive = true;
            node.connected = true;
            return "node " + name + " is back";
        });
    }

    private CompletionStage<Answer<String>> on(String name, Function<LocalNode, String> change) {
        synchronized (nodes) {
            var node = nodes.get(name);
            if (node == null) {
                node = nodes.values().stream()
                        .filter(n -> n.id.value().equals(name))
                        .findFirst()
                        .orElse(null);
            }
            return CompletableFuture.completedFuture(
                    node == null
                            ? refused("node " + name + " does not live in this process")
                            : isMember(node)
                                    ? new Answer.Done<>(change.apply(node))
                                    : refused("node " + name + " was removed from the swarm"));
        }
    }

    private static Answer<String> refused(String why) {
        return new Answer.Refused<>(new Refusal.NotFound(why));
    }

    /** As far as any manager knows; where none is there, nobody has removed it. */
    private boolean isMember(LocalNode node) {
        return managers.get().stream()
                .findFirst()
                .map(manager -> manager.roster().node(node.id).isPresent())
                .orElse(true);
    }
}
