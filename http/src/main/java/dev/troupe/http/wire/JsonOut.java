package dev.troupe.http.wire;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** Writes JSON field by field, in the order of the calls: clients get the fields in Docker's order. */
public final class JsonOut {
    private static final JsonFactory FACTORY = new JsonFactory();

    private final JsonGenerator out;

    private JsonOut(JsonGenerator out) {
        this.out = out;
    }

    /** One object as text. */
    public static String object(Consumer<JsonOut> inside) {
        return text(json -> json.element(() -> inside.accept(json)));
    }

    /** A list of objects as text. */
    public static <T> String list(Collection<T> items, BiConsumer<JsonOut, T> each) {
        return text(json -> json.run(() -> {
            json.out.writeStartArray();
            items.forEach(item -> json.element(() -> each.accept(json, item)));
            json.out.writeEndArray();
        }));
    }

    private static String text(Consumer<JsonOut> content) {
        var writer = new StringWriter();
        try (var generator = FACTORY.createGenerator(writer)) {
            content.accept(new JsonOut(generator));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return writer.toString();
    }

    public JsonOut field(String name, String value) {
        return run(() -> out.writeStringField(name, value));
    }

    public JsonOut field(String name, long value) {
        return run(() -> out.writeNumberField(name, value));
    }

    public JsonOut field(String name, boolean value) {
        return run(() -> out.writeBooleanField(name, value));
    }

    public JsonOut field(String name, Instant value) {
        return field(name, GoTime.text(value));
    }

    /** Omitted when empty. */
    public JsonOut fieldIfAny(String name, String value) {
        return value.isEmpty() ? this : field(name, value);
    }

    /** Omitted when zero. */
    public JsonOut fieldIfAny(String name, long value) {
        return value == 0 ? this : field(name, value);
    }

    /** Omitted when false. */
    public JsonOut fieldIfTrue(String name, boolean value) {
        return value ? field(name, true) : this;
    }

    public JsonOut none(String name) {
        return run(() -> out.writeNullField(name));
    }

    /** JSON text that is put in as it stands. */
    public JsonOut raw(String name, String json) {
        return run(() -> {
            out.writeFieldName(name);
            out.writeRawValue(json);
        });
    }

    /** Sorted by key, as Go writes maps. */
    public JsonOut map(String name, Map<String, String> values) {
        return object(name, () -> new TreeMap<>(values).forEach(this::field));
    }

    public JsonOut object(String name, Runnable inside) {
        return run(() -> {
            out.writeFieldName(name);
            out.writeStartObject();
            inside.run();
            out.writeEndObject();
        });
    }

    public <T> JsonOut object(String name, Optional<T> value, Consumer<T> inside) {
        return value.map(some -> object(name, () -> inside.accept(some))).orElse(this);
    }

    /** A list of objects. */
    public <T> JsonOut list(String name, Collection<T> items, Consumer<T> each) {
        return run(() -> {
            out.writeArrayFieldStart(name);
            items.forEach(item -> element(() -> each.accept(item)));
            out.writeEndArray();
        });
    }

    public JsonOut words(String name, Collection<String> words) {
        return run(() -> {
            out.writeArrayFieldStart(name);
            for (var word : words) out.writeString(word);
            out.writeEndArray();
        });
    }

    private void element(Runnable inside) {
        run(() -> {
            out.writeStartObject();
            inside.run();
            out.writeEndObject();
        });
    }

    private JsonOut run(Writing writing) {
        try {
            writing.run();
            return this;
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    @FunctionalInterface
    private interface Writing {
        void run() throws IOException;
    }
}
