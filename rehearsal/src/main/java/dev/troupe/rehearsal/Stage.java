package dev.troupe.rehearsal;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.troupe.actors.post.Reply;
import dev.troupe.persistence.JournalConfig;
import dev.troupe.persistence.MemoryJournal;
import dev.troupe.rehearsal.loop.Loop;
import dev.troupe.rehearsal.loop.LoopConfig;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * Where rehearsals take place: one actor system on one loop, with a journal in memory. Dear to build, so one stage serves
 * many rehearsals, one after the other; each begins with {@link #clear}. Used by one thread.
 */
public final class Stage implements AutoCloseable {

    /** What the stage's one top-level actor does. */
    private sealed interface Message {
        record Spawn<M>(String name, Behavior<M> behavior, Consumer<ActorRef<M>> spawned) implements Message {}

        record Stop(ActorRef<?> actor) implements Message {}

        record AskOnce(Consumer<ActorRef<Reply>> question, Consumer<Reply> answer) implements Message {}

        record StopAll() implements Message {}
    }

    /** A breaker that opened in one rehearsal would fail the writes of the next. */
    private static final Config UNBROKEN = ConfigFactory.parseString(
            "pekko.persistence.journal-plugin-fallback.circuit-breaker.max-failures = 2147483647");

    private final Loop loop;
    private final MemoryJournal journal;
    private final ActorSystem<Message> system;

    public Stage() {
        var name = "stage-" + UUID.randomUUID();
        loop = Loop.named(name);
        loop.begin(0);
        journal = MemoryJournal.named(name);
        var config = LoopConfig.on(name)
                .withFallback(UNBROKEN)
                .withFallback(JournalConfig.memory(name))
                .withFallback(ConfigFactory.defaultReference())
                .resolve();
        var starting = CompletableFuture.supplyAsync(
                () -> ActorSystem.create(Behaviors.setup(Stage::direct), "rehearsal", config),
                task -> Thread.ofPlatform().daemon().name("stage").start(task));
        try {
            loop.serve(starting::isDone);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", stopped);
        }
        system = starting.join();
        loop.settle();
        warmUp();
    }

    /** What Pekko makes when it is first asked is there before the first rehearsal, so that all begin alike. */
    private void warmUp() {
        Rehearsal.of(this, Plan.of(0).withNodes(1));
    }

    private static Behavior<Message> direct(ActorContext<Message> context) {
        return Behaviors.receiveMessage(message -> {
            switch (message) {
                case Message.Spawn<?> spawn -> spawn(context, spawn);
                case Message.Stop(var actor) -> context.stop(actor);
                case Message.AskOnce(var question, var answer) ->
                    question.accept(context.spawnAnonymous(Behaviors.receiveMessage(reply -> {
                        answer.accept(reply);
                        return Behaviors.stopped();
                    })));
                case Message.StopAll() -> context.getChildren().forEach(context::stop);
            }
            return Behaviors.same();
        });
    }

    private static <M> void spawn(ActorContext<Message> context, Message.Spawn<M> spawn) {
        spawn.spawned().accept(context.spawn(spawn.behavior(), spawn.name()));
    }

    /** Ends all actors, forgets all facts, sets the clock; what happens next is drawn from this seed. */
    void clear(long seed, Opening opening) {
        system.tell(new Message.StopAll());
        loop.settle();
        journal.clear();
        loop.settle();
        journal.clear();
        journal.branch(opening.past());
        loop.begin(seed, opening.at());
    }

    public Loop loop() {
        return loop;
    }

    public MemoryJournal journal() {
        return journal;
    }

    /** Starts an actor under a name that no other living one has; at once, since everything ready is run for it. */
    <M> ActorRef<M> spawn(String name, Behavior<M> behavior) {
        var spawned = new CompletableFuture<ActorRef<M>>();
        system.tell(new Message.Spawn<>(name, behavior, spawned::complete));
        while (!spawned.isDone() && loop.step(loop.instant())) {}
        return spawned.join();
    }

    void stop(ActorRef<?> actor) {
        system.tell(new Message.Stop(actor));
    }

    /** Asks something that is answered once, or never. */
    void ask(Consumer<ActorRef<Reply>> question, Consumer<Reply> answer) {
        system.tell(new Message.AskOnce(question, answer));
    }

    @Override
    public void close() {
        system.terminate();
        loop.settle();
        journal.close();
    }
}
