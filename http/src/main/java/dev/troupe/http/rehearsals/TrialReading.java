package dev.troupe.http.rehearsals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.troupe.core.forecast.Intent;
import dev.troupe.core.forecast.Trial;
import dev.troupe.core.roster.Roster;
import dev.troupe.http.services.CheckedSpec;
import dev.troupe.http.wire.Json;
import dev.troupe.http.wire.Lookup;
import dev.troupe.http.wire.Malformed;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A request for a rehearsal: {@code {"update": {"service": "web", "spec": {...}}, "nodeFailures": 1, "taskFailureRate": 0.05,
 * "runs": 1000, "limitSeconds": 60}}; instead of {@code update} also {@code "drain": {"node": "node-2"}} or
 * {@code "removeNode": {"node": "node-2", "force": true}}. The spec is as in {@code POST /services/{id}/update}.
 */
public final class TrialReading {

    private static final List<String> INTENTS = List.of("update", "drain", "removeNode");
    private static final Set<String> FIELDS =
            Set.of("update", "drain", "removeNode", "nodeFailures", "taskFailureRate", "runs", "limitSeconds");

    private TrialReading() {}

    /** @param roster in which names are looked up; throws a {@link dev.troupe.http.wire.Problem} that says what is wrong */
    public static Trial read(String body, Roster roster) {
        var request = Json.body(body);
        known(request, "a rehearsal", FIELDS);
        var intents = INTENTS.stream().filter(request::hasNonNull).toList();
        if (intents.size() != 1) throw new Malformed("a rehearsal needs one of " + String.join(", ", INTENTS));
        var intent = intent(intents.getFirst(), part(request, intents.getFirst()), roster);
        try {
            return new Trial(
                            intent,
                            count(request, "nodeFailures", 0),
                            number(request, "taskFailureRate", 0),
                            count(request, "runs", Trial.DEFAULT_RUNS),
                            Duration.ofMillis((long)
                                    (1000 * number(request, "limitSeconds", (double) Trial.DEFAULT_LIMIT.toSeconds()))))
                    .on(roster);
        } catch (IllegalArgumentException outOfRange) {
            throw new Malformed(String.valueOf(outOfRange.getMessage()));
        }
    }

    private static Intent intent(String kind, ObjectNode asked, Roster roster) {
        return switch (kind) {
            case "update" -> {
                known(asked, "update", Set.of("service", "spec"));
                var service = Lookup.service(roster, text(asked, "update.service", "service"));
                var spec = CheckedSpec.of(part(asked, "spec"), service.spec().name());
                if (!spec.name().equals(service.spec().name())) {
                    throw new Malformed("renaming services is not supported");
                }
                yield new Intent.Update(service.id(), spec);
            }
            case "drain" -> {
                known(asked, "drain", Set.of("node"));
                yield new Intent.Drain(Lookup.node(roster, text(asked, "drain.node", "node"))
                        .facts()
                        .id());
            }
            default -> {
                known(asked, "removeNode", Set.of("node", "force"));
                yield new Intent.RemoveNode(
                        Lookup.node(roster, text(asked, "removeNode.node", "node"))
                                .facts()
                                .id(),
                        flag(asked, "removeNode.force", "force"));
            }
        };
    }

    private static void known(ObjectNode object, String where, Set<String> fields) {
        for (var field : object.properties()) {
            if (!fields.contains(field.getKey())) {
                throw new Malformed(where + " has no field \"" + field.getKey() + "\"; it has "
                        + fields.stream().sorted().collect(Collectors.joining(", ")));
            }
        }
    }

    private static ObjectNode part(ObjectNode object, String name) {
        if (object.path(name) instanceof ObjectNode part) return part;
        throw new Malformed(name + " must be an object");
    }

    private static String text(ObjectNode object, String where, String name) {
        var text = object.path(name).asText("");
        if (text.isBlank()) throw new Malformed(where + " is missing");
        return text;
    }

    private static boolean flag(ObjectNode object, String where, String name) {
        var value = value(object, name);
        if (!value.isMissingNode() && !value.isBoolean())
            throw new Malformed(where + " must be true or false, not " + value);
        return value.asBoolean(false);
    }

    private static int count(ObjectNode object, String name, int otherwise) {
        var value = whole(object, name, otherwise);
        if (value != (int) value) throw new Malformed(name + " must be a smaller number, not " + value);
        return (int) value;
    }

    private static long whole(ObjectNode object, String name, long otherwise) {
        var value = value(object, name);
        if (value.isMissingNode()) return otherwise;
        if (!value.isIntegralNumber()) throw new Malformed(name + " must be a whole number, not " + value);
        return value.asLong();
    }

    private static double number(ObjectNode object, String name, double otherwise) {
        var value = value(object, name);
        if (value.isMissingNode()) return otherwise;
        if (!value.isNumber()) throw new Malformed(name + " must be a number, not " + value);
        return value.asDouble();
    }

    private static JsonNode value(ObjectNode object, String name) {
        return object.path(name);
    }
}
