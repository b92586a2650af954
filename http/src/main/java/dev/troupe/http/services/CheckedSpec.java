package dev.troupe.http.services;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.troupe.core.service.SpecRules;
import dev.troupe.core.spec.ServiceSpec;
import dev.troupe.http.wire.Replies;

/** A spec from a client that can be asked for. */
public final class CheckedSpec {

    private CheckedSpec() {}

    /** Read as an update of the service {@code name} reads it; throws a {@link dev.troupe.http.wire.Problem} otherwise. */
    public static ServiceSpec of(ObjectNode body, String name) {
        return of(SpecDocument.settled(body, () -> name));
    }

    /** What is wrong is said first, then what cannot be done. */
    static ServiceSpec of(ObjectNode settled) {
        var spec = SpecReading.read(settled);
        SpecRules.check(spec).ifPresent(why -> {
            throw Replies.refused(why);
        });
        Unsupported.refuse(settled);
        return spec;
    }
}
