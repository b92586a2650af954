package dev.troupe.core.feed;

import java.util.List;

/** Reads the journal in its one order. Gap-free: a fact is shown only when all before it are. */
public interface Feed extends AutoCloseable {

    /** At most {@code limit} facts with an offset greater than {@code offset}, in order. Blocks on the store. */
    List<Recorded> after(long offset, int limit);

    @Override
    void close();
}
