package dev.troupe.http.wire;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * The {@code filters} of a list (1.6), in either encoding: {@code {"label":{"a=b":true}}} or
 * {@code {"label":["a=b"]}}. Different keys all have to hold, of the values of one key any; of labels all.
 */
public record Filters(Map<String, List<String>> values) {

    /** Reads the parameter and refuses keys that are not {@code known} (OM-11). */
    public static Filters of(Query query, String... known) {
        var filters = of(query);
        for (var key : filters.values.keySet()) {
            if (!List.of(known).contains(key)) throw new Malformed("invalid filter '" + key + "'");
        }
        return filters;
    }

    /** Reads the parameter; any key will do. */
    public static Filters of(Query query) {
        return query.text("filters").map(Filters::parse).orElseGet(() -> new Filters(Map.of()));
    }

    private static Filters parse(String text) {
        JsonNode root;
        try {
            root = Json.MAPPER.readTree(text);
        } catch (JsonProcessingException broken) {
            throw new Malformed("invalid filter: " + Json.complaint(broken));
        }
        if (root == null || !root.isObject()) throw new Malformed("invalid filter: a JSON object is expected");
        var values = new TreeMap<String, List<String>>();
        root.properties().forEach(entry -> values.put(entry.getKey(), words(entry.getValue())));
        return new Filters(values);
    }

    private static List<String> words(JsonNode node) {
        var words = new ArrayList<String>();
        if (node.isObject()) {
            node.fieldNames().forEachRemaining(words::add);
        } else if (node.isArray() && node.valueStream().allMatch(JsonNode::isTextual)) {
            node.forEach(word -> words.add(word.textValue()));
        } else {
            throw new Malformed("invalid filter: values must be a list of strings or a map of strings to booleans");
        }
        return words;
    }

    public boolean has(String key) {
        return values.containsKey(key);
    }

    public List<String> of(String key) {
        return values.getOrDefault(key, List.of());
    }

    /** True when nothing is asked of {@code key}, or when any of its values passes. */
    public boolean any(String key, Predicate<String> passes) {
        var asked = of(key);
        return asked.isEmpty() || asked.stream().anyMatch(passes);
    }

    public boolean prefix(String key, String word) {
        return any(key, word::startsWith);
    }

    public boolean exact(String key, String word) {
        return any(key, word::equals);
    }

    /** {@code k} or {@code k=v}; an empty v matches any value (OM-11). All must hold. */
    public boolean labels(String key, Map<String, String> labels) {
        return of(key).stream().allMatch(asked -> {
            var cut = asked.indexOf('=');
            var name = cut < 0 ? asked : asked.substring(0, cut);
            var value = cut < 0 ? "" : asked.substring(cut + 1);
            var actual = labels.get(name);
            return actual != null && (value.isEmpty() || value.equals(actual));
        });
    }

    /** Every value of {@code key} must be one of {@code words}. */
    public Filters among(String key, Predicate<String> words) {
        for (var value : of(key)) {
            if (!words.test(value)) throw new Malformed("Invalid " + key + " filter: '" + value + "'");
        }
        return this;
    }
}
