package dev.troupe.core.roster;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * Checkpoints of the roster beside the journal. Only a cache: one that cannot be read, or was made by another release,
 * counts as absent, and all of them may be lost at any time.
 */
public interface Checkpoints extends AutoCloseable {

    /** The last one that holds no fact after {@code offset}. Blocks on the store. */
    Optional<Checkpoint> atOrBefore(long offset);

    /** The offset of that one, without reading it. */
    OptionalLong offsetAtOrBefore(long offset);

    /** Writes one down, and drops those that are not needed any more ({@link Spacing}). Blocks on the store. */
    void keep(Checkpoint checkpoint);

    @Override
    void close();
}
