package dev.troupe.persistence;

import com.typesafe.config.Config;
import dev.troupe.core.rule.Fact;
import java.util.ArrayList;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.apache.pekko.dispatch.Futures;
import org.apache.pekko.persistence.AtomicWrite;
import org.apache.pekko.persistence.PersistentRepr;
import org.apache.pekko.persistence.journal.japi.AsyncWriteJournal;
import scala.concurrent.Future;
import scala.concurrent.Promise;
import scala.jdk.javaapi.CollectionConverters;

/** Binds Pekko Persistence to a {@link MemoryJournal}. Named in {@code conf/memory.conf}, made by Pekko. */
public final class MemoryJournalPlugin extends AsyncWriteJournal {

    private final MemoryJournal journal;
    private final WriteWatch watch = WriteWatch.of(context().system());

    public MemoryJournalPlugin(Config config) {
        journal = MemoryJournal.named(config.getString("name"));
    }

    @Override
    public Future<Iterable<Optional<Exception>>> doAsyncWriteMessages(Iterable<AtomicWrite> writes) {
        Promise<Iterable<Optional<Exception>>> outcome = Promise.apply();
        var fates = new ArrayList<CompletableFuture<Void>>();
        for (var write : writes) {
            fates.add(journal.fate(write.persistenceId()));
        }
        var _ = CompletableFuture.allOf(fates.toArray(CompletableFuture<?>[]::new))
                .whenComplete((met, trouble) -> {
                    try {
                        if (trouble != null) outcome.failure(trouble);
                        else outcome.success(append(writes));
                    } catch (RuntimeException refused) {
                        outcome.failure(refused);
                    }
                });
        return watch.watch(writes, outcome.future());
    }

    private Iterable<Optional<Exception>> append(Iterable<AtomicWrite> writes) {
        var outcomes = new ArrayList<Optional<Exception>>();
        for (var write : writes) {
            var facts = new ArrayList<Fact<?>>();
            for (var written : CollectionConverters.asJava(write.payload())) facts.add((Fact<?>) written.payload());
            journal.append(write.persistenceId(), write.lowestSequenceNr(), facts);
            outcomes.add(Optional.empty());
        }
        return outcomes;
    }

    @Override
    public Future<Void> doAsyncDeleteMessagesTo(String persistenceId, long toSequence) {
        return Futures.failed(new UnsupportedOperationException("Troupe deletes no facts"));
    }

    @Override
    public Future<Void> doAsyncReplayMessages(
            String persistenceId, long from, long to, long max, Consumer<PersistentRepr> replay) {
        journal.of(persistenceId, from, to).stream()
                .limit(max)
                .forEach(recorded -> replay.accept(PersistentRepr.apply(
                        recorded.fact(), recorded.sequence(), persistenceId, "", false, null, "")));
        return Futures.successful(null);
    }

    @Override
    public Future<Long> doAsyncReadHighestSequenceNr(String persistenceId, long from) {
        return Futures.successful(journal.highestSequence(persistenceId));
    }
}
