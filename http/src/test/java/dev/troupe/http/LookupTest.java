package dev.troupe.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.troupe.http.wire.Lookup;
import dev.troupe.http.wire.Malformed;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is meant by a word (OM-9, OM-10). */
class LookupTest {

    private static OpenDoor door;

    @BeforeAll
    static void open() throws Exception {
        door = OpenDoor.tcp();
        create("web", 3);
    }

    @AfterAll
    static void close() {
        door.close();
    }

    private static void create(String name, int replicas) {
        var made = door.post(
                "/services/create",
                "{\"Name\":\"" + name + "\",\"TaskTemplate\":{\"ContainerSpec\":{\"Image\":\"alpine\"}},"
                        + "\"Mode\":{\"Replicated\":{\"Replicas\":" + replicas + "}}}");
        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
    }

    @Test // OM-9
    void anIdItsBeginningAndANameMeanAService() {
        var roster = door.gate.roster();
        var web = roster.serviceNamed("web").orElseThrow();
        assertThat(Lookup.service(roster, web.id().value())).isEqualTo(web);
        assertThat(Lookup.service(roster, "service10")).isEqualTo(web);
        assertThat(Lookup.service(roster, "web")).isEqualTo(web);
        assertThatThrownBy(() -> Lookup.service(roster, "we")).hasMessage("service we not found");
        assertThatThrownBy(() -> Lookup.service(roster, "")).hasMessage("service  not found");
    }

    @Test // OM-9
    void aNameBeatsTheBeginningOfAnId() {
        create("service1", 0);
        var roster = door.gate.roster();
        assertThat(roster.serviceNamed("web").orElseThrow().id().value()).startsWith("service1");
        assertThat(Lookup.service(roster, "service1").spec().name()).isEqualTo("service1");
        assertThat(Lookup.service(roster, "service10").spec().name()).isEqualTo("web");
    }

    @Test // OM-9
    void aBeginningThatSeveralShareIsAmbiguous() {
        assertThatThrownBy(() -> Lookup.task(door.gate.roster(), "task"))
                .isInstanceOf(Malformed.class)
                .hasMessage("task task is ambiguous (3 matches found)");
        assertThat(door.get("/tasks/task").statusCode()).isEqualTo(400);
        assertThat(door.get("/tasks/task2").statusCode()).isEqualTo(200);
    }

    @Test
    void aTaskIsAlsoMeantAsStoriesNameIt() {
        var roster = door.gate.roster();
        var second = Lookup.task(roster, "task2");
        assertThat(Lookup.taskAsTold(roster, "web.2")).isEqualTo(second);
        assertThat(Lookup.taskAsTold(roster, "web.2/task")).isEqualTo(second);
        assertThat(Lookup.taskAsTold(roster, second.id().value())).isEqualTo(second);
        assertThat(Lookup.taskAsTold(roster, second.draft().name())).isEqualTo(second);
        assertThatThrownBy(() -> Lookup.taskAsTold(roster, "web.2/task3")).hasMessage("task web.2/task3 not found");
        assertThatThrownBy(() -> Lookup.taskAsTold(roster, "web.9")).hasMessage("task web.9 not found");
        assertThatThrownBy(() -> Lookup.taskAsTold(roster, "web.")).hasMessage("task web. not found");
    }

    @Test // OM-10
    void aNodeIsMeantByItsHostNameInAnyCase() {
        var roster = door.gate.roster();
        var node = roster.nodes().stream().findFirst().orElseThrow();
        var name = node.facts().description().hostname();
        assertThat(Lookup.node(roster, name.toUpperCase(Locale.ROOT))).isEqualTo(node);
        assertThat(Lookup.node(roster, node.facts().id().value())).isEqualTo(node);
        assertThatThrownBy(() -> Lookup.node(roster, "nobody")).hasMessage("node nobody not found");
    }
}
