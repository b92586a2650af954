package dev.troupe.actors.node;

import dev.troupe.actors.post.Persistence;
import dev.troupe.actors.post.Receipt;
import dev.troupe.actors.post.Reply;
import dev.troupe.actors.post.Stored;
import dev.troupe.actors.post.World;
import dev.troupe.core.feed.EntityKind;
import dev.troupe.core.feed.EntityRef;
import dev.troupe.core.id.NodeId;
import dev.troupe.core.id.TaskId;
import dev.troupe.core.node.Node;
import dev.troupe.core.node.NodeCommand;
import dev.troupe.core.node.NodeErrand;
import dev.troupe.core.node.NodeEvent;
import dev.troupe.core.node.NodeRules;
import dev.troupe.core.roster.Settlement;
import dev.troupe.core.rule.Cause;
import dev.troupe.core.rule.Decision;
import dev.troupe.core.rule.Decision.Accept;
import dev.troupe.core.rule.Decision.Refuse;
import dev.troupe.core.rule.Fact;
import dev.troupe.core.service.ServiceCommand;
import dev.troupe.core.session.ToAgent;
import dev.troupe.core.session.ToManager;
import dev.troupe.core.task.DesiredState;
import dev.troupe.core.task.TaskCommand;
import dev.troupe.core.task.TaskDraft;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.RecoveryCompleted;
import org.apache.pekko.persistence.typed.javadsl.CommandHandler;
import org.apache.pekko.persistence.typed.javadsl.Effect;
import org.apache.pekko.persistence.typed.javadsl.EffectBuilder;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehavior;
import org.apache.pekko.persistence.typed.javadsl.RetentionCriteria;
import org.apache.pekko.persistence.typed.javadsl.SignalHandler;

/**
 * Keeps one node: its room, its standing, and the session with its agent. The session is soft; that the node went down
 * is a fact, and the failure signal that makes services relocate their tasks.
 */
public final class NodeActor extends EventSourcedBehavior<NodeActor.Message, Fact<NodeEvent>, Node> {

    /** What a node hears. */
    public sealed interface Message {
        /** A client. */
        record Ask(NodeCommand command, Cause cause, ActorRef<Reply> replyTo) implements Message {}

        record Tell(NodeCommand command, Cause cause) implements Message {}

        /** Its agent; {@code agent} leads back to it, by way of the manager that it is connected to. */
        record FromAgent(ToManager said, ActorRef<ToAgent> agent) implements Message {}

        /** A task that is on this node. */
        record Deliver(TaskDraft draft, DesiredState desired) implements Message {}

        /** A task that was on this node and is deleted. */
        record Withdraw(TaskId task) implements Message {}

        /** A task has written down what the agent reported of it. */
        record Stored(String session, long report, TaskId task) implements Message {}

        /** Sends what has gathered for the agent, gives back what has gathered to be released. */
        record Flush() implements Message {}

        /** Judges the heartbeats; {@code due} is when it should have come. */
        record Judge(Instant due) implements Message {}

        /** Says again what has not shown to be heard. */
        record Look() implements Message {}
    }

    private static final Duration RETRY = Duration.ofSeconds(1);
    /** After a manager's start, agents have this long to open a session before their node counts as lost. */
    private static final Duration GRACE = Duration.ofSeconds(5);

    private final ActorContext<Message> context;
    private final TimerScheduler<Message> timers;
    private final World world;
    private final NodeId id;
    private final EntityRef ref;
    private final Session session;
    private final ActorRef<Stored> stored;
    private final Set<TaskId> unconfirmed = new HashSet<>();
    private final List<TaskId> releasing = new ArrayList<>();
    private boolean flushing;

    public static Behavior<Message> create(NodeId id, World world) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> new NodeActor(context, timers, world, id)));
    }

    private NodeActor(ActorContext<Message> context, TimerScheduler<Message> timers, World world, NodeId id) {
        super(
                PersistenceId.ofUniqueId(new EntityRef(EntityKind.NODE, id.value()).persistenceId()),
                Persistence.onFailure());
        this.context = context;
        this.timers = timers;
        this.world = world;
        this.id = id;
        this.ref = new EntityRef(EntityKind.NODE, id.value());
        this.session = new Session(world.heartbeat());
        this.stored = context.messageAdapter(
                Stored.class, known -> new Message.Stored(known.session(), known.report(), known.task()));
    }

    @Override
    public Node emptyState() {
        return new Node.Absent();
    }

    @Override
    public RetentionCriteria retentionCriteria() {
        return Persistence.snapshots();
    }

    @Override
    public CommandHandler<Message, Fact<NodeEvent>, Node> commandHandler() {
        return newCommandHandlerBuilder().forAnyState().onAnyCommand(this::handle);
    }

    @Override
    public EventHandler<Node, Fact<NodeEvent>> eventHandler() {
        return newEventHandlerBuilder()
                .forAnyState()
                .onAnyEvent((node, fact) -> NodeRules.evolve(node, fact.event(), fact.at(), fact.cause()));
    }

    @Override
    public SignalHandler<Node> signalHandler() {
        return newSignalHandlerBuilder()
                .onSignal(RecoveryCompleted.instance(), node -> {
                    session.close(); // After a write that failed: what hung on it is settled by the next hello.
                    session.expectBy(world.clock().instant().plus(GRACE));
                    judgeAgain();
                    timers.startTimerWithFixedDelay(Message.Look.class, new Message.Look(), RETRY);
                    flushing = false; // What was to flush may have been lost when a write failed.
                    flushSoon();
                    recheck(node);
                    sayWhatIsOwed(node);
                })
                .onSignal(PostStop.instance(), node -> {
                    // It moves to another manager: whether its agent is heard is judged there.
                    if (node instanceof Node.Member) world.post().wake(ref);
                })
                .build();
    }

    private Effect<Fact<NodeEvent>, Node> handle(Node node, Message message) {
        return switch (message) {
            case Message.Ask(var command, var cause, var replyTo) ->
                switch (decide(node, command)) {
                    case Accept<NodeEvent>(var events) ->
                        write(events, cause)
                                .thenRun(after -> replyTo.tell(new Reply.Done(ref, lastSequenceNumber(context))));
                    case Refuse<NodeEvent>(var why) ->
                        Effect().none().thenRun(after -> replyTo.tell(new Reply.Refused(why)));
                };
            case Message.Tell(NodeCommand.Release(var tasks), var cause) -> {
                releasing.addAll(tasks);
                flushSoon();
                yield Effect().none();
            }
            case Message.Tell(var command, var cause) -> tell(node, command, cause);
            case Message.FromAgent(var said, var agent) -> hear(node, said, agent);
            case Message.Deliver(var draft, var desired) -> {
                unconfirmed.remove(draft.id()); // It knows that it is here.
                session.assign(draft, id, desired);
                flushSoon();
                yield Effect().none();
            }
            case Message.Withdraw(var task) -> {
                // Without a session there is nobody to tell; a later Hello will list the task, and it is dropped then.
                session.drop(task);
                world.post().withdrawn(task);
                flushSoon();
                yield Effect().none();
            }
            case Message.Stored(var name, var report, var task) -> {
                if (session.is(name)) session.stored(report, task);
                yield Effect().none();
            }
            case Message.Flush() -> {
                flushing = false;
                session.flush();
                var tasks = List.copyOf(releasing);
                releasing.clear();
                yield tasks.isEmpty() ? Effect().none() : tell(node, new NodeCommand.Release(tasks), cause("agent"));
            }
            case Message.Judge(var due) -> judge(node, due);
            case Message.Look() -> {
                recheck(node);
                yield Effect().none().thenRun(this::sayWhatIsOwed);
            }
        };
    }

    private Effect<Fact<NodeEvent>, Node> tell(Node node, NodeCommand command, Cause cause) {
        return switch (decide(node, command)) {
            case Accept<NodeEvent>(var events) -> write(events, cause);
            case Refuse<NodeEvent> refused -> Effect().none(); // Overtaken.
        };
    }

    private Effect<Fact<NodeEvent>, Node> hear(Node node, ToManager said, ActorRef<ToAgent> agent) {
        var now = world.clock().instant();
        return switch (said) {
            case ToManager.Hello hello -> {
                if (!(node instanceof Node.Member)) yield Effect().none(); // Not one of us (any more): no session.
                if (session.is(hello.session())) {
                    session.leadsBy(agent);
                    session.welcome(); // It has not heard the first one yet, or has said hello twice.
                    yield Effect().none();
                }
                session.open(hello.session(), agent, now);
                judgeAgain();
                yield tell(node, new NodeCommand.Register(hello.description(), hello.address()), begins("agent"))
                                instanceof EffectBuilder<Fact<NodeEvent>, Node> registered
                        ? registered.thenRun(after -> welcome(after, hello))
                        : Effect().none().thenRun(after -> welcome(after, hello));
            }
            case ToManager.Beat(var from, var name, var changes, var answer) -> {
                if (!isHeard(name, agent, now) || !session.taken(changes)) agent.tell(new ToAgent.Reopen(name));
                else if (answer) agent.tell(new ToAgent.Heard(name));
                yield Effect().none();
            }
            case ToManager.Reports(var from, var name, var number, var tasks) -> {
                if (!isHeard(name, agent, now)) {
                    agent.tell(new ToAgent.Reopen(name));
                    yield Effect().none();
                }
                session.reported(number, tasks);
                var receipt = Optional.of(new Receipt(name, number, stored));
                tasks.forEach(report -> world.post().observed(id, report, receipt, cause("agent")));
                yield Effect().none();
            }
            case ToManager.Dropped dropped -> Effect().none();
            case ToManager.Goodbye(var from, var name) -> {
                if (!session.is(name)) yield Effect().none();
                session.close();
                yield tell(node, new NodeCommand.Lose("node shut down"), begins("agent"));
            }
        };
    }

    /** It speaks of the session that stands; from now on it is answered by the way it came, which may be a new one. */
    private boolean isHeard(String name, ActorRef<ToAgent> agent, Instant now) {
        if (!session.beat(name, now)) return false;
        session.leadsBy(agent);
        return true;
    }

    /** A session stands. */
    private void welcome(Node node, ToManager.Hello hello) {
        session.welcome();
        var held = node instanceof Node.Member member ? member.held().keySet() : Set.<TaskId>of();
        var settled = Settlement.welcome(id, held, hello.tasks(), world.roster().get());
        settled.drop().forEach(session::drop);
        settled.take().forEach(report -> world.post().observed(id, report, Optional.empty(), cause("agent")));
        settled.repeat().forEach(task -> world.post().redeliver(task));
        flushSoon();
    }

    private Effect<Fact<NodeEvent>, Node> judge(Node node, Instant due) {
        var now = world.clock().instant();
        var lateness = Duration.between(due, now);
        judgeAgain();
        if (!session.isLost(now, lateness.isNegative() ? Duration.ZERO : lateness))
            return Effect().none();
        session.close();
        return tell(node, new NodeCommand.Lose("heartbeat failure"), begins("heartbeat"));
    }

    private void judgeAgain() {
        var period = world.heartbeat().dividedBy(2);
        timers.startSingleTimer(
                Message.Judge.class, new Message.Judge(world.clock().instant().plus(period)), period);
    }

    private void flushSoon() {
        if (flushing) return;
        flushing = true;
        context.getSelf().tell(new Message.Flush()); // After all that is in the mailbox already.
    }

    /** Compares the room held here with what became of the tasks. */
    private void recheck(Node node) {
        if (!(node instanceof Node.Member member)) return;
        var roster = world.roster().get();
        if (roster.sequenceOf(ref) < lastSequenceNumber(context)) return; // It has not seen all of this node yet.
        var tenancy = Settlement.tenancy(id, member.held().keySet(), roster);
        unconfirmed.clear();
        unconfirmed.addAll(tenancy.unconfirmed());
        releasing.addAll(tenancy.release());
        if (!releasing.isEmpty()) flushSoon();
    }

    private Decision<NodeEvent> decide(Node node, NodeCommand command) {
        return NodeRules.decide(node, command, world.clock().instant());
    }

    private EffectBuilder<Fact<NodeEvent>, Node> write(List<NodeEvent> events, Cause cause) {
        if (events.isEmpty()) return Effect().none().thenRun(node -> {});
        return Effect()
                .persist(Persistence.facts(events, world.clock().instant(), cause))
                .thenRun(node -> {
                    world.post().wrote();
                    for (var event : events) {
                        if (event instanceof NodeEvent.TasksReserved(var reservations, var choices)) {
                            reservations.forEach(reservation -> assign(reservation.task(), cause));
                        } else if (!(event instanceof NodeEvent.TasksReleased)) {
                            sayNews(node);
                        }
                    }
                });
    }

    private void assign(TaskId task, Cause cause) {
        unconfirmed.add(task);
        world.post().tell(task, new TaskCommand.Assign(id), because(cause));
    }

    private void sayWhatIsOwed(Node node) {
        sayNews(node);
        var cause = cause("node " + id);
        for (var task : unconfirmed) world.post().tell(task, new TaskCommand.Assign(id), cause);
    }

    /** Under the correlation of what it tells of; a service may hear it only after a crash. */
    private void sayNews(Node node) {
        var cause = NodeRules.newsCorrelation(node)
                .map(correlation -> cause("node " + id).within(correlation))
                .orElseGet(() -> cause("node " + id));
        for (var errand : NodeRules.owed(node, world.clock().instant())) {
            switch (errand) {
                case NodeErrand.Tell(var service, var self, var standing, var version, var facts) ->
                    world.post().news(service, new ServiceCommand.HearOfNode(self, standing, version, facts), cause);
                case NodeErrand.Orphan(var task, var why) ->
                    world.post().tell(task, new TaskCommand.Orphan(why), cause);
                case NodeErrand.RejectTask(var task, var why, var error) ->
                    world.post().tell(task, new TaskCommand.Reject(why, error), cause);
            }
        }
    }

    /** What is seen from here of a node's own fate: each time something else, and the first of what follows from it. */
    private Cause begins(String by) {
        return cause(by).within(ref.persistenceId() + "#" + (lastSequenceNumber(context) + 1));
    }

    private Cause cause(String by) {
        return because(Cause.outside(by, id.value()));
    }

    private Cause because(Cause cause) {
        return new Cause(
                cause.by(), cause.correlation(), Optional.of(ref.persistenceId() + "#" + lastSequenceNumber(context)));
    }
}
