package dev.troupe.persistence;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.pekko.actor.AbstractExtensionId;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.Extension;
import org.apache.pekko.persistence.AtomicWrite;
import scala.concurrent.Future;
import scala.jdk.javaapi.CollectionConverters;
import scala.jdk.javaapi.FutureConverters;

/**
 * How writing to the journal goes, seen where it is done: inside the journal plugin of one actor system, from a write's
 * arrival there until the store has it. Safe for use by many threads.
 */
public final class WriteWatch implements Extension {

    private static final Id ID = new Id();

    /** Is told of each write as it ends, on the journal's threads: it must be quick. */
    public interface Listener {
        void wrote(int facts, Duration took);

        void failed(int facts, Duration took);
    }

    /** The newest of each; absent: there was none yet. */
    public record Latest(Optional<Instant> write, Optional<Failure> failure) {
        static final Latest NONE = new Latest(Optional.empty(), Optional.empty());

        /** The failure that no write has followed yet. */
        public Optional<Failure> unhealed() {
            return failure.filter(
                    failed -> write.map(wrote -> wrote.isBefore(failed.at())).orElse(true));
        }
    }

    public record Failure(Instant at, String reason) {}

    private final InstantSource clock = InstantSource.system();
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private volatile Latest latest = Latest.NONE;

    private WriteWatch() {}

    public static WriteWatch of(ActorSystem system) {
        return ID.get(system);
    }

    public Latest latest() {
        return latest;
    }

    public void listen(Listener listener) {
        listeners.add(listener);
    }

    /** Watches the writing of these until {@code outcome} is there. */
    <T> Future<T> watch(scala.collection.Iterable<AtomicWrite> writes, Future<T> outcome) {
        return watch(CollectionConverters.asJava(writes), outcome);
    }

    <T> Future<T> watch(Iterable<AtomicWrite> writes, Future<T> outcome) {
        var facts = 0;
        for (var write : writes) facts += write.payload().size();
        var count = facts;
        var begin = System.nanoTime();
        var _ = FutureConverters.asJava(outcome).whenComplete((done, trouble) -> {
            var took = Duration.ofNanos(System.nanoTime() - begin);
            if (trouble == null) wrote(count, took);
            else failed(count, took, trouble);
        });
        return outcome;
    }

    private void wrote(int facts, Duration took) {
        synchronized (this) {
            latest = new Latest(Optional.of(clock.instant()), latest.failure());
        }
        listeners.forEach(listener -> listener.wrote(facts, took));
    }

    private void failed(int facts, Duration took, Throwable trouble) {
        var cause = trouble.getCause();
        var why = trouble instanceof CompletionException && cause != null ? cause : trouble;
        var message = why.getMessage();
        var failure =
                new Failure(clock.instant(), message == null ? why.getClass().getSimpleName() : message);
        synchronized (this) {
            latest = new Latest(latest.write(), Optional.of(failure));
        }
        listeners.forEach(listener -> listener.failed(facts, took));
    }

    private static final class Id extends AbstractExtensionId<WriteWatch> {
        @Override
        public WriteWatch createExtension(ExtendedActorSystem system) {
            return new WriteWatch();
        }
    }
}
