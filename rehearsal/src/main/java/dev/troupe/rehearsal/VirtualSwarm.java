package dev.troupe.rehearsal;

import dev.troupe.actors.EntityPost;
import dev.troupe.actors.Homes;
import dev.troupe.actors.name.NameBookActor;
import dev.troupe.actors.node.NodeActor;
import dev.troupe.actors.post.Reply;
import dev.troupe.actors.post.World;
import dev.troupe.actors.roster.RosterKeeper;
import dev.troupe.actors.scheduler.SchedulerActor;
import dev.troupe.actors.service.ServiceActor;
import dev.troupe.actors.swarm.SwarmActor;
import dev.troupe.agent.driver.simulated.Script;
import dev.troupe.agent.driver.simulated.SimulatedDriver;
import dev.troupe.core.feed.Recorded;
import dev.troupe.core.id.Ids;
import dev.troupe.core.id.NodeId;
import dev.troupe.core.id.ServiceId;
import dev.troupe.core.name.NameCommand;
import dev.troupe.core.node.NodeCommand;
import dev.troupe.core.node.NodeDescription;
import dev.troupe.core.node.NodeFacts;
import dev.troupe.core.node.NodeSpec;
import dev.troupe.core.node.NodeState;
import dev.troupe.core.node.Role;
import dev.troupe.core.roster.Roster;
import dev.troupe.core.rule.Cause;
import dev.troupe.core.rule.Refusal;
import dev.troupe.core.service.ServiceCommand;
import dev.troupe.core.session.ToAgent;
import dev.troupe.core.session.ToManager;
import dev.troupe.core.spec.ServiceSpec;
import dev.troupe.core.swarm.SwarmCommand;
import dev.troupe.core.swarm.SwarmSpec;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * A whole swarm in a rehearsal: one manager that can die and come back, nodes with simulated containers, and mail between
 * all of them that can be made bad. Everything happens on the stage's loop; nothing here waits.
 */
public final class VirtualSwarm {

    static final Duration HEARTBEAT = Duration.ofMillis(200);
    private static final Cause CLIENT = Cause.outside("client", "rehearsal");
    private static final int PAGE = 10_000;

    /** Is shown each fact with the roster after it, in the order of the journal. */
    @FunctionalInterface
    public interface Watcher {
        void sees(Recorded recorded, Roster before, Roster after);
    }

    private final Stage stage;
    private final Opening opening;
    private final Mischief mischief;
    private final Ids ids;
    private final SplittableRandom chance;
    private final Mail entityMail;
    private final Mail sessionMail;
    private final SplittableRandom journalChance;
    private final Map<String, VirtualNode> nodes = new LinkedHashMap<>();
    private final Watcher watcher;
    private Roster seen;
    private Optional<Manager> manager = Optional.empty();
    private int managers;
    private long writesFailed;

    /** One life of the manager. */
    private final class Manager {
        private final RosterKeeper keeper = new RosterKeeper(opening.roster(), message -> {});
        private final EntityPost post;
        private final ActorRef<ManagerActor.Message> actor;
        private boolean reading;

        Manager() {
            keeper.take(stage.journal().after(keeper.roster().offset(), Integer.MAX_VALUE));
            var homes = new CompletableFuture<Homes>();
            post = new EntityPost(entityMail.over(mischief.in(new LateHomes(homes))), this::wrote);
            actor = stage.spawn(
                    "manager-" + ++managers,
                    ManagerActor.create(new World(stage.loop(), ids, post, keeper::roster, heartbeat()), mischief));
            homes.complete(ManagerActor.homes(actor));
            keeper.watch(
                    () -> actor.tell(new ManagerActor.Message.ToScheduler(new SchedulerActor.Message.RosterMoved())));
            post.wakeUnsettled(keeper.roster());
        }

        /** The feed is read a moment after the write, as in earnest. */
        private void wrote() {
            if (reading) return;
            reading = true;
            stage.loop().after(Duration.ofNanos(chance.nextLong(3_000_000)), () -> {
                reading = false;
                if (manager.filter(present -> present == this).isEmpty()) return;
                keeper.take(stage.journal().after(keeper.roster().offset(), PAGE));
                look();
            });
        }
    }

    /** A swarm without any failure of its own; the stage forgets whatever it showed before. */
    public VirtualSwarm(Stage stage, long seed, Supplier<Script> script, Watcher watcher) {
        this(stage, seed, script, Mischief.NONE, watcher);
    }

    VirtualSwarm(Stage stage, long seed, Supplier<Script> script, Mischief mischief, Watcher watcher) {
        this(stage, seed, Opening.nothing(script), mischief, watcher);
    }

    /**
     * A swarm that goes on from where another one stands: its manager comes back from that one's facts, and its agents find
     * the containers that were there. Nodes that were lost stay lost.
     */
    public VirtualSwarm(Stage stage, long seed, Opening opening, Watcher watcher) {
        this(stage, seed, opening, Mischief.NONE, watcher);
        for (var node : seen.nodes()) {
            if (node.facts().state() == NodeState.READY) goOn(node.facts());
        }
        startManager();
        nodes.values().forEach(VirtualNode::boot);
    }

    private VirtualSwarm(Stage stage, long seed, Opening opening, Mischief mischief, Watcher watcher) {
        this.stage = stage;
        this.mischief = mischief;
        this.opening = opening;
        this.watcher = watcher;
        this.seen = opening.roster();
        var root = new SplittableRandom(seed);
        var forIds = root.split();
        ids = () -> {
            var digits = new BigInteger(1, bytes(forIds)).toString(36);
            return "0".repeat(Math.max(0, 25 - digits.length())) + digits.substring(Math.max(0, digits.length() - 25));
        };
        chance = root.split();
        entityMail = new Mail(stage.loop(), root.split());
        sessionMail = new Mail(stage.loop(), root.split());
        journalChance = root.split();
        stage.clear(root.nextLong(), opening);
    }

    /** How often an agent is heard. */
    Duration heartbeat() {
        return opening.heartbeat();
    }

    private static byte[] bytes(SplittableRandom random) {
        var bytes = new byte[17];
        random.nextBytes(bytes);
        return bytes;
    }

    /** Shows the watcher what has been written since the last look. */
    public void look() {
        for (var recorded : stage.journal().after(seen.offset(), PAGE)) {
            var before = seen;
            seen = before.with(recorded);
            watcher.sees(recorded, before, seen);
        }
    }

    /** As of the last {@link #look}. */
    public Roster roster() {
        return seen;
    }

    // The manager.

    public void startManager() {
        if (manager.isEmpty()) manager = Optional.of(new Manager());
    }

    public boolean hasManager() {
        return manager.isPresent();
    }

    /** Whatever it was about to do or write is lost; what is written stays. */
    public void killManager() {
        manager.ifPresent(present -> present.actor.tell(new ManagerActor.Message.Die()));
        manager = Optional.empty();
        stage.loop().settle();
    }

    void hear(NodeId node, ToManager said, ActorRef<ToAgent> agent) {
        manager.ifPresent(present -> present.actor.tell(
                new ManagerActor.Message.ToNode(node.value(), new NodeActor.Message.FromAgent(said, agent))));
    }

    public void found() {
        command(
                (to, replyTo) -> to.tell(new ManagerActor.Message.ToSwarm(new SwarmActor.Message.Ask(
                        new SwarmCommand.Initialise(ids.get(), SwarmSpec.DEFAULT, "root", "key", "worker", "manager"),
                        CLIENT,
                        replyTo))),
                reply -> {});
    }

    // Nodes.

    public VirtualNode join(String hostname, NodeDescription description) {
        var id = new NodeId(ids.get());
        var node = node(id, description, "127.0.0.1");
        nodes.put(hostname, node);
        var role = hostname.equals(Plan.node(1)) ? Role.MANAGER : Role.WORKER;
        ask(id, new NodeCommand.Join(id, NodeSpec.active(role), description, "127.0.0.1"), reply -> node.boot());
        return node;
    }

    private VirtualNode node(NodeId id, NodeDescription description, String address) {
        var loop = stage.loop();
        var driver = new SimulatedDriver(description, draft -> opening.cast().does(id, draft), loop, loop::after);
        return new VirtualNode(stage, this, id, description, address, driver, ids, chance.split(), sessionMail);
    }

    /** Under its id: host names may come twice. */
    private void goOn(NodeFacts facts) {
        var node = node(facts.id(), facts.description(), facts.address());
        seen.tasksOn(facts.id()).forEach(task -> node.driver().hold(task.draft(), task.status()));
        nodes.put(facts.id().value(), node);
    }

    public VirtualNode node(String hostname) {
        return Optional.ofNullable(nodes.get(hostname)).orElseThrow();
    }

    /** It breaks for good; its id stays in the swarm until a client removes it. */
    VirtualNode discard(String hostname) {
        var node = node(hostname);
        node.crash();
        nodes.remove(hostname);
        return node;
    }

    boolean has(String hostname) {
        return nodes.containsKey(hostname);
    }

    public List<VirtualNode> nodes() {
        return new ArrayList<>(nodes.values());
    }

    // What clients ask.

    @FunctionalInterface
    private interface Question {
        void ask(ActorRef<ManagerActor.Message> manager, ActorRef<Reply> replyTo);
    }

    /** No manager, no answer; and none when it dies before it answers. */
    private void command(Question question, Consumer<Reply> answer) {
        var present = manager;
        if (present.isEmpty()) return;
        stage.ask(replyTo -> question.ask(present.get().actor, replyTo), reply -> {
            look();
            answer.accept(reply);
        });
    }

    /** Claims the name, then creates the service, as the door does. */
    public ServiceId create(ServiceSpec spec, Consumer<Reply> answer) {
        var id = new ServiceId(ids.get());
        command(
                (to, replyTo) -> to.tell(new ManagerActor.Message.ToNames(
                        new NameBookActor.Message.Ask(new NameCommand.Claim(spec.name(), id), CLIENT, replyTo))),
                claimed -> {
                    if (claimed instanceof Reply.Done) {
                        ask(id, new ServiceCommand.Create(id, spec, SwarmSpec.DEFAULT_TASK_HISTORY_LIMIT), answer);
                    } else {
                        answer.accept(claimed);
                    }
                });
        return id;
    }

    public void ask(ServiceId service, ServiceCommand asked, Consumer<Reply> answer) {
        command(
                (to, replyTo) -> to.tell(new ManagerActor.Message.ToService(
                        service.value(), new ServiceActor.Message.Ask(asked, CLIENT, replyTo))),
                answer);
    }

    public void ask(NodeId node, NodeCommand asked, Consumer<Reply> answer) {
        command(
                (to, replyTo) -> to.tell(new ManagerActor.Message.ToNode(
                        node.value(), new NodeActor.Message.Ask(asked, CLIENT, replyTo))),
                answer);
    }

    // Harm.

    void weather(Mail.Weather weather) {
        entityMail.turns(weather);
        sessionMail.turns(weather);
    }

    /** This share of writes fails, and this share comes late. */
    void journalTrouble(double failing, double late, Duration longest) {
        if (failing == 0 && late == 0) {
            stage.journal().meet(any -> CompletableFuture.completedStage(null));
            return;
        }
        stage.journal().meet(any -> {
            var luck = journalChance.nextDouble();
            if (luck < failing) {
                writesFailed++;
                return CompletableFuture.failedStage(new IllegalStateException("the rehearsed journal fails"));
            }
            if (luck >= failing + late) return CompletableFuture.completedStage(null);
            var done = new CompletableFuture<Void>();
            var life = managers;
            stage.loop().after(Duration.ofNanos(journalChance.nextLong(longest.toNanos())), () -> {
                // What a manager that has died since was about to write is lost.
                if (manager.isPresent() && managers == life) done.complete(null);
                else done.completeExceptionally(new IllegalStateException("the manager died"));
            });
            return done;
        });
    }

    /** Each write takes so long from now on. */
    public void journalTakes(Supplier<Duration> time) {
        stage.journal().meet(any -> {
            var done = new CompletableFuture<Void>();
            stage.loop().after(time.get(), () -> done.complete(null));
            return done;
        });
    }

    long faults() {
        return entityMail.faults() + sessionMail.faults() + writesFailed;
    }

    /** What a refusal says, for stories. */
    static String words(Reply reply) {
        return switch (reply) {
            case Reply.Done done -> "accepted";
            case Reply.Refused(Refusal why) -> "refused: " + why.message();
        };
    }
}
