package dev.troupe.actors.name;

import dev.troupe.actors.post.Persistence;
import dev.troupe.actors.post.Reply;
import dev.troupe.actors.post.World;
import dev.troupe.core.feed.EntityKind;
import dev.troupe.core.feed.EntityRef;
import dev.troupe.core.id.ServiceId;
import dev.troupe.core.name.NameBook;
import dev.troupe.core.name.NameCommand;
import dev.troupe.core.name.NameEvent;
import dev.troupe.core.name.NameRules;
import dev.troupe.core.rule.Cause;
import dev.troupe.core.rule.Decision.Accept;
import dev.troupe.core.rule.Decision.Refuse;
import dev.troupe.core.rule.Fact;
import java.time.Duration;
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
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehavior;
import org.apache.pekko.persistence.typed.javadsl.RetentionCriteria;
import org.apache.pekko.persistence.typed.javadsl.SignalHandler;

/** Keeps the book of unique names; there is one. A claim whose service never came to be is freed after a while. */
public final class NameBookActor extends EventSourcedBehavior<NameBookActor.Message, Fact<NameEvent>, NameBook> {

    public static final String ID = NameBook.ID;
    private static final EntityRef REF = new EntityRef(EntityKind.NAMES, ID);

    /** What the name book hears. */
    public sealed interface Message {
        record Ask(NameCommand command, Cause cause, ActorRef<Reply> replyTo) implements Message {}

        record Tell(NameCommand command, Cause cause) implements Message {}

        /** Compares the book with the services there are. */
        record Look() implements Message {}
    }

    /** A claim whose service was never seen in two looks in a row is an orphan: a creation takes far less. */
    private static final Duration LOOK = Duration.ofSeconds(15);

    private final ActorContext<Message> context;
    private final TimerScheduler<Message> timers;
    private final World world;
    private Set<ServiceId> missing = new HashSet<>();

    public static Behavior<Message> create(World world) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> new NameBookActor(context, timers, world)));
    }

    private NameBookActor(ActorContext<Message> context, TimerScheduler<Message> timers, World world) {
        super(PersistenceId.ofUniqueId(REF.persistenceId()), Persistence.onFailure());
        this.context = context;
        this.timers = timers;
        this.world = world;
    }

    @Override
    public NameBook emptyState() {
        return NameBook.EMPTY;
    }

    @Override
    public RetentionCriteria retentionCriteria() {
        return Persistence.snapshots();
    }

    @Override
    public CommandHandler<Message, Fact<NameEvent>, NameBook> commandHandler() {
        return newCommandHandlerBuilder().forAnyState().onAnyCommand(this::handle);
    }

    @Override
    public EventHandler<NameBook, Fact<NameEvent>> eventHandler() {
        return newEventHandlerBuilder().forAnyState().onAnyEvent((book, fact) -> NameRules.evolve(book, fact.event()));
    }

    @Override
    public SignalHandler<NameBook> signalHandler() {
        return newSignalHandlerBuilder()
                .onSignal(
                        RecoveryCompleted.instance(),
                        book -> timers.startTimerWithFixedDelay(Message.Look.class, new Message.Look(), LOOK))
                .onSignal(PostStop.instance(), book -> world.post().wake(REF)) // It moves to another manager.
                .build();
    }

    private Effect<Fact<NameEvent>, NameBook> handle(NameBook book, Message message) {
        return switch (message) {
            case Message.Ask(var command, var cause, var replyTo) -> decide(book, command, cause, Optional.of(replyTo));
            case Message.Tell(var command, var cause) -> decide(book, command, cause, Optional.empty());
            case Message.Look() -> look(book);
        };
    }

    private Effect<Fact<NameEvent>, NameBook> decide(
            NameBook book, NameCommand command, Cause cause, Optional<ActorRef<Reply>> replyTo) {
        return switch (NameRules.decide(book, command)) {
            case Accept<NameEvent>(var events) -> write(events, cause, replyTo);
            case Refuse<NameEvent>(var why) ->
                Effect().none().thenRun(after -> replyTo.ifPresent(to -> to.tell(new Reply.Refused(why))));
        };
    }

    private Effect<Fact<NameEvent>, NameBook> write(
            List<NameEvent> events, Cause cause, Optional<ActorRef<Reply>> replyTo) {
        if (events.isEmpty()) return Effect().none().thenRun(after -> replyTo.ifPresent(to -> to.tell(done())));
        return Effect()
                .persist(Persistence.facts(events, world.clock().instant(), cause))
                .thenRun(after -> {
                    world.post().wrote();
                    replyTo.ifPresent(to -> to.tell(done()));
                });
    }

    private Effect<Fact<NameEvent>, NameBook> look(NameBook book) {
        var roster = world.roster().get();
        var before = missing;
        missing = new HashSet<>();
        var freed = new ArrayList<NameEvent>();
        book.services().forEach((name, service) -> {
            if (roster.service(service).isPresent()) return;
            // One that was there was removed, and a crash came before its name was freed: that needs no second look.
            var wasThere = roster.sequenceOf(new EntityRef(EntityKind.SERVICE, service.value())) > 0;
            if (wasThere || before.contains(service)) freed.add(new NameEvent.Freed(name, service));
            else missing.add(service);
        });
        return write(freed, Cause.outside("name book", ID), Optional.empty());
    }

    private Reply done() {
        return new Reply.Done(REF, lastSequenceNumber(context));
    }
}
