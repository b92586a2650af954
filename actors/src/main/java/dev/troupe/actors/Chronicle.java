package dev.troupe.actors;

import dev.troupe.core.history.Entry;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * The journal as doors read it: every fact of every entity, in one order. A reader holds nothing but the offset it has
 * come to, and asks for what comes after it when it wants more: so it goes at its own pace, misses nothing, gets nothing
 * twice, and goes on anywhere later with that offset. Safe for use by many threads.
 */
public interface Chronicle {

    /** The offset of the last fact that the roster shows; 0 for none. What a client was told is written stands before. */
    long newest();

    /**
     * Entries after {@code offset}, in order and without gaps, as many as suit: at least one as soon as there is one, or
     * none after some seconds in which nothing happened. Never one that the roster does not show yet. Fails when the store cannot be read; asking again may help.
     */
    CompletionStage<List<Entry>> next(long offset);

    /** What entries may be called, {@code service.created} and so on: whatever this release writes. */
    Set<String> eventNames();

    /** An offset that all entries of {@code time} or later come after; some that are a little older may as well. */
    CompletionStage<Long> offsetBefore(Instant time);
}
