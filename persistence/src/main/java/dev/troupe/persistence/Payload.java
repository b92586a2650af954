package dev.troupe.persistence;

import static com.fasterxml.jackson.annotation.JsonTypeInfo.Id.NAME;

import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.troupe.core.node.Node;
import dev.troupe.core.service.Service;
import dev.troupe.core.spec.ContainerSpec;
import dev.troupe.core.spec.EndpointSpec;
import dev.troupe.core.spec.Mode;
import dev.troupe.core.spec.TaskSpec;
import dev.troupe.core.swarm.Swarm;
import dev.troupe.core.swarm.SwarmEvent;
import dev.troupe.core.task.Task;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.pcollections.PMap;
import org.pcollections.PSet;
import org.pcollections.PVector;
import org.pcollections.TreePMap;

/**
 * How values of the domain look as JSON, in the journal and in messages between managers. The domain knows nothing of it: all is said here.
 *
 * <p>What is empty, absent, false or 0 is not written, and what is not there is read as that. So a component added
 * to a record later may be missing in older payloads, unless its type has no such value (an instant, an enum, another
 * record): then reading fails and names it, and {@link Upcasts} must supply it. Unknown fields are passed over.
 */
public final class Payload {

    /** The parts that make up most of a payload, and that many payloads have in common. */
    static final List<Class<?>> HEAVY = List.of(TaskSpec.class, EndpointSpec.class);

    private Payload() {}

    /** Text of its own for heavy parts that many payloads share: written and read once, see {@link SharedModule}. */
    static JsonMapper mapper() {
        return mapper(any -> {});
    }

    /** A mapper that knows {@code more} besides: what is in messages, and is in no fact. */
    public static JsonMapper mapper(Consumer<JsonMapper.Builder> more) {
        var builder = builder().addModule(new SharedModule(builder().build()));
        more.accept(builder);
        return builder.build();
    }

    /** Reads a whole payload; heavy parts that many payloads share become one object. */
    public static <T> T read(JsonMapper mapper, Class<T> type, byte[] bytes) throws IOException {
        return SharedModule.reading(bytes, mapper.readerFor(type)).readValue(bytes);
    }

    /**
     * The same without secrets, for writing only: what is shown outside is made with this and nothing else. Forgetting one
     * is what {@code PublicEventsTest} looks for.
     */
    static JsonMapper publicMapper() {
        return open().addModule(new SharedModule(open().build())).build();
    }

    private static JsonMapper.Builder open() {
        return builder()
                .addMixIn(SwarmEvent.Initialised.class, WithoutKeys.class)
                .addMixIn(SwarmEvent.TokensRotated.class, WithoutKeys.class)
                .addMixIn(ContainerSpec.class, WithoutCredentials.class);
    }

    @JsonIgnoreProperties({"rootKey", "workerToken", "managerToken"})
    private interface WithoutKeys {}

    @JsonIgnoreProperties("registryAuth")
    private interface WithoutCredentials {}

    /** For texts in which the same heavy part comes up many times: it stands there once, see {@link TableModule}. */
    static JsonMapper mapperWithTables() {
        return builder().addModule(new TableModule(builder().build())).build();
    }

    /** Types that have a value for "nothing there", besides numbers and {@code Optional}. */
    private static final List<Class<?>> MAY_BE_EMPTY =
            List.of(String.class, List.class, Map.class, PVector.class, PSet.class, PMap.class, TreePMap.class);

    private static JsonMapper.Builder builder() {
        var builder = JsonMapper.builder();
        for (var type : MAY_BE_EMPTY) {
            builder.withConfigOverride(
                    type, config -> config.setSetterInfo(JsonSetter.Value.forValueNulls(Nulls.AS_EMPTY)));
        }
        return builder.addModule(new Jdk8Module())
                .addModule(new JavaTimeModule())
                .addModule(new IdModule())
                .addModule(new CollectionModule())
                .addMixIn(Mode.class, ModeNames.class)
                .addMixIn(Service.class, ServiceNames.class)
                .addMixIn(Task.class, TaskNames.class)
                .addMixIn(Node.class, NodeNames.class)
                .addMixIn(Swarm.class, SwarmNames.class)
                // Records are their components; isLive() and the like are questions, not parts.
                .visibility(PropertyAccessor.IS_GETTER, Visibility.NONE)
                .defaultPropertyInclusion(
                        JsonInclude.Value.construct(JsonInclude.Include.NON_DEFAULT, JsonInclude.Include.ALWAYS))
                .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
                .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
                .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);
    }

    @JsonTypeInfo(use = NAME, property = "kind")
    @JsonSubTypes(@JsonSubTypes.Type(value = Mode.Replicated.class, name = "replicated"))
    private interface ModeNames {}

    @JsonTypeInfo(use = NAME, property = "stage")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = Service.Absent.class, name = "absent"),
        @JsonSubTypes.Type(value = Service.Live.class, name = "live"),
        @JsonSubTypes.Type(value = Service.Removed.class, name = "removed")
    })
    private interface ServiceNames {}

    @JsonTypeInfo(use = NAME, property = "stage")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = Task.Absent.class, name = "absent"),
        @JsonSubTypes.Type(value = Task.Live.class, name = "live"),
        @JsonSubTypes.Type(value = Task.Deleted.class, name = "deleted")
    })
    private interface TaskNames {}

    @JsonTypeInfo(use = NAME, property = "stage")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = Node.Absent.class, name = "absent"),
        @JsonSubTypes.Type(value = Node.Member.class, name = "member"),
        @JsonSubTypes.Type(value = Node.Removed.class, name = "removed")
    })
    private interface NodeNames {}

    @JsonTypeInfo(use = NAME, property = "stage")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = Swarm.Inactive.class, name = "inactive"),
        @JsonSubTypes.Type(value = Swarm.Active.class, name = "active")
    })
    private interface SwarmNames {}
}
