package dev.troupe.persistence;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Within one text, each heavy part that many share stands once, where it first comes up; after that, its number does:
 * they are counted from 0, each kind for itself. Read back, equal parts are one and the same object.
 *
 * <p>Each writing and each reading needs memories of its own: {@link #writing}, {@link #reading}.
 */
final class TableModule extends SimpleModule {

    private static final long serialVersionUID = 1;

    private static final Object TABLES = new Object();

    TableModule(ObjectMapper plain) {
        super("tables");
        for (var type : Payload.HEAVY) share(type, plain);
    }

    private <T> void share(Class<T> type, ObjectMapper plain) {
        addSerializer(type, new Writer<>(type, plain));
        addDeserializer(type, new Reader<>(type, plain));
    }

    static ObjectWriter writing(ObjectWriter writer) {
        return writer.withAttribute(TABLES, new HashMap<Object, Integer>());
    }

    static ObjectReader reading(ObjectReader reader) {
        return reader.withAttribute(TABLES, new HashMap<Class<?>, List<Object>>());
    }

    @SuppressWarnings("serial") // Jackson's base classes are serializable; nobody serializes them.
    private static final class Writer<T> extends StdSerializer<T> {
        private final ObjectWriter plain;

        Writer(Class<T> type, ObjectMapper plain) {
            super(type);
            this.plain = plain.writerFor(type).without(SerializationFeature.FLUSH_AFTER_WRITE_VALUE);
        }

        @Override
        public void serialize(T value, JsonGenerator out, SerializerProvider provider) throws IOException {
            @SuppressWarnings("unchecked") // As put there by writing().
            var numbers = (Map<Object, Integer>) present(provider.getAttribute(TABLES));
            var number = numbers.get(value);
            if (number != null) {
                out.writeNumber(number);
                return;
            }
            numbers.put(value, numbers.merge(handledType(), 1, Integer::sum) - 1);
            plain.writeValue(out, value);
        }
    }

    @SuppressWarnings("serial")
    private static final class Reader<T> extends StdDeserializer<T> {
        private final ObjectReader plain;

        Reader(Class<T> type, ObjectMapper plain) {
            super(type);
            this.plain = plain.readerFor(type);
        }

        @Override
        public T deserialize(JsonParser in, DeserializationContext context) throws IOException {
            @SuppressWarnings("unchecked") // As put there by reading().
            var tables = (Map<Class<?>, List<T>>) present(context.getAttribute(TABLES));
            var table = tables.computeIfAbsent(handledType(), type -> new ArrayList<>());
            if (in.currentToken() == JsonToken.VALUE_NUMBER_INT) return table.get(in.getIntValue());
            T value = plain.readValue(in);
            table.add(value);
            return value;
        }
    }

    private static Object present(@Nullable Object tables) {
        if (tables == null) throw new IllegalStateException("a text with tables is neither read nor written alone");
        return tables;
    }
}
