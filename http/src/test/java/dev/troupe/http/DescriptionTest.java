package dev.troupe.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.troupe.core.feed.EntityKind;
import dev.troupe.core.feed.EntityRef;
import dev.troupe.core.service.ServiceEvent;
import dev.troupe.core.session.LogLine;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The descriptions of {@code /troupe/v1} against the doors themselves. Whoever adds a route describes it, gives its
 * parameters examples that work here, and is shown where answer and description differ: no field may be undescribed.
 */
class DescriptionTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** Those of our own that have the names that others expect; all else is Docker's. */
    private static final Pattern OURS = Pattern.compile("[A-Z]+ (/troupe/v1/.*|/metrics|/livez|/readyz)");

    private static final JsonNode OPENAPI = resource("openapi.json");
    private static final JsonNode ASYNCAPI = resource("asyncapi.json");

    private static OpenDoor door;

    /** An operation of the description. */
    private record Operation(String method, String path, JsonNode json) {
        JsonNode content() {
            return json.path("responses").path("200").path("content");
        }

        boolean isStream() {
            return content().has("application/x-ndjson");
        }

        /** With the examples of its parameters; {@code wrong} instead of each word of the path. */
        String request(boolean wrong) {
            var target = path;
            var query = new ArrayList<String>();
            for (var parameter : json.path("parameters")) {
                var name = parameter.path("name").asText();
                var example = parameter.path("example").asText();
                if (parameter.path("in").asText().equals("path")) {
                    assertThat(example)
                            .as("the example of %s in %s", name, path)
                            .isNotEmpty();
                    target = target.replace("{" + name + "}", wrong ? "nobody" : example);
                } else if (parameter.path("in").asText().equals("query") && !example.isEmpty()) {
                    query.add(name + "=" + example);
                }
            }
            return query.isEmpty() ? target : target + "?" + String.join("&", query);
        }

        /** The example of its body; {@code wrong} instead of each node. */
        HttpRequest.BodyPublisher body(boolean wrong) {
            var example = json.at("/requestBody/content/application~1json/example");
            if (example.isMissingNode()) return HttpRequest.BodyPublishers.noBody();
            var text = example.toString();
            return HttpRequest.BodyPublishers.ofString(
                    wrong ? text.replaceAll("\"node\":\"[^\"]*\"", "\"node\":\"nobody\"") : text);
        }

        @Override
        public String toString() {
            return method + " " + path;
        }
    }

    @BeforeAll
    static void open() throws Exception {
        door = OpenDoor.tcp();
        var made = door.post("/services/create", """
            {"Name":"web","TaskTemplate":{"ContainerSpec":{"Image":"alpine"}},"Mode":{"Replicated":{"Replicas":2}},
             "Labels":{"com.docker.stack.namespace":"shop"}}""");
        assertThat(made.statusCode()).isEqualTo(201);
        for (var number = 1; number <= 5; number++) door.chronicle.write(EventStreamTest.entry(number));
        var lines = door.gate.roster().tasks().stream()
                .map(task -> new LogLine(task.id(), false, MapGate.BORN, "hello"))
                .toArray(LogLine[]::new);
        door.gate.writes(lines);
        door.gate.past.show(MapGate.BORN, door.gate.roster());
        var web = door.gate.roster().serviceNamed("web").orElseThrow();
        var ref = new EntityRef(EntityKind.SERVICE, web.id().value());
        var update = new ServiceEvent.SpecChanged(web.spec(), 1, Optional.empty(), Optional.empty());
        door.trail.add(
                ref, new ServiceEvent.Created(web.id(), web.spec().withLabels(Map.of()), 5), MapGate.BORN, "client");
        door.trail.add(ref, update, MapGate.BORN, "client");
    }

    @AfterAll
    static void close() {
        door.close();
    }

    private static JsonNode resource(String name) {
        try (InputStream in = Doors.class.getResourceAsStream("/dev/troupe/http/stream/" + name)) {
            return JSON.readTree(in);
        } catch (IOException missing) {
            throw new UncheckedIOException(missing);
        }
    }

    static Stream<Operation> operations() {
        return OPENAPI.path("paths").properties().stream()
                .flatMap(path -> path.getValue().properties().stream()
                        .map(one ->
                                new Operation(one.getKey().toUpperCase(Locale.ROOT), path.getKey(), one.getValue())));
    }

    static Stream<Operation> streams() {
        return operations().filter(Operation::isStream);
    }

    /** A schema of the description, which may refer to others of it. */
    private static Schema schema(JsonNode schema) {
        ObjectNode document = schema.deepCopy();
        document.set("components", OPENAPI.path("components"));
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(document);
    }

    private static void conforms(String text, JsonNode schema) throws IOException {
        assertThat(schema(schema).validate(JSON.readTree(text))).as(text).isEmpty();
    }

    @Test
    void everyRouteIsDescribedAndEveryRouteDescribedIsThere() {
        var routes = Doors.routes(
                        OpenDoor.surroundings(new MapGate(), new ListChronicle(), new ListTrail(), Vitals.NONE))
                .filter(OURS.asMatchPredicate())
                .collect(Collectors.toCollection(TreeSet::new));
        var described = operations().map(Operation::toString).collect(Collectors.toCollection(TreeSet::new));
        assertThat(described).isEqualTo(routes);
    }

    @ParameterizedTest
    @MethodSource("operations")
    void whatIsAnsweredIsAsDescribed(Operation operation) throws Exception {
        var request = door.request(operation.request(false)).method(operation.method(), operation.body(false));
        if (operation.isStream()) {
            var content = operation.content().path("application/x-ndjson");
            var lines = firstLines(request, 3);
            assertThat(lines).isNotEmpty();
            for (var line : lines) conforms(line, content.path("itemSchema"));
        } else {
            var answer = door.send(request);
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            var type = answer.headers().firstValue("Content-Type").orElseThrow().replaceFirst(";.*", "");
            var schema = operation.content().path(type).path("schema");
            assertThat(schema.isObject()).as(type).isTrue();
            if (type.equals("application/json")) conforms(answer.body(), schema);
            else assertThat(schema.path("type").asText()).as(answer.body()).isEqualTo("string");
        }
    }

    /** Those that come until the stream ends; of one that goes on, so many. */
    private static List<String> firstLines(HttpRequest.Builder request, int most) throws Exception {
        try (var client = HttpClient.newHttpClient()) {
            var answer = client.send(request.build(), HttpResponse.BodyHandlers.ofLines());
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.headers().firstValue("Content-Type")).contains("application/x-ndjson");
            try (var lines = answer.body()) {
                return lines.limit(most).toList();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("operations")
    void aRefusalIsAsDescribed(Operation operation) throws Exception {
        var responses = operation.json().path("responses");
        var asked = new ArrayList<Map.Entry<String, String>>();
        if (responses.has("404")) asked.add(Map.entry("404", operation.request(true)));
        if (operation.isStream()) {
            var request = operation.request(false);
            asked.add(Map.entry("400", request + (request.contains("?") ? "&" : "?") + "nonsense=1"));
        }
        for (var one : asked) {
            var answer = door.send(door.request(one.getValue()).method(operation.method(), operation.body(true)));
            assertThat(answer.statusCode()).as(one.getValue()).isEqualTo(Integer.parseInt(one.getKey()));
            conforms(answer.body(), OPENAPI.at("/components/schemas/Problem"));
            assertThat(responses.path(one.getKey()).path("$ref").asText()).startsWith("#/components/responses/");
        }
    }

    @Test
    void everyStreamIsAlsoDescribedAsAWebSocketWithTheSameLines() {
        var channels = ASYNCAPI.path("channels").properties().stream()
                .collect(Collectors.toMap(
                        channel -> channel.getValue().path("address").asText(), Map.Entry::getKey));
        assertThat(channels.keySet())
                .containsExactlyInAnyOrderElementsOf(
                        streams().map(Operation::path).toList());
        streams().forEach(stream -> {
            var channel = ASYNCAPI.path("channels").path(channels.get(stream.path()));
            var message =
                    ASYNCAPI.at(channel.at("/messages/lines/$ref").asText().substring(1));
            assertThat(message.at("/payload/$ref").asText())
                    .as(stream.path())
                    .isEqualTo("openapi.json"
                            + stream.content()
                                    .at("/application~1x-ndjson/itemSchema/$ref")
                                    .asText());
            assertThat(ASYNCAPI.path("operations").properties())
                    .anyMatch(one -> one.getValue()
                            .at("/channel/$ref")
                            .asText()
                            .equals("#/channels/" + channels.get(stream.path())));
        });
    }

    @ParameterizedTest
    @MethodSource("streams")
    void aWebSocketSaysWhatIsDescribed(Operation stream) throws Exception {
        var lines = new CopyOnWriteArrayList<String>();
        var listener = new WebSocket.Listener() {
            private final StringBuilder message = new StringBuilder();

            @Override
            public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
                message.append(data);
                if (last) {
                    lines.addAll(message.toString().lines().toList());
                    message.setLength(0);
                }
                socket.request(1);
                return null;
            }
        };
        try (var client = HttpClient.newHttpClient()) {
            var socket = client.newWebSocketBuilder()
                    .buildAsync(URI.create("ws://127.0.0.1:" + door.port() + stream.request(false)), listener)
                    .join();
            await().atMost(PATIENCE).until(() -> !lines.isEmpty());
            socket.abort();
        }
        for (var line : lines) conforms(line, stream.content().at("/application~1x-ndjson/itemSchema"));
    }
}
