package dev.troupe.wire;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.troupe.persistence.Payload;
import java.io.IOException;
import java.io.NotSerializableException;
import java.io.UncheckedIOException;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.serialization.SerializerWithStringManifest;

/**
 * Hands Pekko the bytes of messages between entities, and of the replies to clients; bound in {@code conf/messages.conf}. The
 * manifest is the message's name. One that this release does not know is lost as if the network had lost it: whoever
 * is owed something says it again.
 */
public final class MessageSerializer extends SerializerWithStringManifest {

    /** Stands in every message. Never changes. */
    public static final int IDENTIFIER = 7_303;

    private final JsonMapper mapper;

    public MessageSerializer(ExtendedActorSystem system) {
        mapper = Payload.mapper(builder -> {
            Kinds.addTo(builder);
            builder.addModule(new ActorRefModule(() -> ActorRefResolver.get(Adapter.toTyped(system))));
        });
    }

    @Override
    public int identifier() {
        return IDENTIFIER;
    }

    @Override
    public String manifest(Object message) {
        return MessageCatalogue.nameOf(message);
    }

    @Override
    public byte[] toBinary(Object message) {
        try {
            return mapper.writeValueAsBytes(message);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + manifest(message) + " as JSON", e);
        }
    }

    @Override
    public Object fromBinary(byte[] bytes, String name) throws NotSerializableException {
        var type = MessageCatalogue.typeOf(name)
                .orElseThrow(() -> new NotSerializableException(
                        "this release of Troupe knows no message called " + name + "; is a manager newer?"));
        try {
            return Payload.read(mapper, type, bytes);
        } catch (IOException | IllegalArgumentException e) {
            throw new NotSerializableException("a message called " + name + " cannot be read: " + e.getMessage());
        }
    }
}
