package dev.troupe.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.troupe.core.id.ServiceId;
import dev.troupe.core.id.TaskId;
import dev.troupe.core.name.NameEvent;
import dev.troupe.core.node.NodeEvent;
import dev.troupe.core.rule.Cause;
import dev.troupe.core.rule.Event;
import dev.troupe.core.rule.Fact;
import dev.troupe.core.service.ServiceEvent;
import dev.troupe.core.spec.EndpointSpec;
import dev.troupe.core.spec.TaskSpec;
import dev.troupe.core.swarm.SwarmEvent;
import dev.troupe.core.task.DesiredState;
import dev.troupe.core.task.TaskDraft;
import dev.troupe.core.task.TaskEvent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What stands in journals out there. After a wanted change: {@code -Dgolden.write=true} writes the files anew; where
 * old payloads may exist, keep the old file beside the new one as {@code NAME.VERSION.before-WHAT.json}.
 */
class EventCatalogueTest {

    private static final Path GOLDEN = Path.of("src/test/resources/events");
    private static final ObjectMapper PRETTY = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private final FactCodec codec = new FactCodec();

    static Stream<Class<? extends Event>> events() {
        return Stream.of(ServiceEvent.class, TaskEvent.class, NodeEvent.class, SwarmEvent.class, NameEvent.class)
                .flatMap(family -> Stream.of(family.getPermittedSubclasses()))
                .map(type -> type.asSubclass(Event.class));
    }

    @ParameterizedTest
    @MethodSource("events")
    void isWrittenAsItsGoldenFileSays(Class<? extends Event> type) throws IOException {
        var fact = full(type);
        var written = PRETTY.readTree(codec.encode(fact));
        var golden = GOLDEN.resolve(codec.nameOf(fact).replace('/', '.') + ".json");
        if (Boolean.getBoolean("golden.write")) {
            Files.writeString(golden, PRETTY.writeValueAsString(written) + "\n");
        }
        assertThat(golden).as("the golden file of %s", codec.nameOf(fact)).exists();
        assertThat(written).isEqualTo(PRETTY.readTree(Files.readString(golden)));
    }

    @ParameterizedTest
    @MethodSource("events")
    void isReadBackAsItWas(Class<? extends Event> type) {
        var full = full(type);
        assertThat(codec.decode(codec.nameOf(full), codec.encode(full))).isEqualTo(full);

        var bare = new Fact<Event>(Filled.bare().make(type), Filled.NOON, Cause.outside("", ""));
        assertThat(codec.decode(codec.nameOf(bare), codec.encode(bare))).isEqualTo(bare);
    }

    @ParameterizedTest
    @MethodSource("events")
    void isReadByTheClassThatWroteIt(Class<? extends Event> type) {
        var name = EventCatalogue.nameOf(Filled.bare().make(type));
        assertThat(EventCatalogue.nameOf(type)).isEqualTo(name);
        var known = EventCatalogue.known(name.word());
        assertThat(known.type()).isEqualTo(type);
        assertThat(known.name()).isEqualTo(name);
    }

    @Test
    void isNamedOnThePageAboutTheJournal() throws IOException {
        var page = Files.readString(Path.of("../docs/journal.md"));
        assertThat(EventCatalogue.words())
                .hasSameSizeAs(events().toList())
                .allSatisfy(word -> assertThat(page).contains("`" + word + "`"));
    }

    @Test
    void everyFileEverWrittenCanBeRead() throws IOException {
        try (var files = Files.list(GOLDEN)) {
            assertThat(files.filter(file -> file.toString().endsWith(".json")))
                    .isNotEmpty()
                    .allSatisfy(file -> {
                        var parts = file.getFileName().toString().split("\\.", -1);
                        assertThat(codec.decode(parts[0] + "." + parts[1] + "/" + parts[2], Files.readAllBytes(file)))
                                .isNotNull();
                    });
        }
    }

    @Test
    void constantsOfEnumsStandInTheJournalAndSoKeepTheirNames() throws IOException {
        var filled = Filled.full();
        events().forEach(filled::make);
        var constants = new StringBuilder();
        filled.enums.forEach((type, names) -> constants
                .append(type.replaceAll(".*[.$]", ""))
                .append(' ')
                .append(names)
                .append('\n'));
        var golden = GOLDEN.resolve("enums.txt");
        if (Boolean.getBoolean("golden.write")) Files.writeString(golden, constants);
        assertThat(golden).hasContent(constants.toString());
    }

    @Test
    void whatALaterReleaseAddedIsPassedOverAndWhatAnEarlierOneDidNotKnowIsEmpty() {
        var json = """
        {"at":"2026-01-02T12:00:00Z","by":"me","correlation":"c","mood":{"fine":[1,2]},
         "event":{"status":{"state":"RUNNING","at":"2026-01-02T12:00:00Z","colour":"red"},"mood":7}}""";
        var fact = codec.decode("task.observed/1", json.getBytes(StandardCharsets.UTF_8));
        assertThat(fact.event()).isInstanceOfSatisfying(TaskEvent.Observed.class, observed -> {
            assertThat(observed.status().message()).isEmpty();
            assertThat(observed.status().container()).isEmpty();
            assertThat(observed.status().ports()).isEmpty();
        });
    }

    @Test
    void aMissingPartThatHasNoEmptyValueIsNamed() {
        var json = """
        {"at":"2026-01-02T12:00:00Z","by":"me","correlation":"c","event":{"status":{"state":"RUNNING"}}}""";
        assertThatThrownBy(() -> codec.decode("task.observed/1", json.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(Unreadable.class)
                .hasMessageContaining("task.observed/1")
                .hasMessageContaining("'at'");
    }

    @Test
    void anUnknownNameIsRefusedWithThatName() {
        assertThatThrownBy(() -> codec.decode("task.danced/1", new byte[0]))
                .isInstanceOf(Unreadable.class)
                .hasMessageContaining("task.danced");
        assertThatThrownBy(() -> codec.decode(
                        "task.deleted/2",
                        "{\"at\":\"2026-01-02T12:00:00Z\",\"event\":{}}".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(Unreadable.class)
                .hasMessageContaining("newer");
    }

    @Test
    void anOlderPayloadIsLiftedStepByStep() {
        UnaryOperator<ObjectNode> renamed =
                old -> old.putObject("x").objectNode().set("error", old.get("text"));
        UnaryOperator<ObjectNode> loud =
                old -> old.put("error", old.get("error").textValue() + "!");
        var upcasts = new Upcasts(
                Map.of(new EventName("task.explained", -1), renamed, new EventName("task.explained", 0), loud));
        var json = "{\"at\":\"2026-01-02T12:00:00Z\",\"event\":{\"text\":\"no room\"}}";
        var fact = new FactCodec(upcasts).decode("task.explained/-1", json.getBytes(StandardCharsets.UTF_8));
        assertThat(fact.event()).isEqualTo(new TaskEvent.Explained("no room!"));
    }

    @Test
    void tasksOfOneServiceShareOneSpecWhenReadBack() {
        var spec = Filled.full().make(TaskSpec.class);
        var first = read(created("t1", 1, spec));
        var second = read(created("t2", 2, spec));
        assertThat(first.draft()).isEqualTo(created("t1", 1, spec).draft());
        assertThat(second.draft().spec()).isEqualTo(spec).isSameAs(first.draft().spec());
        assertThat(second.draft().endpoint()).isSameAs(first.draft().endpoint());

        var other = spec.withRegistryAuth(Optional.of("other"));
        assertThat(read(created("t3", 3, other)).draft().spec()).isEqualTo(other);
    }

    @Test
    void aSlotMayBeTakenWithoutANewTask() {
        var taken = new Fact<ServiceEvent>(
                new ServiceEvent.SlotsTaken(List.of(1, 2), List.of(Optional.empty(), Optional.of(new TaskId("t")))),
                Filled.NOON,
                Cause.outside("", ""));
        assertThat(codec.decode(codec.nameOf(taken), codec.encode(taken))).isEqualTo(taken);
    }

    private TaskEvent.Created read(TaskEvent.Created event) {
        var fact = new Fact<TaskEvent>(event, Filled.NOON, Cause.outside("tester", "c-1"));
        return (TaskEvent.Created)
                codec.decode(codec.nameOf(fact), codec.encode(fact)).event();
    }

    private static TaskEvent.Created created(String id, int slot, TaskSpec spec) {
        return new TaskEvent.Created(new TaskDraft(
                new TaskId(id),
                new ServiceId("s1"),
                "web",
                Map.of("a", "b"),
                slot,
                1,
                spec,
                EndpointSpec.NONE,
                DesiredState.RUNNING));
    }

    private static Fact<Event> full(Class<? extends Event> type) {
        return new Fact<>(
                Filled.full().make(type),
                Filled.NOON,
                new Cause("client \"dockér\"", "c-1", Optional.of("service|s1#7")));
    }

    /** Only so that the list of families above is complete. */
    @Test
    void everyFamilyIsSealed() {
        assertThat(List.of(ServiceEvent.class, TaskEvent.class, NodeEvent.class, SwarmEvent.class, NameEvent.class))
                .allMatch(Class::isSealed);
    }
}
