package dev.troupe.core.feed;

import java.util.List;
import java.util.Optional;

/** Reads the journal in its one order. Gap-free: a fact is shown only when all before it are. */
public interface Feed extends AutoCloseable {

    /** At most {@code limit} facts with an offset greater than {@code offset}, in order. Blocks on the store. */
    List<Recorded> after(long offset, int limit);

    /** Where the whole history begins; empty where it begins with the first fact. */
    default Optional<Horizon> horizon() {
        return Optional.empty();
    }

    @Override
    void close();
}
