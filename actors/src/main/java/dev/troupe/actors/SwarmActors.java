package dev.troupe.actors;

import dev.troupe.actors.name.NameBookActor;
import dev.troupe.actors.node.AgentLink;
import dev.troupe.actors.node.NodeActor;
import dev.troupe.actors.post.Post;
import dev.troupe.actors.post.Reply;
import dev.troupe.actors.post.World;
import dev.troupe.actors.roster.MessageHub;
import dev.troupe.actors.roster.RosterKeeper;
import dev.troupe.actors.scheduler.SchedulerActor;
import dev.troupe.actors.service.ServiceActor;
import dev.troupe.actors.swarm.SwarmActor;
import dev.troupe.actors.task.TaskActor;
import dev.troupe.core.feed.EntityKind;
import dev.troupe.core.feed.EntityRef;
import dev.troupe.core.id.Ids;
import dev.troupe.core.id.NodeId;
import dev.troupe.core.id.ServiceId;
import dev.troupe.core.id.TaskId;
import dev.troupe.core.name.NameCommand;
import dev.troupe.core.node.NodeCommand;
import dev.troupe.core.roster.Roster;
import dev.troupe.core.roster.SwarmMessage;
import dev.troupe.core.roster.TaskView;
import dev.troupe.core.roster.Unsettled;
import dev.troupe.core.rule.Cause;
import dev.troupe.core.rule.Refusal;
import dev.troupe.core.service.ServiceCommand;
import dev.troupe.core.service.Sighting;
import dev.troupe.core.service.SpecRules;
import dev.troupe.core.session.LogLine;
import dev.troupe.core.session.LogQuery;
import dev.troupe.core.session.TaskReport;
import dev.troupe.core.session.ToManager;
import dev.troupe.core.spec.ServiceSpec;
import dev.troupe.core.swarm.Swarm;
import dev.troupe.core.swarm.SwarmCommand;
import dev.troupe.core.swarm.SwarmSpec;
import dev.troupe.core.task.DesiredState;
import dev.troupe.core.task.TaskCommand;
import dev.troupe.core.task.TaskDraft;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.cluster.sharding.typed.ShardingEnvelope;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.Entity;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;
import org.apache.pekko.cluster.typed.ClusterSingleton;
import org.apache.pekko.cluster.typed.SingletonActor;

/**
 * All entities of a swarm on one manager: sharded over the managers there are, from the first day, with the scheduler as
 * a singleton. The one place that knows where anybody lives.
 */
public final class SwarmActors implements SwarmGate, Post {

    private static final EntityTypeKey<ServiceActor.Message> SERVICE =
            EntityTypeKey.create(ServiceActor.Message.class, "service");
    private static final EntityTypeKey<TaskActor.Message> TASK = EntityTypeKey.create(TaskActor.Message.class, "task");
    private static final EntityTypeKey<NodeActor.Message> NODE = EntityTypeKey.create(NodeActor.Message.class, "node");
    private static final EntityTypeKey<SwarmActor.Message> SWARM =
            EntityTypeKey.create(SwarmActor.Message.class, "swarm");
    private static final EntityTypeKey<NameBookActor.Message> NAMES =
            EntityTypeKey.create(NameBookActor.Message.class, "names");
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final ActorSystem<?> system;
    private final RosterKeeper keeper;
    private final MessageHub hub;
    private final Runnable wrote;
    private final Ids ids;
    private final BiFunction<TaskView, LogQuery, Flow.Publisher<LogLine>> logs;
    private final ActorRef<ShardingEnvelope<ServiceActor.Message>> services;
    private final ActorRef<ShardingEnvelope<TaskActor.Message>> tasks;
    private final ActorRef<ShardingEnvelope<NodeActor.Message>> nodes;
    private final ActorRef<ShardingEnvelope<SwarmActor.Message>> swarm;
    private final ActorRef<ShardingEnvelope<NameBookActor.Message>> names;

    /**
     * Starts the entities' homes; no entity yet.
     *
     * @param keeper holds the roster; it has seen the journal up to now, and goes on being fed
     * @param wrote is run after each write, so that the feed is read at once
     * @param logs where a task's output comes from
     */
    public SwarmActors(
            ActorSystem<?> system,
            InstantSource clock,
            Ids ids,
            Duration heartbeat,
            RosterKeeper keeper,
            MessageHub hub,
            Runnable wrote,
            BiFunction<TaskView, LogQuery, Flow.Publisher<LogLine>> logs) {
        this.system = system;
        this.keeper = keeper;
        this.hub = hub;
        this.wrote = wrote;
        this.ids = ids;
        this.logs = logs;
        var world = new World(clock, ids, this, keeper::roster, heartbeat);
        var sharding = ClusterSharding.get(system);
        services = sharding.init(
                Entity.of(SERVICE, entity -> ServiceActor.create(new ServiceId(entity.getEntityId()), world)));
        tasks = sharding.init(Entity.of(
                TASK, entity -> TaskActor.create(new TaskId(entity.getEntityId()), world, entity.getShard())));
        nodes = sharding.init(Entity.of(NODE, entity -> NodeActor.create(new NodeId(entity.getEntityId()), world)));
        swarm = sharding.init(Entity.of(SWARM, entity -> SwarmActor.create(world)));
        names = sharding.init(Entity.of(NAMES, entity -> NameBookActor.create(world)));
        var scheduler = ClusterSingleton.get(system).init(SingletonActor.of(SchedulerActor.create(world), "scheduler"));
        keeper.watch(() -> scheduler.tell(new SchedulerActor.Message.RosterMoved()));
    }

    /** Wakes everything that owes something to somebody: after a start, or when another manager was lost. */
    public void wakeUnsettled() {
        wake(new EntityRef(EntityKind.NAMES, NameBookActor.ID));
        wake(new EntityRef(EntityKind.SWARM, SwarmActor.ID));
        Unsettled.of(keeper.roster()).forEach(this::wake);
    }

    /** An agent speaks; {@code link} leads back to it. */
    public void hear(NodeId node, ToManager said, AgentLink link) {
        nodes.tell(new ShardingEnvelope<>(node.value(), new NodeActor.Message.FromAgent(said, link)));
    }

    // What doors ask.

    @Override
    public Roster roster() {
        return keeper.roster();
    }

    @Override
    public CompletionStage<Answer<ServiceId>> create(ServiceSpec spec, Cause cause) {
        var refusal = SpecRules.check(spec);
        if (refusal.isPresent()) return done(new Answer.Refused<>(refusal.get()));
        var id = new ServiceId(ids.get());
        var limit = keeper.roster().swarm() instanceof Swarm.Active active
                ? active.spec().taskHistoryLimit()
                : SwarmSpec.DEFAULT_TASK_HISTORY_LIMIT;
        return claim(spec.name(), id, cause).thenCompose(claimed -> switch (claimed) {
            case Reply.Refused(var why) -> done(new Answer.Refused<ServiceId>(why));
            case Reply.Done named -> ask(id, new ServiceCommand.Create(id, spec, limit), cause);
        });
    }

    private CompletionStage<Reply> claim(String name, ServiceId id, Cause cause) {
        return askNames(new NameCommand.Claim(name, id), cause);
    }

    private CompletionStage<Reply> askNames(NameCommand command, Cause cause) {
        return AskPattern.ask(
                names,
                replyTo -> envelope(NameBookActor.ID, new NameBookActor.Message.Ask(command, cause, replyTo)),
                PATIENCE,
                system.scheduler());
    }

    @Override
    public CompletionStage<Answer<ServiceId>> ask(ServiceId service, ServiceCommand command, Cause cause) {
        var refusal = command instanceof ServiceCommand.Update update
                ? SpecRules.check(update.spec())
                : Optional.<Refusal>empty();
        if (refusal.isPresent()) return done(new Answer.Refused<>(refusal.get()));
        var name = keeper.roster().service(service).map(view -> view.spec().name());
        CompletionStage<Reply> reply = AskPattern.ask(
                services,
                replyTo -> envelope(service.value(), new ServiceActor.Message.Ask(command, cause, replyTo)),
                PATIENCE,
                system.scheduler());
        if (command instanceof ServiceCommand.Remove && name.isPresent()) {
            // The name is free again before the client hears so (OM-15).
            reply = reply.thenCompose(answer -> answer instanceof Reply.Done
                    ? askNames(new NameCommand.Free(name.get(), service), cause).thenApply(freed -> answer)
                    : done(answer));
        }
        return answered(reply, service);
    }

    @Override
    public CompletionStage<Answer<NodeId>> ask(NodeId node, NodeCommand command, Cause cause) {
        return answered(
                AskPattern.ask(
                        nodes,
                        replyTo -> envelope(node.value(), new NodeActor.Message.Ask(command, cause, replyTo)),
                        PATIENCE,
                        system.scheduler()),
                node);
    }

    @Override
    public CompletionStage<Answer<String>> ask(SwarmCommand command, Cause cause) {
        return answered(
                AskPattern.ask(
                        swarm,
                        replyTo -> envelope(SwarmActor.ID, new SwarmActor.Message.Ask(command, cause, replyTo)),
                        PATIENCE,
                        system.scheduler()),
                "default");
    }

    /** Read your writes: answered once this manager's roster has seen what was written; for a bounded time. */
    private <T> CompletionStage<Answer<T>> answered(CompletionStage<Reply> reply, T value) {
        return reply.thenCompose(answer -> switch (answer) {
            case Reply.Refused(var why) -> done(new Answer.Refused<T>(why));
            case Reply.Done(var entity, var sequence) ->
                keeper.seen(entity, sequence)
                        .toCompletableFuture()
                        .orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                        .<Answer<T>>handle((seen, late) -> new Answer.Done<>(value)); // Written it is, seen or not.
        });
    }

    private static <T> CompletionStage<T> done(T value) {
        return CompletableFuture.completedFuture(value);
    }

    @Override
    public Flow.Publisher<SwarmMessage> messages(Optional<Instant> since, Optional<Instant> until) {
        return hub.messages(since, until);
    }

    @Override
    public Flow.Publisher<LogLine> logs(TaskView task, LogQuery query) {
        return logs.apply(task, query);
    }

    // What entities say to each other.

    private static <M> ShardingEnvelope<M> envelope(String id, M message) {
        return new ShardingEnvelope<>(id, message);
    }

    @Override
    public void tell(ServiceId service, ServiceCommand command, Cause cause) {
        services.tell(envelope(service.value(), new ServiceActor.Message.Tell(command, cause)));
    }

    @Override
    public void tell(TaskId task, TaskCommand command, Cause cause) {
        tasks.tell(envelope(task.value(), new TaskActor.Message.Tell(command, cause)));
    }

    @Override
    public void tell(NodeId node, NodeCommand command, Cause cause) {
        nodes.tell(envelope(node.value(), new NodeActor.Message.Tell(command, cause)));
    }

    @Override
    public void tell(NameCommand command, Cause cause) {
        names.tell(envelope(NameBookActor.ID, new NameBookActor.Message.Tell(command, cause)));
    }

    @Override
    public void report(ServiceId service, Sighting sighting, Cause cause) {
        services.tell(envelope(service.value(), new ServiceActor.Message.Report(sighting, cause)));
    }

    @Override
    public void heard(TaskId task, Sighting sighting) {
        tasks.tell(envelope(task.value(), new TaskActor.Message.Heard(sighting)));
    }

    @Override
    public void news(ServiceId service, ServiceCommand.HearOfNode news, Cause cause) {
        services.tell(envelope(service.value(), new ServiceActor.Message.News(news, cause)));
    }

    @Override
    public void deliver(NodeId node, TaskDraft draft, DesiredState desired) {
        nodes.tell(envelope(node.value(), new NodeActor.Message.Deliver(draft, desired)));
    }

    @Override
    public void withdraw(NodeId node, TaskId task) {
        nodes.tell(envelope(node.value(), new NodeActor.Message.Withdraw(task)));
    }

    @Override
    public void observed(NodeId node, TaskReport report, Stored storedTo, Cause cause) {
        tasks.tell(envelope(
                report.task().value(),
                new TaskActor.Message.Observed(node, report.status(), report.desired(), cause, storedTo)));
    }

    @Override
    public void withdrawn(TaskId task) {
        tasks.tell(envelope(task.value(), new TaskActor.Message.Withdrawn()));
    }

    @Override
    public void redeliver(TaskId task) {
        tasks.tell(envelope(task.value(), new TaskActor.Message.Redeliver()));
    }

    @Override
    public void wake(EntityRef entity) {
        switch (entity.kind()) {
            case SERVICE -> services.tell(envelope(entity.id(), new ServiceActor.Message.Look()));
            case TASK -> tasks.tell(envelope(entity.id(), new TaskActor.Message.Look()));
            case NODE -> nodes.tell(envelope(entity.id(), new NodeActor.Message.Look()));
            case SWARM -> swarm.tell(envelope(entity.id(), new SwarmActor.Message.Look()));
            case NAMES -> names.tell(envelope(entity.id(), new NameBookActor.Message.Look()));
        }
    }

    @Override
    public void wrote() {
        wrote.run();
    }
}
