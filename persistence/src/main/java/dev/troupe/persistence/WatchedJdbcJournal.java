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

    @Override
    public Future<Seq<Try<BoxedUnit>>> asyncWriteMessages(Seq<AtomicWrite> writes) {
        return watch.watch(writes, super.asyncWriteMessages(writes));
    }
}
