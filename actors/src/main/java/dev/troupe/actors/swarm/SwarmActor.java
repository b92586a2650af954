package dev.troupe.actors.swarm;

import dev.troupe.actors.post.Persistence;
import dev.troupe.actors.post.Reply;
import dev.troupe.actors.post.World;
import dev.troupe.core.feed.EntityKind;
import dev.troupe.core.feed.EntityRef;
import dev.troupe.core.rule.Cause;
import dev.troupe.core.rule.Decision.Accept;
import dev.troupe.core.rule.Decision.Refuse;
import dev.troupe.core.rule.Fact;
import dev.troupe.core.swarm.Swarm;
import dev.troupe.core.swarm.SwarmCommand;
import dev.troupe.core.swarm.SwarmEvent;
import dev.troupe.core.swarm.SwarmRules;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.RecoveryCompleted;
import org.apache.pekko.persistence.typed.javadsl.CommandHandler;
import org.apache.pekko.persistence.typed.javadsl.Effect;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehavior;
import org.apache.pekko.persistence.typed.javadsl.SignalHandler;

/** Keeps the swarm's settings and identity; there is one. */
public final class SwarmActor extends EventSourcedBehavior<SwarmActor.Message, Fact<SwarmEvent>, Swarm> {

    public static final String ID = "swarm";
    private static final EntityRef REF = new EntityRef(EntityKind.SWARM, ID);

    /** What the swarm hears. */
    public sealed interface Message {
        record Ask(SwarmCommand command, Cause cause, ActorRef<Reply> replyTo) implements Message {}

        /** Says what it owes. */
        record Look() implements Message {}
    }

    private final ActorContext<Message> context;
    private final World world;

    public static Behavior<Message> create(World world) {
        return Behaviors.setup(context -> new SwarmActor(context, world));
    }

    private SwarmActor(ActorContext<Message> context, World world) {
        super(PersistenceId.ofUniqueId(REF.persistenceId()), Persistence.onFailure());
        this.context = context;
        this.world = world;
    }

    @Override
    public Swarm emptyState() {
        return new Swarm.Inactive();
    }

    @Override
    public CommandHandler<Message, Fact<SwarmEvent>, Swarm> commandHandler() {
        return newCommandHandlerBuilder().forAnyState().onAnyCommand(this::handle);
    }

    @Override
    public EventHandler<Swarm, Fact<SwarmEvent>> eventHandler() {
        return newEventHandlerBuilder()
                .forAnyState()
                .onAnyEvent((swarm, fact) -> SwarmRules.evolve(swarm, fact.event(), fact.at()));
    }

    @Override
    public SignalHandler<Swarm> signalHandler() {
        return newSignalHandlerBuilder()
                .onSignal(RecoveryCompleted.instance(), this::tellServices)
                .build();
    }

    private Effect<Fact<SwarmEvent>, Swarm> handle(Swarm swarm, Message message) {
        return switch (message) {
            case Message.Look() -> Effect().none().thenRun(this::tellServices);
            case Message.Ask(var command, var cause, var replyTo) -> {
                var now = world.clock().instant();
                yield switch (SwarmRules.decide(swarm, command, now)) {
                    case Accept<SwarmEvent>(var events)
                    when events.isEmpty() -> Effect().none().thenRun(after -> replyTo.tell(done()));
                    case Accept<SwarmEvent>(var events) ->
                        Effect().persist(Persistence.facts(events, now, cause)).thenRun(after -> {
                            world.post().wrote();
                            // Whoever dissolves it removes the services and waits for that; a crash in between is made
                            // good when this wakes.
                            if (after instanceof Swarm.Active) tellServices(after);
                            replyTo.tell(done());
                        });
                    case Refuse<SwarmEvent>(var why) ->
                        Effect().none().thenRun(after -> replyTo.tell(new Reply.Refused(why)));
                };
            }
        };
    }

    /**
     * Says to every service what is owed to all. Not before there has been a swarm; nor when the roster knows more of it than
     * this actor: then another one keeps it by now, on the other side of a cut, and the services are that one's.
     */
    private void tellServices(Swarm swarm) {
        var roster = world.roster().get();
        var known = lastSequenceNumber(context);
        if (known == 0 || roster.sequenceOf(REF) > known) return;
        var said = SwarmRules.owed(swarm);
        var cause = Cause.outside("swarm", correlation(swarm)).then("swarm", REF.persistenceId() + "#" + known);
        for (var service : roster.services()) world.post().tell(service.id(), said, cause);
    }

    private static String correlation(Swarm swarm) {
        return switch (swarm) {
            case Swarm.Active active -> active.id();
            case Swarm.Inactive() -> ID;
        };
    }

    private Reply done() {
        return new Reply.Done(REF, lastSequenceNumber(context));
    }
}
