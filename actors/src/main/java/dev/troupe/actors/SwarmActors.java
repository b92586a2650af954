package dev.troupe.actors;

import dev.troupe.actors.name.NameBookActor;
import dev.troupe.actors.node.AgentConnection;
import dev.troupe.actors.node.AgentGate;
import dev.troupe.actors.node.AgentLink;
import dev.troupe.actors.node.NodeActor;
import dev.troupe.actors.post.Reply;
import dev.troupe.actors.post.World;
import dev.troupe.actors.roster.MessageHub;
import dev.troupe.actors.roster.RosterKeeper;
import dev.troupe.actors.roster.RosterWatch;
import dev.troupe.actors.scheduler.SchedulerActor;
import dev.troupe.actors.service.ServiceActor;
import dev.troupe.actors.swarm.SwarmActor;
import dev.troupe.core.id.Ids;
import dev.troupe.core.id.NodeId;
import dev.troupe.core.id.ServiceId;
import dev.troupe.core.name.NameCommand;
import dev.troupe.core.node.NodeCommand;
import dev.troupe.core.node.NodeFacts;
import dev.troupe.core.node.NodeSpec;
import dev.troupe.core.roster.Roster;
import dev.troupe.core.roster.SwarmMessage;
import dev.troupe.core.roster.TaskView;
import dev.troupe.core.rule.Cause;
import dev.troupe.core.rule.Refusal;
import dev.troupe.core.service.ServiceCommand;
import dev.troupe.core.service.SpecRules;
import dev.troupe.core.session.LogLine;
import dev.troupe.core.session.LogQuery;
import dev.troupe.core.session.ToManager;
import dev.troupe.core.spec.ServiceSpec;
import dev.troupe.core.swarm.Swarm;
import dev.troupe.core.swarm.SwarmCommand;
import dev.troupe.core.swarm.SwarmRules;
import dev.troupe.core.swarm.SwarmSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.pekko.Done;
import org.apache.pekko.actor.PoisonPill;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.typed.ClusterSingleton;
import org.apache.pekko.cluster.typed.SingletonActor;

/**
 * All entities of a swarm on one manager: sharded over the managers there are, from the first day, with the scheduler as
 * a singleton. The one place that knows where anybody lives.
 */
public final class SwarmActors implements SwarmGate {

    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final ActorSystem<?> system;
    private final RosterKeeper keeper;
    private final MessageHub hub;
    private final Ids ids;
    private final BiFunction<TaskView, LogQuery, Flow.Publisher<LogLine>> logs;
    private final Runnable wrote;
    private final ShardedHomes homes;
    private final InstantSource clock;
    private final Map<NodeId, Instant> heard = new ConcurrentHashMap<>();
    private final ActorRef<SchedulerActor.Message> scheduler;
    private final EntityPost post;

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
        this.clock = clock;
        this.keeper = keeper;
        this.hub = hub;
        this.ids = ids;
        this.logs = logs;
        this.wrote = wrote;
        homes = new ShardedHomes(system);
        post = new EntityPost(homes, wrote);
        var world = new World(clock, ids, post, keeper::roster, heartbeat);
        homes.open(world);
        scheduler = ClusterSingleton.get(system).init(SingletonActor.of(scheduler(world, keeper), "scheduler"));
        var _ = system.systemActorOf(ManagerWatch.create(this::wakeUnsettled), "manager-watch", Props.empty());
    }

    /** It looks at the roster of the manager that it lives on, and only that one's changes matter to it. */
    private static Behavior<SchedulerActor.Message> scheduler(World world, RosterKeeper keeper) {
        Behavior<SchedulerActor.Message> scheduler = Behaviors.setup(context -> {
            var self = context.getSelf();
            var _ = context.spawn(
                    RosterWatch.create(keeper, () -> self.tell(new SchedulerActor.Message.RosterMoved())), "roster");
            return SchedulerActor.create(world);
        });
        return Behaviors.supervise(scheduler)
                .onFailure(SupervisorStrategy.restartWithBackoff(Duration.ofMillis(200), Duration.ofSeconds(10), 0.2));
    }

    /** Wakes everything that owes something to somebody: after a start, or when another manager was lost. */
    public void wakeUnsettled() {
        post.wakeUnsettled(keeper.roster());
    }

    /** The agent of this node is connected here; {@code link} leads back to it. */
    public AgentConnection connect(NodeId node, AgentLink link) {
        var gate = system.systemActorOf(AgentGate.create(link), "gate-" + ids.get(), Props.empty());
        return new AgentConnection() {
            @Override
            public void hear(ToManager said) {
                heard.put(node, clock.instant());
                homes.node(node.value(), new NodeActor.Message.FromAgent(said, gate));
            }

            @Override
            public void close() {
                Adapter.toClassic(gate).tell(PoisonPill.getInstance(), org.apache.pekko.actor.ActorRef.noSender());
            }
        };
    }

    /** When each agent last spoke to this manager; agents of nodes that are members no more are left out. */
    public Map<NodeId, Instant> heard() {
        heard.keySet().removeIf(node -> keeper.roster().node(node).isEmpty());
        return Map.copyOf(heard);
    }

    /** Done when the scheduler has answered, wherever it lives; fails when it does not within {@code patience}. */
    public CompletionStage<Done> reachScheduler(Duration patience) {
        return AskPattern.ask(scheduler, SchedulerActor.Message.Ping::new, patience, system.scheduler());
    }

    /** Whether the entity of this service is awake on this manager. */
    public CompletionStage<Boolean> isHome(ServiceId service) {
        return homes.isHome(service.value(), PATIENCE);
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
            case Reply.Done named ->
                ask(id, new ServiceCommand.Create(id, spec, limit), cause)
                        .thenCompose(answer -> unlessItWasLeft(answer, id, cause));
        });
    }

    /** The swarm may have been left while a service of it was being created: then it takes that along as well (CL-12). */
    private CompletionStage<Answer<ServiceId>> unlessItWasLeft(
            Answer<ServiceId> answer, ServiceId service, Cause cause) {
        if (answer instanceof Answer.Refused || keeper.roster().swarm() instanceof Swarm.Active) return done(answer);
        return ask(service, new ServiceCommand.Remove(), cause)
                .thenApply(removed -> new Answer.Refused<>(SwarmRules.NO_MANAGER));
    }

    private CompletionStage<Reply> claim(String name, ServiceId id, Cause cause) {
        return askNames(new NameCommand.Claim(name, id), cause);
    }

    private CompletionStage<Reply> askNames(NameCommand command, Cause cause) {
        return homes.askNames(replyTo -> new NameBookActor.Message.Ask(command, cause, replyTo), PATIENCE);
    }

    @Override
    public CompletionStage<Answer<ServiceId>> ask(ServiceId service, ServiceCommand command, Cause cause) {
        var refusal = command instanceof ServiceCommand.Update update
                ? SpecRules.check(update.spec())
                : Optional.<Refusal>empty();
        if (refusal.isPresent()) return done(new Answer.Refused<>(refusal.get()));
        var name = keeper.roster().service(service).map(view -> view.spec().name());
        CompletionStage<Reply> reply = homes.askService(
                service.value(), replyTo -> new ServiceActor.Message.Ask(command, cause, replyTo), PATIENCE);
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
                homes.askNode(node.value(), replyTo -> new NodeActor.Message.Ask(command, cause, replyTo), PATIENCE),
                node);
    }

    @Override
    public CompletionStage<Answer<String>> ask(SwarmCommand command, Cause cause) {
        return switch (command) {
            case SwarmCommand.Dissolve dissolve ->
                answer(dissolve, cause)
                        .thenCompose(answer -> answer instanceof Answer.Done
                                ? removeServices(cause).thenApply(removed -> answer)
                                : done(answer));
            case SwarmCommand.Initialise _, SwarmCommand.Change _ -> answer(command, cause);
        };
    }

    private CompletionStage<Answer<String>> answer(SwarmCommand command, Cause cause) {
        return answered(
                homes.askSwarm(replyTo -> new SwarmActor.Message.Ask(command, cause, replyTo), PATIENCE), "default");
    }

    /**
     * What the swarm before has left is not the next one's: its services, which a crash may have spared, go, and then its nodes
     * are made what they are to be. To be done before the next one is founded, so that no crash leaves that with a half of
     * it; where there is a swarm nothing is.
     *
     * @param specs what each node is to be in the next swarm
     */
    public CompletionStage<Void> clear(Function<NodeFacts, NodeSpec> specs, Cause cause) {
        if (keeper.roster().swarm() instanceof Swarm.Active) return CompletableFuture.allOf();
        return removeServices(cause)
                .thenCompose(removed -> all(keeper.roster().nodes().stream()
                        .map(node -> ask(
                                node.facts().id(),
                                new NodeCommand.Change(specs.apply(node.facts()), node.version()),
                                cause))));
    }

    /** A swarm that is over takes its services with it, and they their tasks (CL-12). */
    private CompletionStage<Void> removeServices(Cause cause) {
        return all(keeper.roster().services().stream()
                .map(service -> ask(service.id(), new ServiceCommand.Remove(), cause)));
    }

    private static CompletionStage<Void> all(Stream<? extends CompletionStage<?>> stages) {
        return CompletableFuture.allOf(
                stages.map(CompletionStage::toCompletableFuture).toArray(CompletableFuture<?>[]::new));
    }

    /**
     * Read your writes: answered once this manager's roster has seen what was written, maybe on another manager; for a bounded
     * time.
     */
    private <T> CompletionStage<Answer<T>> answered(CompletionStage<Reply> reply, T value) {
        return reply.thenCompose(answer -> switch (answer) {
            case Reply.Refused(var why) -> done(new Answer.Refused<T>(why));
            case Reply.Done(var entity, var sequence) -> {
                var seen = keeper.seen(entity, sequence).toCompletableFuture();
                if (!seen.isDone()) wrote.run();
                yield seen.orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                        .<Answer<T>>handle((shown, late) -> new Answer.Done<>(value)); // Written it is, seen or not.
            }
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
}
