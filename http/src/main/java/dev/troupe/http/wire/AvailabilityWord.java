package dev.troupe.http.wire;

import dev.troupe.core.node.Availability;
import java.util.List;

/** What a client says of whether a node is to take tasks. */
public final class AvailabilityWord {

    private AvailabilityWord() {}

    /** Docker's word for it, or an error that clients know. */
    public static Availability read(String word) {
        return List.of(Availability.values()).stream()
                .filter(availability -> availability.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new Malformed("invalid Availability: \"" + word + "\""));
    }
}
