package dev.troupe.actors;

import dev.troupe.core.feed.Moment;
import dev.troupe.core.roster.Roster;
import java.time.Instant;
import java.util.concurrent.CompletionStage;

/** The swarm as it was. */
public interface Past {

    /**
     * The roster of a moment. Refused when the moment is before the first fact or still to come; fails only for trouble
     * with the journal.
     */
    CompletionStage<Answer<Then>> at(Moment moment);

    /**
     * A roster of the past.
     *
     * @param at when the last fact in it happened
     */
    record Then(Roster roster, Instant at) {}
}
