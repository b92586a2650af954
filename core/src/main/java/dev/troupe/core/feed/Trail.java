package dev.troupe.core.feed;

import dev.troupe.core.id.TaskId;
import dev.troupe.core.rule.Event;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The facts of one thing at a time, out of the journal's order: for going back from what is to what led to it. Blocks on
 * the store; costs by what is read, not by what the journal holds.
 */
public interface Trail {

    /** Every kind of fact. */
    Set<Class<? extends Event>> ANY = Set.of();

    /** From the newest fact on. */
    long NEWEST = Long.MAX_VALUE;

    /**
     * At most {@code limit} facts of {@code entity}, newest first, none with a sequence number above {@code sequence}.
     *
     * @param kinds only facts of these classes; {@link #ANY}: all
     */
    List<Recorded> back(EntityRef entity, long sequence, Set<Class<? extends Event>> kinds, int limit);

    /** At most {@code limit} facts of {@code entity}, oldest first, none with a sequence number below {@code sequence}. */
    List<Recorded> onwards(EntityRef entity, long sequence, Set<Class<? extends Event>> kinds, int limit);

    /** Facts of {@code entity} with sequence numbers from {@code first} to {@code last}, both included, oldest first. */
    List<Recorded> between(EntityRef entity, long first, long last, Set<Class<? extends Event>> kinds);

    /**
     * The newest of the last {@code far} facts of this kind, from {@code sequence} back, that speaks of this task
     * ({@link Mentions}). Some speak of thousands: what they say of others may be
     * left out of the answer.
     */
    default Optional<Recorded> about(
            TaskId task, EntityRef entity, long sequence, Class<? extends Event> kind, int far) {
        return back(entity, sequence, Set.of(kind), far).stream()
                .filter(one -> Mentions.in(one.fact().event(), task))
                .findFirst();
    }

    /** The same as it was when the journal ended with this offset. */
    Trail upTo(long offset);

    /** The oldest fact of these kinds; empty where there is none, or where it was compacted away. */
    default Optional<Recorded> first(EntityRef entity, Set<Class<? extends Event>> kinds) {
        return onwards(entity, 1, kinds, 1).stream().findFirst();
    }

    /** The newest fact of these kinds up to {@code sequence}. */
    default Optional<Recorded> last(EntityRef entity, long sequence, Set<Class<? extends Event>> kinds) {
        return back(entity, sequence, kinds, 1).stream().findFirst();
    }
}
