package dev.troupe.persistence;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * How the payload of an older version becomes the next one: one small step per event and version, applied one after
 * another. The journal itself is never rewritten.
 *
 * @param steps by the name that is read: {@code task.observed/1} gives the payload of {@code task.observed/2}
 */
record Upcasts(Map<EventName, UnaryOperator<ObjectNode>> steps) {

    /** All versions are 1 as yet. */
    static final Upcasts CURRENT = new Upcasts(Map.of());

    /** The payload as {@code wanted} has it. */
    ObjectNode lift(ObjectNode payload, EventName found, EventName wanted) {
        if (found.version() > wanted.version()) {
            throw new Unreadable(found + " was written by a newer Troupe; this one reads up to " + wanted);
        }
        var lifted = payload;
        for (var version = found.version(); version < wanted.version(); version++) {
            var name = new EventName(found.word(), version);
            var step = steps.get(name);
            if (step == null) throw new Unreadable("nothing here turns " + name + " into its next version");
            lifted = step.apply(lifted);
        }
        return lifted;
    }
}
