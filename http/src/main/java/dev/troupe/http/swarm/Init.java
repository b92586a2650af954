package dev.troupe.http.swarm;

import static dev.troupe.http.wire.Shape.ANYTHING;
import static dev.troupe.http.wire.Shape.COUNT;
import static dev.troupe.http.wire.Shape.FLAG;
import static dev.troupe.http.wire.Shape.Field.optional;
import static dev.troupe.http.wire.Shape.TEXT;
import static dev.troupe.http.wire.Shape.TEXTS;
import static dev.troupe.http.wire.Shape.struct;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.troupe.core.node.Availability;
import dev.troupe.http.wire.AvailabilityWord;
import dev.troupe.http.wire.Json;
import dev.troupe.http.wire.Problem;
import dev.troupe.http.wire.Shape;
import java.util.List;

/**
 * What a client wants of a new swarm. The addresses it is to be called by are not looked at: there is nobody else in it.
 *
 * @param availability of the node that founds it
 */
record Init(ObjectNode spec, Availability availability) {

    private static final Shape.Struct BODY = struct(
            "InitRequest",
            optional("ListenAddr", TEXT),
            optional("AdvertiseAddr", TEXT),
            optional("DataPathAddr", TEXT),
            optional("DataPathPort", COUNT),
            optional("ForceNewCluster", FLAG),
            optional("Spec", ANYTHING),
            optional("AutoLockManagers", FLAG),
            optional("Availability", TEXT),
            optional("DefaultAddrPool", TEXTS),
            optional("SubnetSize", COUNT));

    static Init read(ObjectNode body) {
        var wanted = BODY.canonical(body);
        if (wanted.has("AutoLockManagers")) throw unsupported("AutoLockManagers");
        for (var ofNetworks : List.of("DataPathAddr", "DefaultAddrPool")) {
            if (wanted.has(ofNetworks)) throw unsupported(ofNetworks);
        }
        if (wanted.path("DataPathPort").asInt(SwarmJson.DATA_PATH_PORT) != SwarmJson.DATA_PATH_PORT)
            throw unsupported("DataPathPort");
        var availability = wanted.path("Availability").asText("");
        return new Init(
                wanted.get("Spec") instanceof ObjectNode spec ? spec : Json.emptyObject(),
                availability.isEmpty() ? Availability.ACTIVE : AvailabilityWord.read(availability));
    }

    private static Problem unsupported(String field) {
        return Problem.unsupported("not supported by Troupe yet: " + field);
    }
}
