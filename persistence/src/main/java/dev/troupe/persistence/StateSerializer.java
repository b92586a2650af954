package dev.troupe.persistence;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.troupe.core.name.NameBook;
import dev.troupe.core.node.Node;
import dev.troupe.core.service.Service;
import dev.troupe.core.swarm.Swarm;
import dev.troupe.core.task.Task;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.pekko.serialization.SerializerWithStringManifest;

/**
 * Snapshots of entities as JSON: {@code service-state/4}. A snapshot saves replaying and is nothing more; one that
 * cannot be read (any longer) counts as absent, and the facts are replayed from the first. So a version is raised
 * whenever a state changes in a way that an old snapshot would hide; no upcasts here.
 */
public final class StateSerializer extends SerializerWithStringManifest {

    public static final int IDENTIFIER = 7_302;

    private final JsonMapper mapper = Payload.mapper();

    @Override
    public int identifier() {
        return IDENTIFIER;
    }

    @Override
    public String manifest(Object state) {
        return switch (state) {
            case Service service -> "service-state/4";
            case Task task -> "task-state/2";
            case Node node -> "node-state/3";
            case Swarm swarm -> "swarm-state/1";
            case NameBook names -> "names-state/1";
            default ->
                throw new IllegalArgumentException(
                        "not the state of an entity: " + state.getClass().getName());
        };
    }

    private static Class<?> typeOf(String manifest) {
        return switch (manifest) {
            case "service-state/4" -> Service.class;
            case "task-state/2" -> Task.class;
            case "node-state/3" -> Node.class;
            case "swarm-state/1" -> Swarm.class;
            case "names-state/1" -> NameBook.class;
            default -> throw new Unreadable("this release of Troupe reads no snapshot called " + manifest);
        };
    }

    @Override
    public byte[] toBinary(Object state) {
        try {
            return mapper.writeValueAsBytes(state);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + manifest(state) + " as JSON", e);
        }
    }

    @Override
    public Object fromBinary(byte[] bytes, String manifest) {
        try {
            return Payload.read(mapper, typeOf(manifest), bytes);
        } catch (IOException | IllegalArgumentException e) {
            throw new Unreadable("a snapshot called " + manifest + " cannot be read: " + e.getMessage(), e);
        }
    }
}
