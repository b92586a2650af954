package dev.troupe.persistence;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.KeyDeserializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdScalarSerializer;
import dev.troupe.core.id.NodeId;
import dev.troupe.core.id.ServiceId;
import dev.troupe.core.id.TaskId;
import java.io.IOException;
import java.util.function.Function;

/** Identities as bare texts, also as keys. */
final class IdModule extends SimpleModule {

    private static final long serialVersionUID = 1;

    IdModule() {
        super("ids");
        id(ServiceId.class, ServiceId::value, ServiceId::new);
        id(TaskId.class, TaskId::value, TaskId::new);
        id(NodeId.class, NodeId::value, NodeId::new);
    }

    private <T> void id(Class<T> type, Function<T, String> write, Function<String, T> read) {
        addSerializer(type, new Writer<>(type, write));
        addKeySerializer(type, new KeyWriter<>(type, write));
        addDeserializer(type, new Reader<>(type, read));
        addKeyDeserializer(type, new KeyReader<>(read));
    }

    @SuppressWarnings("serial") // Jackson's base classes are serializable; nobody serializes them.
    private static final class Writer<T> extends StdScalarSerializer<T> {
        private final Function<T, String> write;

        Writer(Class<T> type, Function<T, String> write) {
            super(type);
            this.write = write;
        }

        @Override
        public void serialize(T id, JsonGenerator out, SerializerProvider provider) throws IOException {
            out.writeString(write.apply(id));
        }
    }

    @SuppressWarnings("serial")
    private static final class KeyWriter<T> extends StdScalarSerializer<T> {
        private final Function<T, String> write;

        KeyWriter(Class<T> type, Function<T, String> write) {
            super(type);
            this.write = write;
        }

        @Override
        public void serialize(T id, JsonGenerator out, SerializerProvider provider) throws IOException {
            out.writeFieldName(write.apply(id));
        }
    }

    @SuppressWarnings("serial")
    private static final class Reader<T> extends StdScalarDeserializer<T> {
        private final Function<String, T> read;

        Reader(Class<T> type, Function<String, T> read) {
            super(type);
            this.read = read;
        }

        @Override
        public T deserialize(JsonParser in, DeserializationContext context) throws IOException {
            return read.apply(in.getText());
        }
    }

    private static final class KeyReader<T> extends KeyDeserializer {
        private final Function<String, T> read;

        KeyReader(Function<String, T> read) {
            this.read = read;
        }

        @Override
        public Object deserializeKey(String key, DeserializationContext context) {
            return read.apply(key);
        }
    }
}
