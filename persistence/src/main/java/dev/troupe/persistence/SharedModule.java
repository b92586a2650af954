package dev.troupe.persistence;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.SerializedString;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The thousands of tasks of a service have one and the same spec. Its text is made once and copied after that; read
 * back, equal texts become one and the same object. Both memories are small and forget: a miss costs time only.
 *
 * <p>To recognise a text, a reader must be told the bytes that are being parsed: {@link #reading}.
 */
final class SharedModule extends SimpleModule {

    private static final long serialVersionUID = 1;

    /** Services whose tasks come and go at one time; a power of two. */
    private static final int REMEMBERED = 512;

    private static final Object SOURCE = new Object();

    SharedModule(ObjectMapper plain) {
        super("shared");
        for (var type : Payload.HEAVY) share(type, plain);
    }

    private <T> void share(Class<T> type, ObjectMapper plain) {
        addSerializer(type, new Writer<>(type, plain));
        addDeserializer(type, new Reader<>(type, plain));
    }

    /** The same reader, for a parser over exactly these bytes. */
    static ObjectReader reading(byte[] source, ObjectReader reader) {
        return reader.withAttribute(SOURCE, source);
    }

    @SuppressWarnings("serial") // Jackson's base classes are serializable; nobody serializes them.
    private static final class Writer<T> extends StdSerializer<T> {

        private record Written(WeakReference<Object> value, SerializableString text) {}

        private final AtomicReferenceArray<@Nullable Written> memory = new AtomicReferenceArray<>(REMEMBERED);
        private final ObjectWriter plain;

        Writer(Class<T> type, ObjectMapper plain) {
            super(type);
            this.plain = plain.writerFor(type);
        }

        @Override
        public void serialize(T value, JsonGenerator out, SerializerProvider provider) throws IOException {
            var place = System.identityHashCode(value) & (REMEMBERED - 1);
            var written = memory.get(place);
            if (written == null || !written.value().refersTo(value)) {
                written =
                        new Written(new WeakReference<>(value), new SerializedString(plain.writeValueAsString(value)));
                memory.set(place, written);
            }
            out.writeRawValue(written.text());
        }
    }

    @SuppressWarnings("serial")
    private static final class Reader<T> extends StdDeserializer<T> {

        private record Read<T>(ByteBuffer text, T value) {}

        private final AtomicReferenceArray<@Nullable Read<T>> memory = new AtomicReferenceArray<>(REMEMBERED);
        private final ObjectReader plain;

        Reader(Class<T> type, ObjectMapper plain) {
            super(type);
            this.plain = plain.readerFor(type);
        }

        @Override
        public T deserialize(JsonParser in, DeserializationContext context) throws IOException {
            if (!(context.getAttribute(SOURCE) instanceof byte[] source)) return plain.readValue(in);

            // The parser has just passed the opening brace; after the skip, the closing one.
            var from = Math.toIntExact(in.currentLocation().getByteOffset()) - 1;
            in.skipChildren();
            var to = Math.toIntExact(in.currentLocation().getByteOffset());

            var place = hash(source, from, to) & (REMEMBERED - 1);
            var read = memory.get(place);
            if (read == null || !read.text().equals(ByteBuffer.wrap(source, from, to - from))) {
                T value = plain.readValue(source, from, to - from);
                read = new Read<>(ByteBuffer.wrap(Arrays.copyOfRange(source, from, to)), value);
                memory.set(place, read);
            }
            return read.value();
        }

        private static int hash(byte[] source, int from, int to) {
            var crc = new CRC32C();
            crc.update(source, from, to - from);
            return (int) crc.getValue();
        }
    }
}
