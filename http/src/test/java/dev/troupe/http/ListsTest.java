package dev.troupe.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.troupe.core.node.Availability;
import dev.troupe.core.node.NodeSpec;
import dev.troupe.core.node.Role;
import dev.troupe.core.roster.NodeView;
import dev.troupe.core.roster.ServiceView;
import dev.troupe.core.spec.Placement;
import dev.troupe.http.wire.Json;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the lists of services, tasks and nodes show of what is asked for. */
class ListsTest {

    private static OpenDoor door;

    @BeforeAll
    static void open() throws Exception {
        door = OpenDoor.tcp();
        create("web", "{\"tier\":\"front\",\"team\":\"a\"}", 2);
        create("web-admin", "{\"tier\":\"front\",\"team\":\"b\"}", 0);
        create("db", "{\"tier\":\"\"}", 1);
        var worker = door.gate.roster().node(MapGate.WORKER).orElseThrow();
        var labelled =
                worker.facts().withSpec(new NodeSpec("", Map.of("disk", "ssd"), Role.WORKER, Availability.ACTIVE));
        door.gate.show(door.gate.roster().with(new NodeView(labelled, worker.load(), 10, MapGate.BORN, MapGate.BORN)));
    }

    @AfterAll
    static void close() {
        door.close();
    }

    private static String create(String name, String labels, int replicas) {
        var made = door.post(
                "/services/create",
                "{\"Name\":\"" + name + "\",\"Labels\":" + labels
                        + ",\"TaskTemplate\":{\"ContainerSpec\":{\"Image\":\"alpine\"}},\"Mode\":{\"Replicated\":{\"Replicas\":"
                        + replicas + "}}}");
        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
        return Json.object(made.body()).path("ID").asText();
    }

    private static String filtered(String path, String filters) {
        return door.get(path + "?filters=" + URLEncoder.encode(filters, StandardCharsets.UTF_8))
                .body();
    }

    private static JsonNode all(String path, String filters) {
        return Json.object("{\"all\":" + filtered(path, filters) + "}").path("all");
    }

    private static String names(String path, String filters, String field) {
        return all(path, filters)
                .valueStream()
                .map((JsonNode each) -> each.at(field).asText())
                .sorted()
                .collect(Collectors.joining(" "));
    }

    @ParameterizedTest // OM-11
    @CsvSource(delimiter = '|', textBlock = """
            {"name":["we"]}                           | web web-admin
            {"name":["web-"]}                         | web-admin
            {"name":["eb"]}                           |
            {"id":["service1"]}                       | web
            {"id":["service1","service3"]}            | db web
            {"label":["tier"]}                        | db web web-admin
            {"label":["tier=front"]}                  | web web-admin
            {"label":["tier="]}                       | db web web-admin
            {"label":["tier=fro"]}                    |
            {"label":["tier","team=b"]}               | web-admin
            {"name":["db","web-"]}                    | db web-admin
            {"name":["we"],"label":["team=a"]}        | web
            {"mode":["replicated"]}                   | db web web-admin
            {"mode":["global","replicated-job"]}      |
            {"runtime":["container"]}                 | db web web-admin
            {"runtime":["plugin"]}                    |
            """)
    void servicesAreFoundByWhatIsKnownOfThem(String filters, String names) {
        assertThat(names("/services", filters, "/Spec/Name")).isEqualTo(names == null ? "" : names);
    }

    @ParameterizedTest // OM-11, OM-36
    @CsvSource(delimiter = '|', textBlock = """
            {"name":["ip-172-31-2"]}                  | ip-172-31-20-162 ip-172-31-29-251
            {"name":["ip-172-31-29"]}                 | ip-172-31-29-251
            {"role":["manager"]}                      | ip-172-31-20-162
            {"role":["worker","manager"]}             | ip-172-31-20-162 ip-172-31-29-251
            {"membership":["accepted"]}               | ip-172-31-20-162 ip-172-31-29-251
            {"membership":["pending"]}                |
            {"node.label":["disk=ssd"]}               | ip-172-31-29-251
            {"node.label":["disk"],"role":["manager"]} |
            {"label":["disk"]}                        |
            """)
    void nodesAreFoundByWhatIsKnownOfThem(String filters, String names) {
        assertThat(names("/nodes", filters, "/Description/Hostname")).isEqualTo(names == null ? "" : names);
    }

    @ParameterizedTest // OM-11
    @CsvSource(delimiter = '|', textBlock = """
            {"service":["web"]}                       | 2
            {"service":["web","db"]}                  | 3
            {"name":["web.1"]}                        | 1
            {"label":["team=a"]}                      | 2
            {"desired-state":["running"]}             | 3
            {"desired-state":["shutdown"]}            | 0
            {"service":["db"],"name":["web"]}         | 0
            {"node":["ip-172-31-20-162"]}             | 3
            {"node":["ip-172-31-29-251"]}             | 0
            {"service":["web"],"node":["ip-172-31-29-251"]} | 0
            {"runtime":["container"]}                 | 3
            """)
    void tasksAreFoundByWhatIsKnownOfThem(String filters, int count) {
        assertThat(all("/tasks", filters)).hasSize(count);
    }

    @ParameterizedTest // OM-11
    @CsvSource(delimiter = '|', textBlock = """
            /services | {"nosuch":["x"]}              | 400 | invalid filter 'nosuch'
            /services | {"mode":["x"]}                | 400 | Invalid mode filter: 'x'
            /nodes    | {"role":["boss"]}             | 400 | Invalid role filter: 'boss'
            /nodes    | {"membership":["x"]}          | 400 | Invalid membership filter: 'x'
            /tasks    | {"desired-state":["x"]}       | 400 | Invalid desired-state filter: 'x'
            /tasks    | {"service":["nosuch"]}        | 404 | service nosuch not found
            /tasks    | {"node":["nosuch"]}           | 404 | node nosuch not found
            """)
    void whatCannotBeAskedIsSaid(String path, String filters, int status, String text) {
        var response = door.get(path + "?filters=" + URLEncoder.encode(filters, StandardCharsets.UTF_8));
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(Json.object(response.body()).path("message").asText()).endsWith(text);
    }

    @Test // OM-12, U-30: the CLI waits for tasks that are up to date, and for no others.
    void aTaskThatNeedNotBeReplacedIsUpToDate() {
        var before = door.gate.roster();
        var db = before.serviceNamed("db").orElseThrow();
        var upToDate = "{\"service\":[\"db\"],\"_up-to-date\":[\"true\"]}";
        try {
            for (var constraint : List.of("node.role==manager", "node.role==worker")) { // Its task is on a manager.
                var spec = db.spec();
                var placed = spec.withTask(
                        spec.task().withPlacement(new Placement(List.of(constraint), List.of(), 0, List.of())));
                door.gate.show(before.with(new ServiceView(
                        db.id(), placed, 7, Optional.of(spec), Optional.empty(), 99, MapGate.BORN, MapGate.BORN)));
                assertThat(all("/tasks", upToDate)).as(constraint).hasSize(constraint.endsWith("manager") ? 1 : 0);
            }
            var other = db.spec().withTask(db.spec().task().withEssence("another image"));
            door.gate.show(before.with(new ServiceView(
                    db.id(), other, 7, Optional.of(db.spec()), Optional.empty(), 99, MapGate.BORN, MapGate.BORN)));
            assertThat(all("/tasks", upToDate)).isEmpty();
        } finally {
            door.gate.show(before);
        }
    }

    @Test // R-16, OM-7
    void aRemovedServiceIsGoneAtOnceAndItsTasksAreStillListed() {
        var before = door.gate.roster();
        try {
            var id = create("gone", "{}", 1);
            assertThat(door.method("DELETE", "/services/gone").statusCode()).isEqualTo(200);
            for (var word : List.of("gone", id)) {
                assertThat(door.get("/services/" + word).statusCode()).isEqualTo(404);
                assertThat(filtered("/tasks", "{\"service\":[\"" + word + "\"]}"))
                        .contains("not found");
            }
            assertThat(names("/tasks", "{}", "/ServiceID")).contains(id);
            assertThat(create("gone", "{}", 0)).as("the name is free").isNotEqualTo(id);
        } finally {
            door.gate.show(before);
        }
    }

    @Test // OM-16
    void aServiceWithoutANameGetsOneOfTwoWords() {
        var before = door.gate.roster();
        try {
            var made = door.post("/services/create", "{\"TaskTemplate\":{\"ContainerSpec\":{\"Image\":\"alpine\"}}}");
            var id = Json.object(made.body()).path("ID").asText();
            var shown = Json.object(door.get("/services/" + id).body());
            assertThat(shown.at("/Spec/Name").asText()).matches("[a-z]+_[a-z]+");
        } finally {
            door.gate.show(before);
        }
    }
}
