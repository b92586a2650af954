package dev.troupe.app.running;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.troupe.actors.SwarmActors;
import dev.troupe.actors.SwarmGate;
import dev.troupe.agent.AgentSettings;
import dev.troupe.agent.driver.simulated.Script;
import dev.troupe.app.settings.Settings;
import dev.troupe.app.settings.StartFailure;
import dev.troupe.app.settings.UpOptions;
import dev.troupe.core.feed.Recorded;
import dev.troupe.core.id.NodeId;
import dev.troupe.core.id.ServiceId;
import dev.troupe.core.node.NodeCommand;
import dev.troupe.core.node.NodeSpec;
import dev.troupe.core.node.Role;
import dev.troupe.core.rule.Cause;
import dev.troupe.http.NodeControls;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.Member;

/**
 * Several managers and their nodes in this JVM. Each manager is an actor system of its own with all that {@code troupe up} gives it,
 * and speaks with the others over Artery on the loopback address; they share one journal. Agents live apart from
 * them, in a system that is no member, and turn to another manager when theirs does not answer. Containers are
 * simulated, and the journal is gone in the end.
 *
 * <p>Managers have numbers from 1. They can be killed, cut off from the others, and started again.
 */
public final class Cluster implements RunningSwarm {

    private static final Cause START = Cause.outside("cluster", "start");
    private static final Config CONFIG =
            ConfigFactory.parseResources("cluster.conf").withFallback(ManagerWires.CUTTABLE);
    private static final Config NO_MEMBER = ConfigFactory.parseString("pekko.actor.provider = local");

    private final Config config;
    private final UpOptions options;
    private final Journal journal;
    private final ActorSystem<Void> agents;
    private final Engines engines;
    private final LocalNodes nodes;
    private final Map<Integer, Troupe> running = new TreeMap<>();
    private final Set<Integer> cutOff = new HashSet<>();
    private volatile List<SwarmActors> sockets = List.of();

    /**
     * Starts managers and nodes; the first of the nodes are called managers.
     *
     * @param special put before {@code conf/cluster.conf}
     * @throws StartFailure with one line for people
     */
    public static Cluster start(int managers, List<String> hostnames, Supplier<Script> script, Config special) {
        var cluster = new Cluster(hostnames, script, special);
        try {
            cluster.startManager(1);
            var others = IntStream.rangeClosed(2, managers)
                    .mapToObj(number ->
                            CompletableFuture.runAsync(() -> cluster.startManager(number), Thread::startVirtualThread))
                    .toList();
            cluster.join(hostnames, managers);
            others.forEach(CompletableFuture::join);
            return cluster;
        } catch (CompletionException failed) {
            cluster.close();
            throw failed.getCause() instanceof StartFailure clear ? clear : failed;
        } catch (RuntimeException trouble) {
            cluster.close();
            throw trouble;
        }
    }

    private Cluster(List<String> hostnames, Supplier<Script> script, Config special) {
        config = special.withFallback(CONFIG);
        options = UpOptions.throwAway(hostnames, script);
        var settings = Settings.read(options.conf());
        journal = Journal.open(options, settings);
        agents = ActorSystem.create(
                Behaviors.empty(),
                "agents",
                NO_MEMBER.withFallback(settings.config()).resolve());
        var clock = InstantSource.system();
        engines = new Engines(options, journal.directory(), agents, clock);
        var heartbeat = settings.heartbeat();
        nodes = new LocalNodes(
                agents,
                () -> sockets,
                clock,
                new RandomIds(),
                new Random(new SecureRandom().nextLong()),
                AgentSettings.DEFAULT.withHeartbeat(heartbeat));
    }

    private void join(List<String> hostnames, int managers) {
        var ids = new RandomIds();
        for (var i = 0; i < hostnames.size(); i++) {
            var id = new NodeId(ids.get());
            var driver = engines.driver(id, hostnames.get(i));
            var description = Troupe.await(driver.describe(), "asking the driver what " + hostnames.get(i) + " has");
            var spec = NodeSpec.active(i < managers ? Role.MANAGER : Role.WORKER);
            Troupe.done(gate().ask(id, new NodeCommand.Join(id, spec, description, "127.0.0.1"), START));
            nodes.start(id, hostnames.get(i), "127.0.0.1", driver);
        }
    }

    // Managers.

    /** Starts a manager that does not run: it joins those that do, or begins anew on the journal. */
    public void startManager(int number) {
        List<Address> others;
        synchronized (running) {
            if (running.containsKey(number)) throw new IllegalStateException("manager " + number + " runs");
            others = running.values().stream().map(Troupe::address).toList();
        }
        var manager = Troupe.start(
                options, new Membership((any, known) -> journal.shared(), config, others, Optional.of(nodes)));
        synchronized (running) {
            running.put(number, manager);
            cutOff.remove(number);
            changed();
        }
        var _ = manager.system().getWhenTerminated().thenRun(() -> ended(number, manager));
    }

    /** Also when it has ended by itself, because it was cut off and must not go on. */
    private void ended(int number, Troupe manager) {
        synchronized (running) {
            if (!running.remove(number, manager)) return;
            changed();
        }
        manager.crash();
    }

    private void changed() {
        sockets = running.values().stream().map(Troupe::actors).toList();
    }

    /** As {@code kill -9} would: it says nothing to anybody any more. Its sockets are closed; its machine's containers run on. */
    public void killManager(int number) {
        Troupe dying;
        synchronized (running) {
            dying = manager(number);
            cut(Set.of(number));
            running.remove(number);
            cutOff.remove(number);
            changed();
        }
        dying.crash();
    }

    /**
     * Cuts the wires between these managers and the others; agents reach all of them. Within some seconds the smaller part stops (of two
     * halves, the one without the manager of the lowest address).
     */
    public void partitionManagers(Set<Integer> some) {
        synchronized (running) {
            some.forEach(this::manager);
            cut(some);
            cutOff.addAll(some);
        }
    }

    private void cut(Set<Integer> some) {
        forEachWire(some, ManagerWires::cut);
    }

    /** The wires between all managers that run are whole again. */
    public void mendManagers() {
        synchronized (running) {
            running.keySet().forEach(number -> forEachWire(Set.of(number), ManagerWires::mend));
            cutOff.clear();
        }
    }

    private interface Change {
        void at(ActorSystem<?> manager, Address other);
    }

    private void forEachWire(Set<Integer> some, Change change) {
        for (var here : some) {
            running.forEach((there, other) -> {
                if (some.contains(there)) return;
                change.at(manager(here).system(), other.address());
                change.at(other.system(), manager(here).address());
            });
        }
    }

    private Troupe manager(int number) {
        var manager = running.get(number);
        if (manager == null) throw new IllegalStateException("manager " + number + " does not run");
        return manager;
    }

    /** Those that run. */
    public List<Integer> managers() {
        synchronized (running) {
            return List.copyOf(running.keySet());
        }
    }

    /** The manager that has the scheduler: the oldest, as one that is not cut off sees it. */
    public Optional<Integer> leader() {
        synchronized (running) {
            var members = org.apache.pekko.cluster.typed.Cluster.get(speaker().system())
                    .state()
                    .getMembers();
            return StreamSupport.stream(members.spliterator(), false)
                    .min(Member.ageOrdering())
                    .flatMap(oldest -> numberOf(oldest.address()));
        }
    }

    private Optional<Integer> numberOf(Address address) {
        return running.entrySet().stream()
                .filter(entry -> entry.getValue().address().equals(address))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    /** The manager on which the entity of this service lives; absent: it sleeps, or moves. */
    public Optional<Integer> homeOf(ServiceId service) {
        Map<Integer, Troupe> all;
        synchronized (running) {
            all = new TreeMap<>(running);
        }
        return all.entrySet().stream()
                .filter(entry -> Troupe.await(entry.getValue().actors().isHome(service), "asking for a service's home"))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    private Troupe speaker() {
        synchronized (running) {
            return running.entrySet().stream()
                    .filter(entry -> !cutOff.contains(entry.getKey()))
                    .map(Map.Entry::getValue)
                    .findFirst()
                    .or(() -> running.values().stream().findFirst())
                    .orElseThrow(() -> new IllegalStateException("no manager runs"));
        }
    }

    // What is asked of it.

    /** Of the first manager that runs and is not cut off. */
    @Override
    public SwarmGate gate() {
        return speaker().gate();
    }

    /** That of one manager. */
    public SwarmGate gate(int number) {
        synchronized (running) {
            return manager(number).gate();
        }
    }

    /** Where Docker's API answers, at each manager that runs. */
    @Override
    public List<String> addresses() {
        synchronized (running) {
            return running.values().stream()
                    .flatMap(manager -> manager.addresses().stream())
                    .toList();
        }
    }

    @Override
    public NodeControls nodes() {
        return nodes;
    }

    @Override
    public void follow(Consumer<List<Recorded>> reader) {
        journal.follow(0, reader);
    }

    /** Everything ends at once. */
    @Override
    public void close() {
        nodes.stop(false);
        List<Troupe> all;
        synchronized (running) {
            all = new ArrayList<>(running.values());
            running.clear();
            changed();
        }
        all.parallelStream().forEach(Troupe::crash);
        agents.terminate();
        engines.close();
        journal.close();
    }
}
