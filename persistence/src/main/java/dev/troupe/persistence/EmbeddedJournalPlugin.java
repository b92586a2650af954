package dev.troupe.persistence;

import com.typesafe.config.Config;
import scala.concurrent.Future;

/**
 * The journal on a file that only this process writes to. An entity that has just been given its id has written
 * nothing, so its first life does not begin with a question to the database; that question is a fifth of what a new task
 * costs the journal. Named in {@code embedded.conf}.
 */
public final class EmbeddedJournalPlugin extends WatchedJdbcJournal {

    private static final Future<Object> NOTHING_WRITTEN = Future.successful(0L);

    public EmbeddedJournalPlugin(Config config) {
        super(config);
    }

    @Override
    public Future<Object> asyncReadHighestSequenceNr(String persistenceId, long fromSequenceNr) {
        return FreshIds.OF_THIS_PROCESS.beginsLife(persistenceId)
                ? NOTHING_WRITTEN
                : super.asyncReadHighestSequenceNr(persistenceId, fromSequenceNr);
    }
}
