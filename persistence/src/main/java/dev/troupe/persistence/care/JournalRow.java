package dev.troupe.persistence.care;

import dev.troupe.core.feed.EntityRef;
import dev.troupe.core.feed.Recorded;
import dev.troupe.core.rule.Fact;
import dev.troupe.persistence.FactSerializer;

/**
 * A row of the journal as it stands there.
 *
 * @param deleted marked as deleted, which Troupe never does
 * @param writtenAt milliseconds since 1970, on the writer's clock
 * @param name of the event, with its version
 */
@SuppressWarnings("ArrayRecordComponent") // Carried, never compared.
record JournalRow(
        long offset,
        String persistenceId,
        long sequence,
        boolean deleted,
        long writtenAt,
        int serializer,
        String name,
        byte[] payload) {

    /** False for what some other program put there. */
    boolean isOurs() {
        return serializer == FactSerializer.IDENTIFIER && !deleted;
    }

    Recorded with(Fact<?> fact) {
        return new Recorded(offset, EntityRef.parse(persistenceId), sequence, fact);
    }

    String where() {
        return "offset " + offset + ", " + persistenceId + "#" + sequence + " " + name;
    }
}
