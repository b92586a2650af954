package dev.troupe.persistence;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.troupe.core.rule.Cause;
import dev.troupe.core.rule.Event;
import dev.troupe.core.rule.Fact;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Facts to bytes and back. The bytes are JSON, {@code {"at": ..., "by": ..., "correlation": ..., "of": ..., "event":
 * {...}}}; what kind of event it is stands beside them ({@link #nameOf}). Safe for use by many threads.
 */
public final class FactCodec {

    private final JsonMapper mapper = Payload.mapper();
    private final ObjectWriter writer = mapper.writer();
    private final Upcasts upcasts;
    private final Map<String, Entry> entries = new ConcurrentHashMap<>();

    /** One name as found in the journal, and what reads it. */
    private record Entry(EventName found, EventCatalogue.Known known, ObjectReader reader) {
        boolean isCurrent() {
            return found.equals(known.name());
        }
    }

    public FactCodec() {
        this(Upcasts.CURRENT);
    }

    FactCodec(Upcasts upcasts) {
        this.upcasts = upcasts;
    }

    /** {@code service.created/1}. */
    public String nameOf(Fact<?> fact) {
        return EventCatalogue.nameOf(fact.event()).toString();
    }

    public byte[] encode(Fact<?> fact) {
        try (var bytes = new ByteArrayBuilder(512);
                var out = mapper.createGenerator(bytes)) {
            out.writeStartObject();
            out.writeStringField("at", fact.at().toString());
            out.writeStringField("by", fact.cause().by());
            out.writeStringField("correlation", fact.cause().correlation());
            if (fact.cause().of().isPresent())
                out.writeStringField("of", fact.cause().of().get());
            out.writeFieldName("event");
            writer.writeValue(out, fact.event());
            out.writeEndObject();
            out.flush();
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + nameOf(fact) + " as JSON", e);
        }
    }

    /** Throws {@link Unreadable} for an unknown name, and for bytes that are not what the name promises. */
    public Fact<?> decode(String name, byte[] bytes) {
        var entry = entries.computeIfAbsent(name, this::entry);
        try (var in = mapper.createParser(bytes)) {
            return read(entry, bytes, in);
        } catch (IOException | IllegalArgumentException e) {
            throw new Unreadable("a fact called " + name + " cannot be read: " + reason(e), e);
        }
    }

    /** Without the place in the text, which nobody sees. */
    private static String reason(Exception trouble) {
        return String.valueOf(
                trouble instanceof JacksonException json ? json.getOriginalMessage() : trouble.getMessage());
    }

    private Fact<?> read(Entry entry, byte[] bytes, JsonParser in) throws IOException {
        @Nullable Instant at = null;
        var by = "";
        var correlation = "";
        var of = Optional.<String>empty();
        @Nullable Event event = null;
        if (in.nextToken() != JsonToken.START_OBJECT) throw new Unreadable(entry.found() + " is not a JSON object");
        for (var field = in.nextFieldName(); field != null; field = in.nextFieldName()) {
            in.nextToken();
            switch (field) {
                case "at" -> at = Instant.parse(in.getText());
                case "by" -> by = in.getText();
                case "correlation" -> correlation = in.getText();
                case "of" -> of = Optional.of(in.getText());
                case "event" -> event = event(entry, bytes, in);
                default -> in.skipChildren();
            }
        }
        if (at == null || event == null) throw new Unreadable(entry.found() + " lacks its time or its event");
        return new Fact<>(event, at, new Cause(by, correlation, of));
    }

    private Event event(Entry entry, byte[] bytes, JsonParser in) throws IOException {
        if (entry.isCurrent())
            return SharedModule.reading(bytes, entry.reader()).readValue(in);
        ObjectNode old = mapper.readTree(in);
        return entry.reader()
                .readValue(upcasts.lift(old, entry.found(), entry.known().name()));
    }

    private Entry entry(String name) {
        var found = EventName.parse(name);
        var known = EventCatalogue.known(found.word());
        return new Entry(found, known, mapper.readerFor(known.type()));
    }
}
