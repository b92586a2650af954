package dev.troupe.core.history;

import dev.troupe.core.feed.EntityRef;
import dev.troupe.core.feed.Recorded;
import dev.troupe.core.rule.Cause;
import java.time.Instant;

/**
 * One fact for readers that know no event class.
 *
 * @param offset its place in the one order of all facts; grows, need not be dense. Whoever has read this one goes on after
 *     this offset
 * @param sequence its place among the facts of its entity, from 1 without gaps
 * @param event what happened, as the journal calls it: {@code service.rollout-started}
 * @param version of the event's payload, from 1
 * @param cause with names where the fact has ids
 * @param notable a person wants to hear of it; false: bookkeeping between things, a step on the way
 * @param text one sentence for people, without the time
 * @param json the event as one JSON object, without secrets
 */
public record Entry(
        long offset,
        Instant at,
        EntityRef entity,
        long sequence,
        String event,
        int version,
        Cause cause,
        Subjects subjects,
        boolean notable,
        String text,
        String json) {

    /** Made of a fact, with what the journal calls it and how it reads as JSON. */
    public static Entry of(
            Recorded recorded, String event, int version, String json, Directory directory, Narrator narrator) {
        var fact = recorded.fact();
        return new Entry(
                recorded.offset(),
                fact.at(),
                recorded.entity(),
                recorded.sequence(),
                event,
                version,
                new Cause(
                        narrator.who(fact.cause()),
                        fact.cause().correlation(),
                        fact.cause().of()),
                Subjects.of(recorded, directory),
                Notable.is(fact.event()),
                narrator.tell(recorded),
                json);
    }

    /** How a cause names this fact: {@code kind|id#sequence}. */
    public String reference() {
        return entity.persistenceId() + "#" + sequence;
    }
}
