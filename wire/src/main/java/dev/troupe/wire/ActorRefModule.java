package dev.troupe.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdScalarSerializer;
import java.io.IOException;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorRefResolver;

/** References to actors as texts that another manager can resolve. */
final class ActorRefModule extends SimpleModule {

    private static final long serialVersionUID = 1;

    /** @param resolver asked when first needed: serializers are made before the actor system is whole */
    ActorRefModule(Supplier<ActorRefResolver> resolver) {
        super("actor references");
        addSerializer(new Writer(resolver));
        addDeserializer(ActorRef.class, new Reader(resolver));
    }

    @SuppressWarnings({"serial", "rawtypes"}) // Jackson's base classes are serializable; nobody serializes them.
    private static final class Writer extends StdScalarSerializer<ActorRef> {
        private final Supplier<ActorRefResolver> resolver;

        Writer(Supplier<ActorRefResolver> resolver) {
            super(ActorRef.class);
            this.resolver = resolver;
        }

        @Override
        @SuppressWarnings("unchecked")
        public void serialize(ActorRef ref, JsonGenerator out, SerializerProvider provider) throws IOException {
            out.writeString(resolver.get().toSerializationFormat(ref));
        }
    }

    @SuppressWarnings({"serial", "rawtypes"})
    private static final class Reader extends StdScalarDeserializer<ActorRef> {
        private final Supplier<ActorRefResolver> resolver;

        Reader(Supplier<ActorRefResolver> resolver) {
            super(ActorRef.class);
            this.resolver = resolver;
        }

        @Override
        public ActorRef deserialize(JsonParser in, DeserializationContext context) throws IOException {
            return resolver.get().resolveActorRef(in.getText());
        }
    }
}
