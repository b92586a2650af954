package dev.troupe.http.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a part of a document looks like in Docker: its type, and for objects the fields in Docker's order. A document is
 * brought into this shape when it comes in, so that clients get back what a real engine would give them: field names
 * whatever their case, fields in order, zero values left out. Parts that no shape knows are kept as they came.
 */
public sealed interface Shape {
    JsonNodeFactory NODES = JsonNodeFactory.instance;

    Shape TEXT = new Scalar("string");
    Shape FLAG = new Scalar("bool");
    Shape WHOLE = new Scalar("int64");
    Shape COUNT = new Scalar("uint64");
    Shape REAL = new Scalar("float32");
    Shape ANYTHING = new Scalar("any");
    Shape TEXTS = new ListOf(TEXT);
    Shape TEXTS_BY_NAME = new MapOf(TEXT);

    record Scalar(String goType) implements Shape {}

    record ListOf(Shape element) implements Shape {}

    record MapOf(Shape element) implements Shape {}

    /** An object with named fields. {@code name} is what Docker calls it in complaints. */
    record Struct(String name, List<Field> fields, Map<String, Field> byName) implements Shape {

        /** The document in this shape; complains as Go does where a part has the wrong type. */
        public ObjectNode canonical(ObjectNode document) {
            return canonical(document, name);
        }

        ObjectNode canonical(ObjectNode document, String path) {
            var given = new HashMap<Field, JsonNode>();
            var unknown = new TreeMap<String, JsonNode>();
            document.properties().forEach(entry -> {
                var field = byName.get(entry.getKey().toLowerCase(Locale.ROOT));
                if (field == null) unknown.put(entry.getKey(), entry.getValue());
                else given.put(field, entry.getValue());
            });
            var result = NODES.objectNode();
            for (var field : fields) {
                var value = given.get(field);
                field.put(result, value == null ? NODES.nullNode() : value, path + "." + field.name());
            }
            result.setAll(unknown);
            return result;
        }
    }

    static Struct struct(String name, Field... fields) {
        var byName = new HashMap<String, Field>();
        for (var field : fields) byName.put(field.name().toLowerCase(Locale.ROOT), field);
        return new Struct(name, List.of(fields), byName);
    }

    /** When a field is written. */
    enum Kept {
        /** Unless it is zero or empty. */
        UNLESS_ZERO,
        /** When it was given, zero or not. */
        WHEN_GIVEN,
        /** Always. */
        ALWAYS
    }

    record Field(String name, Shape shape, Kept kept) {

        /** Left out when zero. */
        public static Field optional(String name, Shape shape) {
            return new Field(name, shape, Kept.UNLESS_ZERO);
        }

        /** Written when given, zero or not. */
        public static Field pointer(String name, Shape shape) {
            return new Field(name, shape, Kept.WHEN_GIVEN);
        }

        public static Field always(String name, Shape shape) {
            return new Field(name, shape, Kept.ALWAYS);
        }

        void put(ObjectNode target, JsonNode value, String path) {
            if (value.isNull()) {
                if (kept == Kept.ALWAYS) target.set(name, zero(shape));
                return;
            }
            var canonical = Shape.canonical(shape, value, path);
            if (kept == Kept.UNLESS_ZERO && isZero(shape, canonical)) return;
            target.set(name, canonical);
        }
    }

    private static JsonNode canonical(Shape shape, JsonNode value, String path) {
        return switch (shape) {
            case Scalar scalar -> scalar(scalar, value, path);
            case ListOf(var element) -> {
                if (!(value instanceof ArrayNode items)) throw wrongType(value, path, "[]" + goType(element));
                var list = NODES.arrayNode(items.size());
                for (var item : items) {
                    list.add(item.isNull() ? zero(element) : canonical(element, item, path));
                }
                yield list;
            }
            case MapOf(var element) -> {
                if (!(value instanceof ObjectNode entries))
                    throw wrongType(value, path, "map[string]" + goType(element));
                var map = NODES.objectNode();
                var sorted = new TreeMap<String, JsonNode>();
                entries.properties().forEach(entry -> sorted.put(entry.getKey(), entry.getValue()));
                sorted.forEach(
                        (key, item) -> map.set(key, item.isNull() ? zero(element) : canonical(element, item, path)));
                yield map;
            }
            case Struct struct -> {
                if (!(value instanceof ObjectNode object)) throw wrongType(value, path, goType(struct));
                yield struct.canonical(object, path);
            }
        };
    }

    private static JsonNode scalar(Scalar scalar, JsonNode value, String path) {
        var fits = switch (scalar.goType()) {
            case "string" -> value.isTextual();
            case "bool" -> value.isBoolean();
            case "int64" -> value.isNumber() && isWhole(value) && value.canConvertToLong();
            case "uint64" -> value.isNumber() && isWhole(value) && isUnsigned(value.bigIntegerValue());
            case "float32" -> value.isNumber();
            default -> true;
        };
        if (!fits) throw wrongType(value, path, scalar.goType());
        return value.isFloatingPointNumber() && value.doubleValue() == Math.rint(value.doubleValue())
                ? NODES.numberNode(value.longValue())
                : value;
    }

    private static boolean isWhole(JsonNode value) {
        return value.isIntegralNumber();
    }

    private static boolean isUnsigned(BigInteger value) {
        return value.signum() >= 0 && value.bitLength() <= Long.SIZE;
    }

    private static Malformed wrongType(JsonNode value, String path, String goType) {
        var kind = switch (value.getNodeType()) {
            case STRING -> "string";
            case BOOLEAN -> "bool";
            case ARRAY -> "array";
            case OBJECT, POJO -> "object";
            case NUMBER -> goType.endsWith("64") ? "number " + value : "number";
            case NULL, MISSING, BINARY -> "null";
        };
        return new Malformed("invalid JSON: json: cannot unmarshal " + kind + " into Go struct field " + path
                + " of type " + goType);
    }

    private static String goType(Shape shape) {
        return switch (shape) {
            case Scalar(var goType) -> goType;
            case ListOf(var element) -> "[]" + goType(element);
            case MapOf(var element) -> "map[string]" + goType(element);
            case Struct struct -> struct.name();
        };
    }

    static boolean isZero(Shape shape, JsonNode value) {
        return switch (shape) {
            case Scalar scalar ->
                value.isNull()
                        || (value.isTextual() && value.textValue().isEmpty())
                        || (value.isBoolean() && !value.booleanValue())
                        || (value.isNumber() && value.doubleValue() == 0);
            case ListOf list -> value.isEmpty();
            case MapOf map -> value.isEmpty();
            case Struct struct -> false;
        };
    }

    private static JsonNode zero(Shape shape) {
        return switch (shape) {
            case Scalar(var goType) ->
                switch (goType) {
                    case "string" -> NODES.textNode("");
                    case "bool" -> NODES.booleanNode(false);
                    case "any" -> NODES.nullNode();
                    default -> NODES.numberNode(0);
                };
            case ListOf list -> NODES.nullNode();
            case MapOf map -> NODES.objectNode();
            case Struct struct -> NODES.nullNode();
        };
    }
}
