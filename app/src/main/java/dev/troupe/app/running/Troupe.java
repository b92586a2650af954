package dev.troupe.app.running;

import dev.troupe.actors.Answer;
import dev.troupe.actors.Chronicle;
import dev.troupe.actors.Inquiry;
import dev.troupe.actors.SwarmActors;
import dev.troupe.actors.SwarmGate;
import dev.troupe.actors.roster.CheckpointWriter;
import dev.troupe.actors.roster.JournalPast;
import dev.troupe.actors.roster.MessageHub;
import dev.troupe.actors.roster.RosterKeeper;
import dev.troupe.agent.AgentSettings;
import dev.troupe.agent.driver.Driver;
import dev.troupe.app.forecast.Understudies;
import dev.troupe.app.forecast.Understudy;
import dev.troupe.app.past.JournalChronicle;
import dev.troupe.app.settings.Machine;
import dev.troupe.app.settings.Settings;
import dev.troupe.app.settings.StartFailure;
import dev.troupe.app.settings.UpOptions;
import dev.troupe.core.feed.Recorded;
import dev.troupe.core.id.Ids;
import dev.troupe.core.id.NodeId;
import dev.troupe.core.node.Availability;
import dev.troupe.core.node.NodeCommand;
import dev.troupe.core.node.NodeSpec;
import dev.troupe.core.node.Role;
import dev.troupe.core.roster.Checkpoint;
import dev.troupe.core.roster.Roster;
import dev.troupe.core.rule.Cause;
import dev.troupe.core.swarm.Swarm;
import dev.troupe.core.swarm.SwarmSpec;
import dev.troupe.http.Doors;
import dev.troupe.http.NodeControls;
import dev.troupe.http.nodes.Managers;
import dev.troupe.persistence.FreshIds;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;
import org.apache.pekko.cluster.typed.JoinSeedNodes;
import org.jspecify.annotations.Nullable;

/** A running Troupe: journal, entities, nodes of this JVM and doors, wired by hand. */
public final class Troupe implements RunningSwarm {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Cause START = Cause.outside("troupe up", "start");
    private static final Cause STOP = Cause.outside("troupe up", "stop");

    private final UpOptions options;
    private final Membership membership;
    private final Journal journal;
    private final ActorSystem<Void> system;
    private final RosterKeeper keeper;
    private final JournalChronicle chronicle;
    private final CheckpointWriter checkpoints;
    private final JournalPast past;
    private final SwarmActors actors;
    private final LocalNodes nodes;
    private final Engines engines;
    private final Vitality vitals;
    private final Understudies understudies;
    private final Doors doors;

    /**
     * Starts everything; returns when the API answers and the nodes of this JVM are members.
     *
     * @throws StartFailure with one line for people
     */
    public static Troupe start(UpOptions options) {
        return new Troupe(options, Membership.ALONE);
    }

    /** The same, as one manager of several. */
    static Troupe start(UpOptions options, Membership membership) {
        return new Troupe(options, membership);
    }

    private Troupe(UpOptions options, Membership membership) {
        this.options = options;
        this.membership = membership;
        var undo = new ArrayList<Runnable>();
        try {
            var clock = InstantSource.system();
            var ids = FreshIds.of(new RandomIds());
            var settings = Settings.read(options.conf());
            journal = membership.journal().apply(options, settings);
            undo.add(journal::giveUp);
            var config = journal.config()
                    .withFallback(membership.config())
                    .withFallback(settings.config())
                    .resolve();
            system = ActorSystem.create(Behaviors.empty(), "troupe", config);
            undo.add(() -> terminate(system));
            var scheduler = system.scheduler();
            var hub = new MessageHub(
                    clock, (wait, what) -> scheduler.scheduleOnce(wait, what, system.executionContext()));
            var checkpoint = journal.checkpoints().atOrBefore(Long.MAX_VALUE);
            checkpoint.ifPresent(found -> hub.remember(found.messages()));
            keeper = new RosterKeeper(checkpoint.map(Checkpoint::roster).orElseGet(Roster::empty), hub::publish);
            checkpoints = new CheckpointWriter(keeper, hub, journal.checkpoints());
            var wrote = journal.follow(keeper.roster().offset(), keeper::take);
            var shown = keeper.roster().offset();
            chronicle = new JournalChronicle(journal.anotherFeed(), journal.anotherTrail(), keeper::roster, shown);
            undo.add(chronicle::close);
            journal.follow(shown, chronicle::show);
            past = new JournalPast(journal.anotherFeed(), journal.checkpoints(), keeper::roster, clock);
            undo.add(past::close);

            var heartbeat = settings.heartbeat();
            var manager = membership.nodes().isEmpty()
                    ? managerAmong(options.hostnames())
                    : options.hostnames().getFirst();
            // The nodes come after the entities they talk to; logs are asked for later still.
            var late = new LateNodes();
            actors = new SwarmActors(
                    system,
                    clock,
                    ids,
                    heartbeat,
                    keeper,
                    hub,
                    wrote,
                    (task, query) -> late.get().logs(task, query));
            // Whoever is a member is given its share of the entities: so it is one only when they have a home here.
            join(membership.others());
            var chance = new Random(new SecureRandom().nextLong());
            nodes = membership
                    .nodes()
                    .orElseGet(() -> new LocalNodes(
                            system,
                            () -> List.of(actors),
                            clock,
                            ids,
                            chance,
                            AgentSettings.DEFAULT.withHeartbeat(heartbeat)));
            late.set(nodes);

            var isFirst = membership.others().isEmpty();
            var founding = new Founding(actors, clock, ids);
            if (isFirst && !(keeper.roster().swarm() instanceof Swarm.Active))
                done(founding.found(SwarmSpec.DEFAULT, Availability.ACTIVE, START));
            engines = new Engines(options, journal.directory(), system, clock);
            undo.add(engines::close);
            if (membership.nodes().isEmpty()) startNodes(ids, manager);
            // After the nodes, which must not queue behind thousands of tasks that are read back from the journal.
            if (isFirst) actors.wakeUnsettled();

            var host = Machine.facts(swarm().id(), manager, journal.directory());
            vitals = new Vitality(system, host, journal, keeper, actors, clock);
            undo.add(vitals::close);

            understudies = new Understudies(request -> new Understudy.Part(
                    journal.directory().toAbsolutePath(),
                    options.ephemeral(),
                    options.conf().map(Path::toAbsolutePath),
                    keeper.roster().offset(),
                    clock.instant(),
                    heartbeat,
                    request));
            undo.add(understudies::close);
            var around = new Doors.Surroundings(
                    actors,
                    past,
                    chronicle,
                    new Inquiry(journal.trail(), clock),
                    host,
                    settings.counting(),
                    engines.images(nodes::drivers),
                    nodes,
                    founding,
                    vitals.vitals(),
                    settings.streams(),
                    understudies);
            doors = await(Doors.start(system, options.doors(), around), "opening the doors");
            vitals.begin(journal, keeper);
            journal.announce(doors.addresses());
        } catch (RuntimeException trouble) {
            undo.reversed().forEach(Runnable::run);
            throw trouble;
        }
    }

    private static final class LateNodes {
        private volatile @Nullable LocalNodes nodes;

        void set(LocalNodes nodes) {
            this.nodes = nodes;
        }

        LocalNodes get() {
            var present = nodes;
            if (present == null) throw new IllegalStateException("no node has started yet");
            return present;
        }
    }

    /** A cluster of one by default: it joins itself. Waits until it is up. */
    private void join(List<Address> others) {
        var cluster = Cluster.get(system);
        if (others.isEmpty()) cluster.manager().tell(Join.create(address()));
        else cluster.manager().tell(new JoinSeedNodes(others));
        var up = new CountDownLatch(1);
        org.apache.pekko.cluster.Cluster.get(system.classicSystem()).registerOnMemberUp(up::countDown);
        try {
            if (!up.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS))
                throw new StartFailure("it did not become a member of the cluster");
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new StartFailure("interrupted");
        }
    }

    /**
     * The first name in a new swarm; later it is whoever was that one. Without its manager a swarm would have a leader that is
     * down for good: it can neither be removed nor demoted.
     */
    private String managerAmong(List<String> hostnames) {
        var managers = Managers.of(keeper.roster()).stream()
                .map(view -> view.facts().description().hostname())
                .toList();
        if (managers.isEmpty() || isOneNodeEver()) return hostnames.getFirst();
        return managers.stream()
                .filter(hostnames::contains)
                .findFirst()
                .orElseThrow(() -> new StartFailure("the manager"
                        + " of the swarm in " + journal.directory() + " is the node " + managers.getFirst()
                        + ", which is not among those that were asked for (" + String.join(", ", hostnames)
                        + "): name it in --hostname, or take another --data for a new swarm"));
    }

    private void startNodes(Ids ids, String manager) {
        var address = Machine.address();
        var joining = new ArrayList<CompletionStage<Answer<NodeId>>>();
        var members = new ArrayList<NodeId>();
        var drivers = new ArrayList<Driver>();
        for (var hostname : options.hostnames()) {
            var role = hostname.equals(manager) ? Role.MANAGER : Role.WORKER;
            var id = known(hostname).orElseGet(() -> new NodeId(ids.get()));
            var driver = engines.driver(id, hostname);
            var description = await(driver.describe(), "asking the " + options.driver() + " driver what this node has");
            members.add(id);
            drivers.add(driver);
            joining.add(actors.ask(id, new NodeCommand.Join(id, NodeSpec.active(role), description, address), START));
        }
        joining.forEach(Troupe::done);
        for (var i = 0; i < members.size(); i++) {
            nodes.start(members.get(i), options.hostnames().get(i), address, drivers.get(i));
        }
    }

    /** Whoever was called so; the only node of a swarm also under another name: its machine has been renamed. */
    private Optional<NodeId> known(String hostname) {
        return keeper.roster().nodes().stream()
                .filter(node ->
                        isOneNodeEver() || node.facts().description().hostname().equals(hostname))
                .map(node -> node.facts().id())
                .findFirst();
    }

    private boolean isOneNodeEver() {
        return options.hostnames().size() == 1 && keeper.roster().nodes().size() == 1;
    }

    static <T> void done(CompletionStage<Answer<T>> answer) {
        if (await(answer, "starting the swarm") instanceof Answer.Refused<T>(var why))
            throw new StartFailure(why.message());
    }

    static <T> T await(CompletionStage<T> stage, String doing) {
        try {
            return stage.toCompletableFuture().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException failed) {
            var cause = failed.getCause() == null ? failed : failed.getCause();
            throw new StartFailure(doing + " failed: " + cause.getMessage(), cause);
        } catch (TimeoutException late) {
            throw new StartFailure(doing + " took too long", late);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new StartFailure(doing + " was interrupted", stopped);
        }
    }

    @Override
    public SwarmGate gate() {
        return actors;
    }

    /** What a door would read of the past and of what comes. */
    public Chronicle chronicle() {
        return chronicle;
    }

    @Override
    public void follow(Consumer<List<Recorded>> reader) {
        journal.follow(0, reader);
    }

    @Override
    public NodeControls nodes() {
        return nodes;
    }

    private Swarm.Active swarm() {
        return (Swarm.Active) keeper.roster().swarm();
    }

    @Override
    public List<String> addresses() {
        return doors.addresses();
    }

    /** In plain words: which driver runs the tasks, and what that means. */
    public String drivenBy() {
        return engines.words();
    }

    /** Where the other managers reach this one. */
    Address address() {
        return Cluster.get(system).selfMember().address();
    }

    SwarmActors actors() {
        return actors;
    }

    ActorSystem<?> system() {
        return system;
    }

    /** Nothing of it goes on; nobody is told. To be called for a manager that was cut off from the others, or is down already. */
    void crash() {
        understudies.close();
        terminate(system);
        release();
    }

    /** An orderly end: doors, agents, entities, journal; the workload is left or stopped as the options say. */
    @Override
    public void close() {
        vitals.stopping();
        understudies.close();
        quietly(() -> await(doors.close(), "closing the doors"));
        if (membership.nodes().isEmpty()) {
            if (!options.leaveWorkload()) quietly(() -> await(nodesShutDown(), "telling that the nodes shut down"));
            nodes.stop(options.leaveWorkload());
        }
        terminate(system);
        release();
    }

    /**
     * That the workload ends with its nodes is a fact before it is done: nobody's tasks have failed, and their services
     * replace them when there are nodes again.
     */
    private CompletionStage<Void> nodesShutDown() {
        return CompletableFuture.allOf(nodes.members().stream()
                .map(node -> actors.ask(node, new NodeCommand.Lose("node shut down"), STOP))
                .map(CompletionStage::toCompletableFuture)
                .toArray(CompletableFuture<?>[]::new));
    }

    /** What its actors have stood on. */
    private void release() {
        engines.close();
        chronicle.close();
        vitals.close();
        past.close();
        journal.stopFollowing();
        if (!options.ephemeral()) checkpoints.close();
        journal.close();
    }

    private static void terminate(ActorSystem<?> system) {
        system.terminate();
        quietly(() -> await(system.getWhenTerminated(), "stopping the actors"));
    }

    private static void quietly(Runnable what) {
        try {
            what.run();
        } catch (RuntimeException trouble) {
            System.err.println("troupe: " + trouble.getMessage());
        }
    }
}
