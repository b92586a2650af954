package dev.troupe.http.wire;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/** Reading JSON that came from outside. */
public final class Json {
    static final JsonMapper MAPPER = JsonMapper.builder()
            .disable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(JsonReadFeature.ALLOW_TRAILING_COMMA)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private Json() {}

    /** A text this room once wrote. */
    public static ObjectNode object(String text) {
        try {
            return MAPPER.readTree(text) instanceof ObjectNode object ? object : emptyObject();
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("a kept document is not JSON: " + text, impossible);
        }
    }

    public static ObjectNode emptyObject() {
        return MAPPER.createObjectNode();
    }

    public static String text(JsonNode node) {
        return node.toString();
    }

    /** The body of a request, which has to be one JSON object. */
    public static ObjectNode body(String text) {
        if (text.isBlank()) throw new Malformed("got EOF while reading request body");
        JsonNode node;
        try {
            node = MAPPER.readTree(text);
        } catch (JsonProcessingException broken) {
            throw new Malformed("invalid JSON: " + complaint(broken));
        }
        return switch (node) {
            case ObjectNode object -> object;
            default -> throw new Malformed("invalid JSON: json: cannot unmarshal " + kind(node) + " into an object");
        };
    }

    /** What Go calls this kind of value. */
    static String kind(JsonNode node) {
        return switch (node.getNodeType()) {
            case STRING -> "string";
            case NUMBER -> "number";
            case BOOLEAN -> "bool";
            case ARRAY -> "array";
            case OBJECT, POJO -> "object";
            case NULL, MISSING, BINARY -> "null";
        };
    }

    /** The parser's complaint in one line, without the text it complains about. */
    static String complaint(JsonProcessingException broken) {
        var message = Optional.ofNullable(broken.getOriginalMessage())
                .orElse("not JSON")
                .lines()
                .findFirst()
                .orElse("")
                .replaceFirst(" \\(start marker at .*\\)$", "")
                .replaceFirst(": was expecting .*$", "")
                .replaceFirst("^Trailing token .*$", "unexpected content after the value");
        var place = broken.getLocation();
        return place == null
                ? message
                : message + " (line " + place.getLineNr() + ", column " + place.getColumnNr() + ")";
    }
}
