package dev.troupe.persistence.care;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Takes out of a fact what must not be seen by whoever is shown a journal: the key of the swarm's authority, join
 * tokens, registry credentials, and the values of environment variables, also in the copies of what clients sent.
 */
final class Redaction {

    static final String REMOVED = "(removed)";

    private static final Set<String> SECRET = Set.of("rootKey", "workerToken", "managerToken", "registryAuth");
    private static final Set<String> ENVIRONMENT = Set.of("env", "Env");

    /** Texts that are JSON themselves. */
    private static final Set<String> DOCUMENT = Set.of("json", "essence");

    private final JsonMapper mapper = new JsonMapper();

    byte[] of(byte[] payload) throws IOException {
        var fact = mapper.readTree(payload);
        clean(fact);
        return mapper.writeValueAsBytes(fact);
    }

    private void clean(JsonNode node) {
        if (node instanceof ObjectNode object) {
            for (var name : List.copyOf(names(object))) clean(object, name, object.get(name));
        } else {
            node.forEach(this::clean);
        }
    }

    private static List<String> names(ObjectNode object) {
        return object.properties().stream().map(Map.Entry::getKey).toList();
    }

    private void clean(ObjectNode object, String name, JsonNode value) {
        if (SECRET.contains(name) && value.isTextual()) object.put(name, REMOVED);
        else if (ENVIRONMENT.contains(name) && value instanceof ArrayNode variables) cleanVariables(variables);
        else if (DOCUMENT.contains(name) && value.isTextual()) object.put(name, document(value.asText()));
        else clean(value);
    }

    private static void cleanVariables(ArrayNode variables) {
        for (var i = 0; i < variables.size(); i++) {
            var text = variables.get(i).asText();
            var equals = text.indexOf('=');
            if (equals >= 0) variables.set(i, TextNode.valueOf(text.substring(0, equals + 1) + REMOVED));
        }
    }

    private String document(String text) {
        try {
            var document = mapper.readTree(text);
            if (document == null || !document.isContainerNode()) return text;
            clean(document);
            return mapper.writeValueAsString(document);
        } catch (JsonProcessingException notJson) {
            return text; // A digest.
        }
    }
}
