package dev.troupe.actors.service;

import dev.troupe.actors.post.Persistence;
import dev.troupe.actors.post.Reply;
import dev.troupe.actors.post.World;
import dev.troupe.core.feed.EntityKind;
import dev.troupe.core.feed.EntityRef;
import dev.troupe.core.id.NodeId;
import dev.troupe.core.id.ServiceId;
import dev.troupe.core.id.TaskId;
import dev.troupe.core.name.NameCommand;
import dev.troupe.core.node.NodeCommand;
import dev.troupe.core.node.NodeFacts;
import dev.troupe.core.roster.NodeView;
import dev.troupe.core.rule.Cause;
import dev.troupe.core.rule.Decision;
import dev.troupe.core.rule.Decision.Accept;
import dev.troupe.core.rule.Decision.Refuse;
import dev.troupe.core.rule.Fact;
import dev.troupe.core.service.Service;
import dev.troupe.core.service.ServiceCommand;
import dev.troupe.core.service.ServiceErrand;
import dev.troupe.core.service.ServiceEvent;
import dev.troupe.core.service.ServiceRules;
import dev.troupe.core.service.Sighting;
import java.time.Duration;
import java.util.ArrayList;
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
import org.apache.pekko.persistence.typed.javadsl.RetentionCriteria;
import org.apache.pekko.persistence.typed.javadsl.SignalHandler;

/**
 * Keeps one service: writes down what the rules decide, tells its tasks what they must know, and shows its two
 * supervisors how things stand. Reports of tasks are taken many at a time: whatever waits in the mailbox becomes one
 * fact.
 */
public final class ServiceActor extends EventSourcedBehavior<ServiceActor.Message, Fact<ServiceEvent>, Service> {

    /** What a service hears. */
    public sealed interface Message {
        /** A client. */
        record Ask(ServiceCommand command, Cause cause, ActorRef<Reply> replyTo) implements Message {}

        record Tell(ServiceCommand command, Cause cause) implements Message {}

        /** A task; answered by {@link dev.troupe.actors.post.Post#heard}. */
        record Report(Sighting sighting, Cause cause) implements Message {}

        /** A node; answered by {@link NodeCommand.HearNews}. */
        record News(ServiceCommand.HearOfNode news, Cause cause) implements Message {}

        /** Takes the reports that have come in. */
        record Take() implements Message {}

        /** Says again what has not shown to be heard. */
        record Look() implements Message {}
    }

    private static final Duration RETRY = Duration.ofSeconds(2);

    private final ActorContext<Message> context;
    private final TimerScheduler<Message> timers;
    private final World world;
    private final ServiceId id;
    private final EntityRef ref;
    private final ActorRef<UpdateSupervisor.Message> updates;
    private final ActorRef<RestartSupervisor.Message> restarts;
    private final List<Message.Report> reports = new ArrayList<>();

    public static Behavior<Message> create(ServiceId id, World world) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> new ServiceActor(context, timers, world, id)));
    }

    private ServiceActor(ActorContext<Message> context, TimerScheduler<Message> timers, World world, ServiceId id) {
        super(
                PersistenceId.ofUniqueId(new EntityRef(EntityKind.SERVICE, id.value()).persistenceId()),
                Persistence.onFailure());
        this.context = context;
        this.timers = timers;
        this.world = world;
        this.id = id;
        this.ref = new EntityRef(EntityKind.SERVICE, id.value());
        this.updates = context.spawn(
                UpdateSupervisor.create(world.clock(), supervised("update supervisor")), "update-supervisor");
        this.restarts = context.spawn(
                RestartSupervisor.create(world.clock(), supervised("restart supervisor")), "restart-supervisor");
    }

    /** What a supervisor sends; straight to this actor, since what a parent and its child say is never lost. */
    private Consumer<ServiceCommand> supervised(String by) {
        var self = context.getSelf();
        return command -> self.tell(new Message.Tell(command, Cause.outside(by, id.value())));
    }

    @Override
    public Service emptyState() {
        return new Service.Absent();
    }

    @Override
    public RetentionCriteria retentionCriteria() {
        return Persistence.snapshots();
    }

    @Override
    public CommandHandler<Message, Fact<ServiceEvent>, Service> commandHandler() {
        return newCommandHandlerBuilder().forAnyState().onAnyCommand(this::handle);
    }

    @Override
    public EventHandler<Service, Fact<ServiceEvent>> eventHandler() {
        return newEventHandlerBuilder()
                .forAnyState()
                .onAnyEvent((service, fact) -> ServiceRules.evolve(service, fact.event(), fact.at(), fact.cause()));
    }

    /** After a crash only the journal remembers, so recovery takes the everyday path. */
    @Override
    public SignalHandler<Service> signalHandler() {
        return newSignalHandlerBuilder()
                .onSignal(RecoveryCompleted.instance(), service -> {
                    reports.clear(); // Their tasks repeat them; who would take them may have been lost.
                    show(service);
                    sayAll(service);
                })
                .onSignal(PostStop.instance(), service -> {
                    // It moves to another manager, and its timers with it.
                    if (!isAtRest(service)) world.post().wake(ref);
                })
                .build();
    }

    private Effect<Fact<ServiceEvent>, Service> handle(Service service, Message message) {
        return switch (message) {
            case Message.Ask(var command, var cause, var replyTo) ->
                switch (decide(service, command)) {
                    case Accept<ServiceEvent>(var events) ->
                        write(events, cause)
                                .thenRun(after -> replyTo.tell(new Reply.Done(ref, lastSequenceNumber(context))));
                    case Refuse<ServiceEvent>(var why) ->
                        Effect().none().thenRun(after -> replyTo.tell(new Reply.Refused(why)));
                };
            case Message.Tell(var command, var cause) ->
                tell(service, command, ServiceRules.cause(service, command, cause));
            case Message.Report report -> {
                if (reports.isEmpty()) context.getSelf().tell(new Message.Take());
                reports.add(report);
                yield Effect().none();
            }
            case Message.Take() -> take(service);
            case Message.News(var news, var cause) ->
                write(decide(service, news) instanceof Accept<ServiceEvent>(var events) ? events : List.of(), cause)
                        .thenRun(after -> world.post()
                                .tell(news.node(), new NodeCommand.HearNews(List.of(id), news.version()), cause));
            case Message.Look() -> Effect().none().thenRun(this::sayAll);
        };
    }

    private Effect<Fact<ServiceEvent>, Service> tell(Service service, ServiceCommand command, Cause cause) {
        return switch (decide(service, command)) {
            case Accept<ServiceEvent>(var events) -> write(events, cause);
            case Refuse<ServiceEvent> refused -> Effect().none(); // Overtaken: the next look decides anew.
        };
    }

    /** All reports that came in while the last ones were written, as one fact. */
    private Effect<Fact<ServiceEvent>, Service> take(Service service) {
        if (reports.isEmpty()) return Effect().none();
        var batch = List.copyOf(reports);
        reports.clear();
        var sightings = batch.stream().map(Message.Report::sighting).toList();
        var decision = decide(service, new ServiceCommand.Sight(sightings));
        var events = decision instanceof Accept<ServiceEvent>(var accepted) ? accepted : List.<ServiceEvent>of();
        var decisive = batch.get(sightings.lastIndexOf(ServiceRules.decisive(sightings)));
        return write(events, decisive.cause())
                .thenRun(after -> sightings.forEach(sighting -> world.post().heard(sighting.task(), sighting)));
    }

    private Decision<ServiceEvent> decide(Service service, ServiceCommand command) {
        return ServiceRules.decide(service, command, world.clock().instant(), world.ids(), this::known);
    }

    private Optional<NodeFacts> known(NodeId node) {
        return world.roster().get().node(node).map(NodeView::facts);
    }

    private EffectBuilder<Fact<ServiceEvent>, Service> write(List<ServiceEvent> events, Cause cause) {
        if (events.isEmpty()) return Effect().none().thenRun(this::show);
        return Effect()
                .persist(Persistence.facts(events, world.clock().instant(), cause))
                .thenRun(service -> {
                    world.post().wrote();
                    show(service);
                    say(ServiceRules.owed(service, touched(events)), cause);
                    if (events.stream().anyMatch(ServiceEvent.Removed.class::isInstance)
                            && service instanceof Service.Removed removed) {
                        world.post().tell(new NameCommand.Free(removed.name(), id), cause);
                    }
                    lookAgain(service);
                });
    }

    private static boolean isAtRest(Service service) {
        return ServiceRules.owesNothing(service)
                && ServiceRules.nextRelease(service).isEmpty()
                && !(service instanceof Service.Live live && live.rollout().isPresent());
    }

    private void show(Service service) {
        updates.tell(new UpdateSupervisor.Message.Show(
                service instanceof Service.Live live ? live.rollout() : Optional.empty()));
        restarts.tell(new RestartSupervisor.Message.Show(ServiceRules.nextRelease(service)));
    }

    private void sayAll(Service service) {
        say(ServiceRules.owed(service), Cause.outside("service " + id, ServiceRules.correlation(service, id)));
        lookAgain(service);
    }

    private void say(List<ServiceErrand> errands, Cause cause) {
        if (errands.isEmpty()) return;
        var because = cause.then("service " + id, ref.persistenceId() + "#" + lastSequenceNumber(context));
        for (var errand : errands) world.post().tell(errand.task(), errand.say(), because);
    }

    private void lookAgain(Service service) {
        if (ServiceRules.owesNothing(service)) timers.cancel(Message.Look.class);
        else if (!timers.isTimerActive(Message.Look.class)) {
            timers.startSingleTimer(Message.Look.class, new Message.Look(), RETRY);
        }
    }

    /** The tasks these facts speak of: only they can owe something new. */
    private static List<TaskId> touched(List<ServiceEvent> events) {
        var tasks = new ArrayList<TaskId>();
        for (var event : events) tasks.addAll(ServiceRules.tasksToTell(event));
        return tasks;
    }
}
