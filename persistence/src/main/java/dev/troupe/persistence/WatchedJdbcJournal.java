package dev.troupe.persistence;

import com.typesafe.config.Config;
import org.apache.pekko.persistence.AtomicWrite;
import org.apache.pekko.persistence.jdbc.journal.JdbcAsyncWriteJournal;
import scala.collection.immutable.Seq;
import scala.concurrent.Future;
import scala.runtime.BoxedUnit;
import scala.util.Try;

/** The JDBC journal as it is, with a {@link WriteWatch} on it. Named in {@code conf/}, made by Pekko. */
public sealed class WatchedJdbcJournal extends JdbcAsyncWriteJournal permits EmbeddedJournalPlugin {

    private final WriteWatch watch = WriteWatch.of(context().system());

    public WatchedJdbcJournal(Config config) {
        super(config);
    }

    /**
     * The plugin appends what waits for the disk to the first write that does, and to a sequence of that one's kind. Pekko
     * hands over linked lists, which are copied whole for each append: a batch of 2,000 facts would copy two million.
     */
    private static Seq<AtomicWrite> cheapToAppendTo(Seq<AtomicWrite> writes) {
        return writes.toVector();
    }

    @Override
    public Future<Seq<Try<BoxedUnit>>> asyncWriteMessages(Seq<AtomicWrite> writes) {
        return watch.watch(writes, super.asyncWriteMessages(cheapToAppendTo(writes)));
    }
}
