package dev.troupe.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.troupe.core.feed.EntityKind;
import dev.troupe.core.feed.EntityRef;
import dev.troupe.core.id.ServiceId;
import dev.troupe.core.name.NameBook;
import dev.troupe.core.name.NameEvent;
import dev.troupe.core.name.NameRules;
import dev.troupe.core.rule.Cause;
import dev.troupe.core.rule.Fact;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.SpawnProtocol;
import org.apache.pekko.actor.typed.Terminated;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.javadsl.CommandHandler;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehavior;
import org.apache.pekko.persistence.typed.javadsl.RetentionCriteria;

/** A real event-sourced entity to write with: a name book on the real rules. Snapshots every {@value #EVERY} facts. */
final class Book extends EventSourcedBehavior<Book.Message, Fact<NameEvent>, NameBook> {

    static final int EVERY = 5;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    sealed interface Message {
        record Claim(List<String> names, ActorRef<Done> replyTo) implements Message {}

        record Read(ActorRef<NameBook> replyTo) implements Message {}
    }

    private Book(String id) {
        super(PersistenceId.ofUniqueId(new EntityRef(EntityKind.NAMES, id).persistenceId()));
    }

    @Override
    public NameBook emptyState() {
        return NameBook.EMPTY;
    }

    @Override
    public CommandHandler<Message, Fact<NameEvent>, NameBook> commandHandler() {
        return (book, message) -> switch (message) {
            case Message.Claim(var names, var replyTo) ->
                Effect()
                        .persist(names.stream().map(Book::claimed).toList())
                        .thenReply(replyTo, after -> Done.getInstance());
            case Message.Read(var replyTo) -> Effect().reply(replyTo, book);
        };
    }

    private static Fact<NameEvent> claimed(String name) {
        return new Fact<>(
                new NameEvent.Claimed(name, new ServiceId("s-" + name)), Instant.EPOCH, Cause.outside("tester", name));
    }

    @Override
    public EventHandler<NameBook, Fact<NameEvent>> eventHandler() {
        return (book, fact) -> NameRules.evolve(book, fact.event());
    }

    @Override
    public RetentionCriteria retentionCriteria() {
        return RetentionCriteria.snapshotEvery(EVERY, 2);
    }

    /** An actor system on some journal, and the books in it. */
    static final class Shelf implements AutoCloseable {

        private final ActorSystem<SpawnProtocol.Command> system;

        Shelf(Config journal) {
            var config = journal.withFallback(
                            ConfigFactory.parseString("pekko.loglevel=WARNING, pekko.stdout-loglevel=WARNING"))
                    .withFallback(ConfigFactory.load());
            system = ActorSystem.create(SpawnProtocol.create(), "shelf", config);
        }

        org.apache.pekko.actor.ActorSystem system() {
            return system.classicSystem();
        }

        ActorRef<Message> book(String id) {
            Behavior<Message> book = new Book(id);
            return await(AskPattern.<SpawnProtocol.Command, ActorRef<Message>>ask(
                    system,
                    replyTo -> new SpawnProtocol.Spawn<>(book, "book-" + id, Props.empty(), replyTo),
                    PATIENCE,
                    system.scheduler()));
        }

        CompletionStage<Done> claim(ActorRef<Message> book, String... names) {
            return AskPattern.ask(
                    book, replyTo -> new Message.Claim(List.of(names), replyTo), PATIENCE, system.scheduler());
        }

        NameBook read(ActorRef<Message> book) {
            return await(AskPattern.ask(book, Message.Read::new, PATIENCE, system.scheduler()));
        }

        /** Done when this book has stopped, because it could not write. */
        CompletionStage<Done> ended(ActorRef<Message> book) {
            var ended = new CompletableFuture<Done>();
            Behavior<Void> watcher = Behaviors.setup(context -> {
                context.watch(book);
                return Behaviors.receive(Void.class)
                        .onSignal(Terminated.class, stopped -> {
                            ended.complete(Done.getInstance());
                            return Behaviors.stopped();
                        })
                        .build();
            });
            system.tell(
                    new SpawnProtocol.Spawn<>(watcher, "watcher", Props.empty(), system.<ActorRef<Void>>ignoreRef()));
            return ended;
        }

        @Override
        public void close() {
            system.terminate();
            assertThat(await(system.getWhenTerminated())).isEqualTo(Done.getInstance());
        }
    }

    static <T> T await(CompletionStage<T> coming) {
        return coming.toCompletableFuture()
                .orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                .join();
    }
}
