package dev.troupe.persistence;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectWriter;
import dev.troupe.core.rule.Event;

/**
 * Events as they are shown outside: the journal's own JSON, less what nobody may learn from it (the private key of the
 * swarm, join tokens, registry credentials). Safe for use by many threads.
 */
public final class PublicEvents {

    private final ObjectWriter writer = Payload.publicMapper().writer();

    /** One JSON object on one line. */
    public String json(Event event) {
        try {
            return writer.writeValueAsString(event);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("cannot write " + EventCatalogue.nameOf(event) + " as JSON", e);
        }
    }
}
