package dev.troupe.http.services;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads a part of a document in Docker's shape; what is absent reads as zero, as in Go. */
record Part(JsonNode node) {

    Part part(String name) {
        return new Part(node.path(name));
    }

    boolean has(String name) {
        return node.hasNonNull(name);
    }

    Optional<Part> optional(String name) {
        return has(name) ? Optional.of(part(name)) : Optional.empty();
    }

    String text(String name) {
        return node.path(name).asText("");
    }

    Optional<String> optionalText(String name) {
        return Optional.of(text(name)).filter(value -> !value.isEmpty());
    }

    boolean flag(String name) {
        return node.path(name).asBoolean(false);
    }

    Optional<Boolean> optionalFlag(String name) {
        return has(name) ? Optional.of(flag(name)) : Optional.empty();
    }

    /** One that does not fit becomes the largest that does. */
    long number(String name) {
        var number = node.path(name);
        return number.isBigInteger() ? Long.MAX_VALUE : number.asLong(0);
    }

    /** The same: nobody runs two billion of anything. */
    int small(String name) {
        return Math.clamp(number(name), Integer.MIN_VALUE, Integer.MAX_VALUE);
    }

    /** A count of more than 63 bits is negative, as in Swarm, which takes it for a signed one (OM-28). */
    int signed(String name) {
        return node.path(name).isBigInteger() ? -1 : small(name);
    }

    float ratio(String name) {
        return (float) node.path(name).asDouble(0);
    }

    /** Docker counts in nanoseconds. */
    Duration duration(String name) {
        return Duration.ofNanos(number(name));
    }

    Optional<Duration> optionalDuration(String name) {
        return has(name) ? Optional.of(duration(name)) : Optional.empty();
    }

    List<String> texts(String name) {
        var texts = new ArrayList<String>();
        node.path(name).forEach(item -> texts.add(item.asText()));
        return List.copyOf(texts);
    }

    Map<String, String> map(String name) {
        var map = new LinkedHashMap<String, String>();
        node.path(name)
                .properties()
                .forEach(entry -> map.put(entry.getKey(), entry.getValue().asText("")));
        return Map.copyOf(map);
    }

    Stream<Part> items(String name) {
        return node.path(name).valueStream().map(Part::new);
    }

    boolean isEmptyAt(String name) {
        return node.path(name).isEmpty();
    }
}
