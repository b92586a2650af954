package dev.troupe.http.services;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.troupe.http.wire.Json;
import dev.troupe.http.wire.Malformed;
import dev.troupe.http.wire.Problem;
import dev.troupe.http.wire.Shape;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * A service's spec as a document. It keeps what the client sent, in Docker's shape, and what a real engine adds when it
 * stores it; defaults are not written into it (OM-33).
 */
final class SpecDocument {
    private static final List<String> MODES = List.of("Replicated", "Global", "ReplicatedJob", "GlobalJob");
    private static final String DEFAULT_ISOLATION = "default";
    private static final long TEN_SECONDS = 10_000_000_000L;
    private static final long FIVE_SECONDS = 5_000_000_000L;

    private SpecDocument() {}

    /** What is stored for a document from a client. {@code name} is taken where it brings none (OM-16). */
    static ObjectNode settled(ObjectNode fromClient, Supplier<String> name) {
        var spec = SpecShape.SERVICE.canonical(fromClient);
        if (!spec.hasNonNull("Name")) spec.put("Name", name.get());
        var runtime = spec.path("TaskTemplate").path("Runtime").asText("");
        if (!runtime.isEmpty() && !runtime.equals("container")) {
            throw Problem.unsupported("not supported by Troupe yet: TaskTemplate.Runtime \"" + runtime + "\"");
        }
        if (!(spec.path("TaskTemplate") instanceof ObjectNode template) || !template.has("ContainerSpec")) {
            throw new Malformed("mismatched Runtime and *Spec fields");
        }
        if (template.get("ContainerSpec") instanceof ObjectNode container && !container.has("Isolation")) {
            container.put("Isolation", DEFAULT_ISOLATION);
        }
        if (!template.has("Runtime")) template.put("Runtime", "container");
        if (template.get("RestartPolicy") instanceof ObjectNode restart) {
            fill(restart, "Condition", "any");
            if (!restart.has("MaxAttempts")) restart.put("MaxAttempts", 0);
        }
        settleMode(spec);
        settleUpdate(spec.get("UpdateConfig"));
        settleUpdate(spec.get("RollbackConfig"));
        if (spec.get("EndpointSpec") instanceof ObjectNode endpoint) {
            fill(endpoint, "Mode", "vip");
            endpoint.path("Ports").forEach(port -> {
                fill((ObjectNode) port, "Protocol", "tcp");
                fill((ObjectNode) port, "PublishMode", "ingress");
            });
        }
        return SpecShape.SERVICE.canonical(spec); // Brings what was added to its place.
    }

    /** None given is replicated, and a replicated one without a count has one replica (OM-28). */
    private static void settleMode(ObjectNode spec) {
        var mode = spec.get("Mode") instanceof ObjectNode asked ? asked : spec.putObject("Mode");
        var given = MODES.stream().filter(mode::has).count(); // Fields that nobody knows say nothing.
        if (given > 1) throw new Malformed("must specify only one service mode");
        if (given == 0) mode.putObject("Replicated");
        if (mode.get("Replicated") instanceof ObjectNode replicated && !replicated.has("Replicas")) {
            replicated.put("Replicas", 1);
        }
    }

    private static void settleUpdate(JsonNode config) {
        if (!(config instanceof ObjectNode update)) return;
        fill(update, "FailureAction", "pause");
        fill(update, "Order", "stop-first");
    }

    private static void fill(ObjectNode object, String field, String value) {
        if (object.path(field).asText("").isEmpty()) object.put(field, value);
    }

    /** What a task shows of it: the template, without the runtime. */
    static ObjectNode template(ObjectNode settled) {
        var template = settled.get("TaskTemplate").deepCopy();
        return template instanceof ObjectNode object ? object.without("Runtime") : Json.emptyObject();
    }

    /**
     * Everything a running task depends on but its placement, in one canonical text: equal texts need no new task
     * (U-30). Keys are sorted, empty parts and zero values left out; what was given where absence means something else
     * stays.
     */
    static String essence(ObjectNode template) {
        var essence = template.deepCopy();
        essence.remove("Placement");
        return Json.text(dense(SpecShape.TASK, essence));
    }

    private static JsonNode dense(Shape shape, JsonNode value) {
        return switch (value) {
            case ObjectNode object -> {
                var sorted = new TreeMap<String, JsonNode>();
                object.properties().forEach(entry -> {
                    var field = shape instanceof Shape.Struct struct
                            ? struct.fields().stream()
                                    .filter(known -> known.name().equals(entry.getKey()))
                                    .findFirst()
                            : Optional.<Shape.Field>empty();
                    var inner = dense(field.map(Shape.Field::shape).orElse(elementOf(shape)), entry.getValue());
                    var isZero = field.filter(known -> known.kept() != Shape.Kept.WHEN_GIVEN)
                            .filter(known -> Shape.isZero(known.shape(), inner))
                            .isPresent();
                    if (!isZero && !isEmpty(inner)) sorted.put(entry.getKey(), inner);
                });
                var result = Json.emptyObject();
                sorted.forEach(result::set);
                yield result;
            }
            case ArrayNode items -> {
                var result = items.arrayNode(items.size());
                items.forEach(item -> result.add(dense(elementOf(shape), item)));
                yield result;
            }
            default -> value;
        };
    }

    private static Shape elementOf(Shape shape) {
        return switch (shape) {
            case Shape.ListOf(var element) -> element;
            case Shape.MapOf(var element) -> element;
            case Shape.Struct struct -> Shape.ANYTHING;
            case Shape.Scalar scalar -> Shape.ANYTHING;
        };
    }

    private static boolean isEmpty(JsonNode value) {
        return value.isNull() || (value.isContainerNode() && value.isEmpty());
    }

    /** The document with the defaults of OM-33 where nothing is said: {@code insertDefaults=true}. */
    static String withDefaults(String document) {
        var spec = Json.object(document);
        if (spec.get("TaskTemplate") instanceof ObjectNode template) {
            if (template.get("ContainerSpec") instanceof ObjectNode container && !container.has("StopGracePeriod")) {
                container.put("StopGracePeriod", TEN_SECONDS);
            }
            var restart = template.get("RestartPolicy") instanceof ObjectNode given
                    ? given
                    : template.putObject("RestartPolicy")
                            .put("Condition", "any")
                            .put("MaxAttempts", 0);
            if (!restart.has("Delay")) restart.put("Delay", FIVE_SECONDS);
        }
        insertUpdate(spec, "UpdateConfig");
        insertUpdate(spec, "RollbackConfig");
        if (!spec.has("EndpointSpec")) spec.putObject("EndpointSpec").put("Mode", "vip");
        return Json.text(SpecShape.SERVICE.canonical(spec));
    }

    private static void insertUpdate(ObjectNode spec, String name) {
        var config = spec.get(name) instanceof ObjectNode given
                ? given
                : spec.putObject(name)
                        .put("Parallelism", 1)
                        .put("FailureAction", "pause")
                        .put("MaxFailureRatio", 0)
                        .put("Order", "stop-first");
        if (!config.has("Monitor")) config.put("Monitor", FIVE_SECONDS);
    }
}
