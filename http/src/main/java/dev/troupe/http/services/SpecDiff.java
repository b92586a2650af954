package dev.troupe.http.services;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.troupe.http.wire.Json;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;

/** What differs between two specs, field by field, in Docker's spelling. */
final class SpecDiff {

    /**
     * A field that differs.
     *
     * @param field {@code TaskTemplate.ContainerSpec.Image}
     * @param was JSON; empty where the field was absent
     * @param is the same of the other spec
     */
    record Change(String field, String was, String is) {

        /** {@code TaskTemplate.ContainerSpec.Image: "web:3" -> "web:7"}. */
        String line() {
            return field + ": " + shown(was) + " -> " + shown(is);
        }

        private static String shown(String value) {
            return value.isEmpty() ? "(absent)" : value;
        }
    }

    private SpecDiff() {}

    /** In the order of the spec's fields. */
    static List<Change> between(String was, String is) {
        var changes = new ArrayList<Change>();
        compare("", Json.object(was), Json.object(is), changes);
        return changes;
    }

    private static void compare(String path, JsonNode was, JsonNode is, List<Change> changes) {
        if (was.equals(is)) return;
        if (isObject(was) && isObject(is) && !(was.isMissingNode() && is.isMissingNode())) {
            var names = new LinkedHashSet<String>();
            was.fieldNames().forEachRemaining(names::add);
            is.fieldNames().forEachRemaining(names::add);
            for (var name : names)
                compare(path.isEmpty() ? name : path + "." + name, was.path(name), is.path(name), changes);
        } else if (ofObjects(was) && ofObjects(is)) {
            for (var i = 0; i < Math.max(was.size(), is.size()); i++) {
                compare(path + "[" + i + "]", was.path(i), is.path(i), changes);
            }
        } else {
            changes.add(new Change(path, text(was), text(is)));
        }
    }

    /** What is absent counts as empty, so that each field that came or went is told by itself. */
    private static boolean isObject(JsonNode node) {
        return node.isObject() || node instanceof MissingNode;
    }

    private static boolean ofObjects(JsonNode node) {
        if (!node.isArray() || node.isEmpty()) return false;
        for (var element : node) if (!element.isObject()) return false;
        return true;
    }

    private static String text(JsonNode node) {
        return node.isMissingNode() ? "" : node.toString();
    }
}
