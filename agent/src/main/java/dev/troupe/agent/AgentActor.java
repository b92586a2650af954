package dev.troupe.agent;

import dev.troupe.agent.driver.Driver;
import dev.troupe.agent.driver.Found;
import dev.troupe.agent.task.Outcome;
import dev.troupe.agent.task.TaskRunner;
import dev.troupe.agent.task.TaskRunner.Errand;
import dev.troupe.core.id.Ids;
import dev.troupe.core.id.NodeId;
import dev.troupe.core.id.TaskId;
import dev.troupe.core.node.NodeDescription;
import dev.troupe.core.session.TaskReport;
import dev.troupe.core.session.ToAgent;
import dev.troupe.core.session.ToManager;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.random.RandomGenerator;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jspecify.annotations.Nullable;

/**
 * The agent of one node: keeps a session with a manager and runs what it is assigned (section 10). It first asks its
 * driver what is still there, and tells that truth before it follows any wish. Never blocks: beats go out on time
 * however busy the driver is.
 */
public final class AgentActor extends AbstractBehavior<AgentActor.Message> implements TaskRunner.Host {

    /** What an agent hears. The last ones are its own business. */
    public sealed interface Message {

        record FromManager(ToAgent message) implements Message {}

        /**
         * An orderly end, after which this actor is gone. With {@code leaveWorkload} the tasks run on and the manager is
         * told nothing: the agent will be back (D-21). Without, the manager hears Goodbye (W-25) and the tasks are stopped
         * as their specs say.
         */
        record Stop(boolean leaveWorkload) implements Message {}

        /** The node dies at once, its tasks with it, and nobody is told. For trying failover. */
        record PowerFailure() implements Message {}

        record Looked(NodeDescription description, List<Found> found) implements Message {}

        record LookFailed(Throwable why) implements Message {}

        record LookAgain() implements Message {}

        record Described(NodeDescription description) implements Message {}

        record DescribeAgain() implements Message {}

        record SayHello() implements Message {}

        record SayBeat() implements Message {}

        record SayNews() implements Message {}

        record NobodyNoted() implements Message {}

        record Finished(Errand errand, Outcome outcome) implements Message {}

        record Begin(Errand errand) implements Message {}

        record Stopped() implements Message {}

        record Nothing() implements Message {}
    }

    private static final Duration LONGEST_BACKOFF = Duration.ofSeconds(8);
    /** So many beats without an answer, and another manager is tried: well before the node would count as lost. */
    private static final int UNANSWERED = 3;

    private final NodeId node;
    private final String address;
    private final Driver driver;
    private final Uplink uplink;
    private final Ids ids;
    private final RandomGenerator chance;
    private final AgentSettings settings;
    private final TimerScheduler<Message> timers;
    private final TaskRunner runner;
    private final Outbox outbox = new Outbox();
    private final List<TaskId> dropped = new ArrayList<>();

    private @Nullable NodeDescription description;
    private Session session = new Session.None();
    /** Number of the last change that was taken. */
    private long changes;

    private Duration backoff = Duration.ZERO;
    private Duration resend;
    /** Beats, or hellos, since the manager was last heard. */
    private int unanswered;
    /** The last batch that the next note is waited for. */
    private long awaited;

    /** Where the conversation stands. */
    private sealed interface Session {
        record None() implements Session {}

        record Asked(String id) implements Session {}

        record Open(String id) implements Session {}
    }

    /**
     * The agent of {@code node}.
     *
     * @param address where this node is reached, as lists show it
     * @param chance for spreading the attempts of many agents
     */
    public static Behavior<Message> create(
            NodeId node,
            String address,
            Driver driver,
            Uplink uplink,
            InstantSource clock,
            Ids ids,
            RandomGenerator chance,
            AgentSettings settings) {
        Behavior<Message> agent = Behaviors.setup(context -> Behaviors.withTimers(timers ->
                new AgentActor(context, timers, node, address, driver, uplink, clock, ids, chance, settings)));
        // After a bug it does what it does after any restart: it looks at what is there, and opens a session.
        return Behaviors.supervise(agent)
                .onFailure(SupervisorStrategy.restartWithBackoff(Duration.ofMillis(200), Duration.ofSeconds(10), 0.2));
    }

    private AgentActor(
            ActorContext<Message> context,
            TimerScheduler<Message> timers,
            NodeId node,
            String address,
            Driver driver,
            Uplink uplink,
            InstantSource clock,
            Ids ids,
            RandomGenerator chance,
            AgentSettings settings) {
        super(context);
        this.timers = timers;
        this.node = node;
        this.address = address;
        this.driver = driver;
        this.uplink = uplink;
        this.ids = ids;
        this.chance = chance;
        this.settings = settings;
        this.runner = new TaskRunner(node, driver, clock, this, chance.nextLong(Long.MAX_VALUE / 2));
        this.resend = settings.resend();
        look();
    }

    @Override
    public Receive<Message> createReceive() {
        return newReceiveBuilder().onAnyMessage(this::handle).build();
    }

    private Behavior<Message> handle(Message message) {
        switch (message) {
            case Message.FromManager(var said) -> hear(said);
            case Message.Stop(var leaveWorkload) -> {
                return leaveWorkload ? Behaviors.stopped() : leave();
            }
            case Message.PowerFailure() -> {
                driver.cutPower().exceptionally(failure -> {
                    getContext()
                            .getSystem()
                            .log()
                            .warn("{}: not all tasks could be killed: {}", node, failure.toString());
                    return null;
                });
                return Behaviors.stopped();
            }
            case Message.Looked(var looked, var found) -> {
                description = looked;
                backoff = Duration.ZERO;
                runner.adopt(found);
                timers.startTimerWithFixedDelay(new Message.DescribeAgain(), settings.describe());
                open();
            }
            case Message.LookFailed(var why) -> {
                getContext().getLog().warn("{}: cannot look at what is there yet: {}", node, why.toString());
                timers.startSingleTimer(new Message.LookAgain(), pause());
            }
            case Message.LookAgain() -> look();
            case Message.DescribeAgain() -> describe();
            case Message.Described(var now) -> {
                if (!now.equals(description)) {
                    description = now;
                    open();
                }
            }
            case Message.SayHello() -> sayHello();
            case Message.SayBeat() -> {
                if (session instanceof Session.Open(var id)) beat(id);
            }
            case Message.SayNews() -> sayNews();
            case Message.NobodyNoted() -> {
                outbox.again(awaited);
                resend = atMost(resend.multipliedBy(2));
                sayNews();
            }
            case Message.Finished(var errand, var outcome) -> runner.finished(errand, outcome);
            case Message.Begin(var errand) -> runner.begin(errand);
            case Message.Stopped() -> {
                return Behaviors.stopped();
            }
            case Message.Nothing() -> {}
        }
        return this;
    }

    // The start: what is there?

    private void look() {
        var looked = driver.describe().thenCombine(driver.adopt(), Message.Looked::new);
        getContext().pipeToSelf(looked, (answer, failure) -> answer != null ? answer : new Message.LookFailed(failure));
    }

    private void describe() {
        getContext()
                .pipeToSelf(
                        driver.describe(),
                        (now, _) -> now != null ? new Message.Described(now) : new Message.Nothing());
    }

    // The session.

    private void open() {
        timers.cancel(new Message.SayBeat());
        session = new Session.Asked(ids.get());
        changes = 0;
        unanswered = 0;
        backoff = Duration.ZERO;
        sayHello();
    }

    /** Says hello until there is a welcome; the same session each time, so a late welcome counts too. */
    private void sayHello() {
        if (!(session instanceof Session.Asked(var id)) || description == null) return;
        if (unanswered++ > 0) uplink.turn();
        uplink.send(new ToManager.Hello(node, id, description, address, runner.reports()));
        timers.startSingleTimer(new Message.SayHello(), pause());
    }

    /** The session is with the node, not with the manager between: it goes on by way of another one. */
    private void beat(String id) {
        if (uplink.hasChoice() && ++unanswered > UNANSWERED) {
            uplink.turn();
            unanswered = 1;
        }
        sayBeat(id);
    }

    private void sayBeat(String id) {
        uplink.send(new ToManager.Beat(node, id, changes, uplink.hasChoice()));
    }

    /** D-18; at least half of it, since only a pause tells that an attempt has failed. */
    private Duration pause() {
        backoff = atMost(backoff.multipliedBy(2).plusMillis(100));
        return backoff.dividedBy(2).plusNanos(chance.nextLong(backoff.toNanos() / 2));
    }

    private static Duration atMost(Duration pause) {
        return pause.compareTo(LONGEST_BACKOFF) > 0 ? LONGEST_BACKOFF : pause;
    }

    private void hear(ToAgent said) {
        switch (said) {
            case ToAgent.Welcome(var id, var heartbeat, var from) -> {
                if (!isMine(id) || from <= changes) return; // It may have come twice.
                changes = from;
                timers.cancel(new Message.SayHello());
                session = new Session.Open(id);
                unanswered = 0;
                backoff = Duration.ZERO;
                resend = settings.resend();
                sayBeat(id);
                timers.startTimerWithFixedDelay(
                        new Message.SayBeat(), heartbeat.isPositive() ? heartbeat : settings.heartbeat());
                outbox.again(outbox.number());
                sayNews();
            }
            case ToAgent.Change(var id, var number, var assignments, var drop) -> {
                if (!isOpen(id) || description == null || number != changes + 1) return;
                changes = number;
                for (var assignment : assignments) runner.assign(assignment, description);
                drop.forEach(runner::drop);
            }
            case ToAgent.Noted(var id, var number) -> {
                if (!isOpen(id)) return;
                outbox.noted(number);
                resend = settings.resend();
                // While others are noted all the time, what was lost must still be said again.
                if (outbox.isEmpty()) timers.cancel(new Message.NobodyNoted());
                else awaitNote();
            }
            case ToAgent.Heard(var id) -> {
                if (isOpen(id)) unanswered = 0;
            }
            case ToAgent.Reopen(var id) -> {
                if (isMine(id) && session instanceof Session.Open) open();
            }
        }
    }

    private boolean isMine(String id) {
        return switch (session) {
            case Session.None() -> false;
            case Session.Asked(var asked) -> asked.equals(id);
            case Session.Open(var open) -> open.equals(id);
        };
    }

    private boolean isOpen(String id) {
        return session instanceof Session.Open(var open) && open.equals(id);
    }

    // News of tasks.

    @Override
    public void changed(TaskReport report) {
        outbox.put(report);
        linger();
    }

    @Override
    public void gone(TaskId task) {
        outbox.forget(task);
        dropped.add(task);
        linger();
    }

    private void linger() {
        if (!timers.isTimerActive(new Message.SayNews())) {
            timers.startSingleTimer(new Message.SayNews(), settings.linger());
        }
    }

    private void sayNews() {
        if (!(session instanceof Session.Open(var id))) return; // The next welcome asks again.
        if (outbox.hasUnsaid()) {
            var batch = outbox.take();
            uplink.send(new ToManager.Reports(node, id, outbox.number(), batch));
        }
        if (!dropped.isEmpty()) {
            uplink.send(new ToManager.Dropped(node, id, List.copyOf(dropped)));
            dropped.clear();
        }
        awaitNote();
    }

    private void awaitNote() {
        if (!outbox.isEmpty() && !timers.isTimerActive(new Message.NobodyNoted())) {
            awaited = outbox.number();
            timers.startSingleTimer(new Message.NobodyNoted(), resend);
        }
    }

    // The runner's business.

    @Override
    public void pipe(Errand errand, CompletionStage<Outcome> stage) {
        getContext().pipeToSelf(stage, (outcome, _) -> new Message.Finished(errand, outcome));
    }

    @Override
    public void later(Errand errand, Duration pause) {
        // Keyed by task: a younger errand of the same task replaces the pause of an older one.
        timers.startSingleTimer(errand.task(), new Message.Begin(errand), pause);
    }

    // The end.

    private Behavior<Message> leave() {
        if (session instanceof Session.Open(var id)) uplink.send(new ToManager.Goodbye(node, id));
        session = new Session.None();
        timers.cancelAll();
        var stops = runner.stopAll().stream()
                .map(stage -> stage.handle((_, _) -> Optional.empty()).toCompletableFuture())
                .toArray(CompletableFuture<?>[]::new);
        getContext().pipeToSelf(CompletableFuture.allOf(stops), (_, _) -> new Message.Stopped());
        return Behaviors.receive(Message.class)
                .onMessage(Message.Stopped.class, _ -> Behaviors.stopped())
                .onMessage(Message.PowerFailure.class, this::handle)
                .onAnyMessage(_ -> Behaviors.same())
                .build();
    }
}
