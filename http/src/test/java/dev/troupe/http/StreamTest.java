package dev.troupe.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.troupe.core.node.NodeState;
import dev.troupe.core.roster.NodeView;
import dev.troupe.core.roster.SwarmMessage;
import dev.troupe.core.session.LogLine;
import dev.troupe.core.task.TaskState;
import dev.troupe.core.task.TaskStatus;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Logs and events: sections 1.7, 5 and 6. */
class StreamTest {
    private static final String SPEC = """
      {"Name":"web","TaskTemplate":{"ContainerSpec":{"Image":"alpine"}},"Mode":{"Replicated":{"Replicas":2}}}""";
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    Path directory;

    private static LogLine line(MapGate gate, int task, boolean error, String text) {
        var id = gate.roster().tasks().stream()
                .skip(task)
                .findFirst()
                .orElseThrow()
                .id();
        return new LogLine(id, error, MapGate.BORN, text);
    }

    @Test
    void theHeadersOfEventsGoOutBeforeAnythingHappens() throws Exception {
        var path = directory.resolve("t.sock");
        try (var door = OpenDoor.socket(path);
                var client = RawClient.socket(path)) {
            var head =
                    client.send("GET /v1.41/events HTTP/1.1\r\nHost: x\r\n\r\n").readUntil("\r\n\r\n");
            assertThat(head)
                    .startsWith("HTTP/1.1 200 ")
                    .contains("Content-Type: application/json\r\n")
                    .contains("Transfer-Encoding: chunked\r\n");
            await().atMost(PATIENCE).until(door.gate::isListenedTo);
            door.gate
                    .listeners
                    .getFirst()
                    .submit(new SwarmMessage("service", "create", "je6cc8b923", Map.of("name", "ev"), MapGate.BORN));
            assertThat(client.readUntil("}\n"))
                    .endsWith("{\"Type\":\"service\",\"Action\":\"create\",\"Actor\":{\"ID\":\"je6cc8b923\","
                            + "\"Attributes\":{\"name\":\"ev\"}},\"scope\":\"swarm\",\"time\":1795453332,"
                            + "\"timeNano\":1795453332500000000}\n");
        }
    }

    @Test
    void whenAListenerOnTheSocketGoesNobodyTalksToItAnyMore() throws Exception {
        var path = directory.resolve("t.sock");
        try (var door = OpenDoor.socket(path)) {
            comesAndGoes(door, RawClient.socket(path));
        }
    }

    @Test
    void whenAListenerOnThePortGoesNobodyTalksToItAnyMore() throws Exception {
        try (var door = OpenDoor.tcp()) {
            comesAndGoes(door, RawClient.tcp(door.port()));
        }
    }

    private static void comesAndGoes(OpenDoor door, RawClient client) throws Exception {
        try (client) {
            client.send("GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n").readUntil("\r\n\r\n");
            await().atMost(PATIENCE).until(door.gate::isListenedTo);
        }
        await().atMost(PATIENCE).until(() -> !door.gate.isListenedTo());
    }

    @Test
    void anOpenStreamDoesNotKeepTheDoorFromClosing() throws Exception {
        var path = directory.resolve("t.sock");
        try (var door = OpenDoor.socket(path);
                var client = RawClient.socket(path)) {
            client.send("GET /events HTTP/1.1\r\nHost: x\r\n\r\n").readUntil("\r\n\r\n");
            door.doors
                    .close()
                    .toCompletableFuture()
                    .orTimeout(20, TimeUnit.SECONDS)
                    .join();
            assertThat(path).doesNotExist();
        }
    }

    @Test
    void eventsAreFilteredAndEndWhereTheyAreToldTo() throws Exception {
        try (var door = OpenDoor.tcp()) {
            assertThat(door.get("/events?since=0&until=1").body()).isEmpty();
            var turned = door.get("/events?since=5&until=2");
            assertThat(turned.statusCode()).isEqualTo(400);
            assertThat(turned.body())
                    .isEqualTo("{\"message\":\"`since` time (5) cannot be after `until` time (2)\"}\n");
        }
    }

    @Test
    void eachLineIsAFrameWithItsContext() throws Exception {
        try (var door = OpenDoor.tcp()) {
            door.post("/services/create", SPEC);
            door.gate.writes(line(door.gate, 0, false, "hello"), line(door.gate, 1, true, "oh no"));
            var tasks = door.gate.roster().tasks().stream()
                    .map(task -> task.id().value())
                    .toList();

            var plain = door.get("/v1.42/services/web/logs?stdout=1&stderr=1");
            assertThat(plain.headers().firstValue("Content-Type"))
                    .hasValue("application/vnd.docker.multiplexed-stream");
            assertThat(plain.body()).isEqualTo("\1\0\0\0\0\0\0\6hello\n\2\0\0\0\0\0\0\6oh no\n");

            var full = door.get("/v1.41/services/web/logs?stdout=1&stderr=1&details=1&timestamps=1");
            assertThat(full.headers().firstValue("Content-Type")).hasValue("application/vnd.docker.raw-stream");
            assertThat(full.body().substring(8))
                    .startsWith("2026-11-23T17:02:12.500000000Z com.docker.swarm.node.id=u7k1vo1jsntws5hx61shymey8,"
                            + "com.docker.swarm.service.id=service100000000000000000,com.docker.swarm.task.id="
                            + tasks.getFirst()
                            + " hello\n");
            assertThat(door.get("/tasks/" + tasks.getLast() + "/logs?stderr=1").body())
                    .endsWith("oh no\n")
                    .doesNotContain("hello");
        }
    }

    @Test
    void whyOutputIsMissingIsToldAtItsEnd_E20() throws Exception {
        try (var door = OpenDoor.tcp()) {
            door.post("/services/create", SPEC);
            var gate = door.gate;
            gate.losesItsLogs();
            assertThat(door.get("/services/web/logs?stdout=1").body()).contains(" cannot be read");

            var alone = gate.roster().node(MapGate.MANAGER).orElseThrow();
            gate.show(gate.roster()
                    .with(new NodeView(
                            alone.facts().withState(NodeState.DOWN),
                            alone.load(),
                            alone.version(),
                            alone.createdAt(),
                            alone.updatedAt())));
            assertThat(door.get("/services/web/logs?stdout=1").body())
                    .contains("for the following reasons: node " + MapGate.MANAGER + " is not available\n");

            var rejected = TaskStatus.of(TaskState.REJECTED, "preparing", MapGate.BORN);
            for (var task : gate.roster().tasks()) gate.show(gate.roster().with(task.withStatus(rejected)));
            assertThat(door.get("/services/web/logs?stdout=1").body()).isEmpty(); // It never ran.
        }
    }

    @Test
    void aFollowerHearsTasksThatCameLater() throws Exception {
        try (var door = OpenDoor.tcp();
                var client = RawClient.tcp(door.port())) {
            door.post("/services/create", SPEC);
            client.send("GET /services/web/logs?stdout=1&follow=1 HTTP/1.1\r\nHost: localhost\r\n\r\n")
                    .readUntil("\r\n\r\n");
            var service = door.gate.roster().serviceNamed("web").orElseThrow();
            door.gate.show(door.gate.roster().with(MapGate.task(service, 3)));
            door.gate.writes(line(door.gate, 2, false, "third"));
            assertThat(client.readUntil("third\n")).endsWith("third\n");
        }
    }

    @Test
    void wrongRequestsForLogsAreRefused() throws Exception {
        try (var door = OpenDoor.tcp()) {
            door.post("/services/create", SPEC);
            var none = door.get("/services/web/logs");
            assertThat(none.statusCode()).isEqualTo(500);
            assertThat(none.body())
                    .isEqualTo("{\"message\":\"Bad parameters: you must choose at least one stream\"}\n");
            assertThat(door.get("/services/web/logs?stdout=1&tail=-1").body())
                    .isEqualTo("{\"message\":\"tail value must be a positive integer or \\\"all\\\"\"}\n");
            assertThat(door.get("/services/nope/logs?stdout=1").statusCode()).isEqualTo(404);
        }
    }
}
