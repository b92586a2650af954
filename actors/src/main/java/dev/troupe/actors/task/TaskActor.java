package dev.troupe.actors.task;

import dev.troupe.actors.post.Persistence;
import dev.troupe.actors.post.Receipt;
import dev.troupe.actors.post.World;
import dev.troupe.core.feed.EntityKind;
import dev.troupe.core.feed.EntityRef;
import dev.troupe.core.id.NodeId;
import dev.troupe.core.id.TaskId;
import dev.troupe.core.node.NodeCommand;
import dev.troupe.core.rule.Cause;
import dev.troupe.core.rule.Decision.Accept;
import dev.troupe.core.rule.Decision.Refuse;
import dev.troupe.core.rule.Fact;
import dev.troupe.core.service.Sighting;
import dev.troupe.core.task.DesiredState;
import dev.troupe.core.task.Task;
import dev.troupe.core.task.TaskCommand;
import dev.troupe.core.task.TaskErrand;
import dev.troupe.core.task.TaskEvent;
import dev.troupe.core.task.TaskRules;
import dev.troupe.core.task.TaskState;
import dev.troupe.core.task.TaskStatus;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
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
import org.apache.pekko.persistence.typed.javadsl.SignalHandler;

/**
 * Keeps one task: writes down what the rules decide, then says what it owes until it shows to have been heard. What has
 * been heard is soft: after a restart everything owed is said once more, which harms nobody.
 */
public final class TaskActor extends EventSourcedBehavior<TaskActor.Message, Fact<TaskEvent>, Task> {

    /** What a task hears. */
    public sealed interface Message {
        record Tell(TaskCommand command, Cause cause) implements Message {}

        /** Its node passes on what the agent said; the receipt is given when it is written down. */
        record Observed(NodeId node, TaskStatus status, DesiredState desired, Cause cause, Optional<Receipt> receipt)
                implements Message {}

        /** Its service knows this. */
        record Heard(Sighting sighting) implements Message {}

        record Withdrawn() implements Message {}

        record Redeliver() implements Message {}

        /** Says again what has not shown to be heard. */
        record Look() implements Message {}
    }

    private static final Duration FIRST_RETRY = Duration.ofSeconds(1);
    private static final Duration LAST_RETRY = Duration.ofSeconds(60);

    private final ActorContext<Message> context;
    private final TimerScheduler<Message> timers;
    private final Consumer<ActorRef<Message>> asleep;
    private final World world;
    private final TaskId id;
    private final EntityRef ref;
    private Duration retry = FIRST_RETRY;
    private Optional<Sighting> said = Optional.empty();
    private Optional<Sighting> heard = Optional.empty();
    private Optional<DesiredState> delivered = Optional.empty();
    private Optional<DesiredState> known = Optional.empty();
    private boolean looked;
    private boolean freed;
    private boolean withdrawn;
    private boolean owes;

    /** @param asleep is given this task when it needs no actor any more */
    public static Behavior<Message> create(TaskId id, World world, Consumer<ActorRef<Message>> asleep) {
        return Behaviors.setup(
                context -> Behaviors.withTimers(timers -> new TaskActor(context, timers, asleep, world, id)));
    }

    private TaskActor(
            ActorContext<Message> context,
            TimerScheduler<Message> timers,
            Consumer<ActorRef<Message>> asleep,
            World world,
            TaskId id) {
        super(
                PersistenceId.ofUniqueId(new EntityRef(EntityKind.TASK, id.value()).persistenceId()),
                Persistence.onFailure());
        this.context = context;
        this.timers = timers;
        this.asleep = asleep;
        this.world = world;
        this.id = id;
        this.ref = new EntityRef(EntityKind.TASK, id.value());
    }

    @Override
    public Task emptyState() {
        return new Task.Absent();
    }

    @Override
    public String snapshotPluginId() {
        return Persistence.NO_SNAPSHOTS;
    }

    @Override
    public CommandHandler<Message, Fact<TaskEvent>, Task> commandHandler() {
        return newCommandHandlerBuilder().forAnyState().onAnyCommand(this::handle);
    }

    @Override
    public EventHandler<Task, Fact<TaskEvent>> eventHandler() {
        return newEventHandlerBuilder()
                .forAnyState()
                .onAnyEvent((task, fact) -> TaskRules.evolve(task, fact.event(), fact.at(), fact.cause()));
    }

    @Override
    public SignalHandler<Task> signalHandler() {
        return newSignalHandlerBuilder()
                .onSignal(RecoveryCompleted.instance(), task -> {
                    // What wakes a deleted task may be the late second copy of an answer. Were it to speak at once, it
                    // would be answered again, sleep again and be woken again, without end.
                    if (task instanceof Task.Deleted) lookAgain();
                    else sayWhatIsOwed(task);
                })
                .onSignal(PostStop.instance(), task -> {
                    // It moves to another manager, and its timer with it.
                    if (owes) world.post().wake(ref);
                })
                .build();
    }

    private Effect<Fact<TaskEvent>, Task> handle(Task task, Message message) {
        return switch (message) {
            case Message.Tell(var command, var cause) -> tell(task, command, cause);
            case Message.Observed observed -> observe(task, observed);
            case Message.Heard(var sighting) -> {
                heard = Optional.of(sighting);
                yield Effect().none().thenRun(this::rest);
            }
            case Message.Withdrawn() -> {
                withdrawn = true;
                yield Effect().none().thenRun(this::rest);
            }
            case Message.Redeliver() -> {
                delivered = Optional.empty();
                known = Optional.empty();
                withdrawn = false;
                yield Effect().none().thenRun(this::sayWhatIsOwed);
            }
            case Message.Look() -> {
                looked = true;
                said = heard;
                delivered = known;
                yield Effect().none().thenRun(this::sayWhatIsOwed);
            }
        };
    }

    private Effect<Fact<TaskEvent>, Task> tell(Task task, TaskCommand command, Cause cause) {
        return switch (TaskRules.decide(task, command, world.clock().instant())) {
            case Accept<TaskEvent>(var events) -> write(events, TaskRules.cause(task, command, cause));
            case Refuse<TaskEvent>(var why) -> {
                // A node that offers room to a task which is elsewhere, or gone, must not go on holding it.
                if (command instanceof TaskCommand.Assign(var node)) {
                    world.post().tell(node, new NodeCommand.Release(List.of(id)), cause);
                }
                context.getLog()
                        .debug("task {} declines {}: {}", id, command.getClass().getSimpleName(), why.message());
                yield Effect().none();
            }
        };
    }

    private Effect<Fact<TaskEvent>, Task> observe(Task task, Message.Observed observed) {
        var command = new TaskCommand.Observe(observed.node(), observed.status());
        var now = world.clock().instant();
        if (TaskRules.decide(task, command, now) instanceof Accept<TaskEvent>(var events)) {
            known = Optional.of(observed.desired());
            return write(events, TaskRules.cause(task, command, observed.cause()))
                    .thenRun(state -> observed.receipt().ifPresent(receipt -> receipt.give(id)));
        }
        // Not ours to take: there is nothing to wait for.
        return Effect().none().thenRun(state -> observed.receipt().ifPresent(receipt -> receipt.give(id)));
    }

    private EffectBuilder<Fact<TaskEvent>, Task> write(List<TaskEvent> events, Cause cause) {
        if (events.isEmpty()) return Effect().none().thenRun(this::sayWhatIsOwed);
        retry = FIRST_RETRY;
        return Effect()
                .persist(Persistence.facts(events, world.clock().instant(), cause))
                .thenRun(state -> {
                    world.post().wrote();
                    sayWhatIsOwed(state);
                });
    }

    private Cause cause(Task task) {
        return Cause.outside("task " + id, TaskRules.correlation(task))
                .then("task " + id, ref.persistenceId() + "#" + lastSequenceNumber(context));
    }

    private void sayWhatIsOwed(Task task) {
        var open = false;
        for (var errand : TaskRules.owed(task)) {
            switch (errand) {
                case TaskErrand.Report report -> {
                    var sighting = new Sighting(
                            report.task(),
                            report.desired(),
                            report.state(),
                            report.node(),
                            report.since(),
                            report.gone());
                    if (heard.equals(Optional.of(sighting))) continue;
                    open = true;
                    if (said.equals(Optional.of(sighting)) || waitsForMore(report)) continue;
                    said = Optional.of(sighting);
                    world.post().report(report.service(), sighting, cause(task));
                }
                case TaskErrand.Deliver(var node, var draft, var desired) -> {
                    if (known.filter(k -> k.isAtLeast(desired)).isPresent()) continue;
                    open = true;
                    if (delivered.equals(Optional.of(desired))) continue;
                    delivered = Optional.of(desired);
                    world.post().deliver(node, draft, desired);
                }
                case TaskErrand.Withdraw(var node, var task_) -> {
                    if (withdrawn) continue;
                    open = true;
                    world.post().withdraw(node, task_);
                }
                case TaskErrand.Free(var node, var task_) -> {
                    if (freed) continue;
                    freed = true; // Should this be lost, the node finds out from the roster.
                    world.post().tell(node, new NodeCommand.Release(List.of(task_)), cause(task));
                }
            }
        }
        owes = false;
        if (open) lookAgain();
        else rest(task);
    }

    /**
     * A task that was only just created soon has more to say, when it has a node: one report then serves for both, and
     * most tasks have one within milliseconds. One that still has none when it looks again says so.
     */
    private boolean waitsForMore(TaskErrand.Report report) {
        return !looked && said.isEmpty() && report.state().isBefore(TaskState.ASSIGNED);
    }

    private void lookAgain() {
        owes = true;
        if (timers.isTimerActive(Message.Look.class)) return;
        timers.startSingleTimer(Message.Look.class, new Message.Look(), retry);
        var doubled = retry.multipliedBy(2);
        retry = doubled.compareTo(LAST_RETRY) > 0 ? LAST_RETRY : doubled;
    }

    /** A deleted task that owes nothing any more needs no actor. */
    private void rest(Task task) {
        if (task instanceof Task.Deleted(var draft, var node, var correlation)
                && (withdrawn || node.isEmpty())
                && heard.filter(Sighting::gone).isPresent()) {
            timers.cancel(Message.Look.class);
            owes = false;
            asleep.accept(context.getSelf());
        }
    }
}
