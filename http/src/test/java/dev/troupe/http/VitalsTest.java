package dev.troupe.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.troupe.http.Vitals.Check;
import dev.troupe.http.Vitals.Health;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** What those ask who watch, and the name a request goes by. */
class VitalsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private OpenDoor door;

    @BeforeEach
    void open() throws Exception {
        door = OpenDoor.tcp();
    }

    @AfterEach
    void close() {
        door.close();
    }

    private static String header(HttpResponse<?> response, String name) {
        return response.headers().firstValue(name).orElse("");
    }

    @Test
    void figuresComeInTheFormatTheyAreIn() {
        var response = door.get("/metrics");
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(header(response, "Content-Type"))
                .startsWith("text/plain;")
                .contains("version=0.0.4")
                .containsIgnoringCase("charset=utf-8");
        assertThat(response.body()).isEqualTo("# HELP up It is.\nup 1.0\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/troupe/v1/health/ready", "/readyz"})
    void readinessSaysWhatIsMissing(String path) {
        assertThat(door.get(path).statusCode()).isEqualTo(200);
        assertThat(door.get(path).body())
                .isEqualTo("{\"status\":\"ready\",\"checks\":[{\"name\":\"journal\",\"ok\":true,"
                        + "\"detail\":\"last write 1 s ago\"}]}\n");

        door.vitals.ready = new Vitals.Health(List.of(
                new Vitals.Check("journal", false, "the last write failed: disk full"),
                new Vitals.Check("roster", true, "up to date")));
        var response = door.get(path);
        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.body())
                .startsWith("{\"status\":\"not ready\",")
                .contains("\"name\":\"journal\",\"ok\":false,\"detail\":\"the last write failed: disk full\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/troupe/v1/health/live", "/livez"})
    void livenessIsAQuestionOfItsOwn(String path) {
        door.vitals.ready = new Vitals.Health(List.of(new Vitals.Check("journal", false, "")));
        assertThat(door.get(path).statusCode()).isEqualTo(200);
        door.vitals.live = new Vitals.Health(List.of(new Vitals.Check("actors", false, "stopped")));
        assertThat(door.get(path).statusCode()).isEqualTo(503);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/troupe/v1/health/ready", "/readyz", "/troupe/v1/health/live", "/livez"})
    void aLoadBalancerThatAsksForTheHeadGetsTheStatusAlone(String path) {
        var well = door.method("HEAD", path);
        assertThat(well.statusCode()).isEqualTo(200);
        assertThat(well.body()).isEmpty();

        var journal = new Vitals.Health(List.of(new Vitals.Check("journal", false, "disk full")));
        door.vitals.ready = journal;
        door.vitals.live = journal;
        assertThat(door.method("HEAD", path).statusCode()).isEqualTo(503);
    }

    @ParameterizedTest
    @CsvSource({
        "GET,/v1.41/nodes,/nodes,200",
        "GET,/services/nosuch,/services/{id},404",
        "GET,/nosuch,'',404",
        "HEAD,/_ping,/_ping,200"
    })
    void requestsAreCountedByTheirPatternSoThatNoIdBecomesALabel(String method, String path, String route, int status)
            throws InterruptedException {
        door.method(method, path);
        assertThat(door.vitals.answered.poll(20, TimeUnit.SECONDS))
                .isEqualTo(new SeenVitals.Answered(method, route, status));
    }

    @Test
    void whoeverComesWhileTheDoorClosesIsToldSoAndWhoIsBeingAnsweredGetsTheAnswer() throws Exception {
        door.vitals.weighed = new CompletableFuture<>();
        var slow = RawClient.tcp(door.port()).send("GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n");
        assertThat(door.vitals.asked.await(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .isTrue();

        door.vitals.ready = new Health(List.of(new Check("running", false, "stopping")));
        var closing = door.doors.close(PATIENCE).toCompletableFuture();
        assertThat(late("/readyz")).startsWith("HTTP/1.1 503 ").contains("{\"status\":\"not ready\",");
        assertThat(late("/livez")).startsWith("HTTP/1.1 200 ");
        assertThat(late("/v1.41/services")).startsWith("HTTP/1.1 503 ").contains("this Troupe is stopping");
        assertThat(closing).isNotDone();

        door.vitals.weighed.complete(null);
        assertThat(slow.readUntil("up 1.0\n")).startsWith("HTTP/1.1 200 ");
        assertThat(closing).succeedsWithin(PATIENCE);
        assertThat(answered("/readyz")).isEmpty();
        slow.close();
    }

    /** The machine may let a client in for another moment, and then cuts it off. */
    private String answered(String path) {
        try {
            return late(path);
        } catch (IOException nobodyIsThere) {
            return "";
        }
    }

    private String late(String path) throws IOException {
        return RawClient.tcp(door.port()).ask("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
    }

    @Test
    void aRequestGoesByTheNameItsClientGave() {
        var given = door.send(door.request("/_ping").header("X-Request-Id", "deploy-4711"));
        assertThat(header(given, "X-Request-Id")).isEqualTo("deploy-4711");

        var traced = door.send(door.request("/_ping")
                .header("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"));
        assertThat(header(traced, "X-Request-Id")).isEqualTo("0af7651916cd43dd8448eb211c80319c");
    }

    @ParameterizedTest
    @ValueSource(strings = {"two words", "\"quoted\"", "{\"json\":1}"})
    void aNameThatCouldDoHarmInALogIsNotTaken(String name) {
        var response = door.send(door.request("/_ping").header("X-Request-Id", name));
        assertThat(header(response, "X-Request-Id")).matches("[0-9a-f-]{36}");
    }

    @Test
    void errorsCarryANameToo() {
        var one = header(door.get("/nosuch"), "X-Request-Id");
        var other = header(door.get("/nosuch"), "X-Request-Id");
        assertThat(one).matches("[0-9a-f-]{36}").isNotEqualTo(other);
    }

    @Test
    void theNameIsTheCorrelationOfWhatFollows() {
        var spec = "{\"Name\":\"api\",\"TaskTemplate\":{\"ContainerSpec\":{\"Image\":\"alpine\"}}}";
        door.send(door.request("/services/create")
                .header("Content-Type", "application/json")
                .header("X-Request-Id", "deploy-4711")
                .POST(java.net.http.HttpRequest.BodyPublishers.ofString(spec)));
        assertThat(door.gate.lastCause().correlation()).isEqualTo("deploy-4711");
    }

    @Test
    void whatChangesSomethingIsALineInTheLogUnderThatName() {
        var logger = (ch.qos.logback.classic.Logger) LoggerFactory.getLogger("dev.troupe.http.requests");
        var lines = new ListAppender<ILoggingEvent>() {
            @Override
            protected void append(ILoggingEvent event) {
                event.prepareForDeferredProcessing(); // Keeps its MDC.
                super.append(event);
            }
        };
        lines.start();
        logger.addAppender(lines);
        logger.setLevel(Level.INFO);
        logger.setAdditive(false);
        try {
            door.get("/services");
            door.send(door.request("/services/nosuch")
                    .header("X-Request-Id", "clean-up")
                    .DELETE());
        } finally {
            logger.detachAppender(lines);
            logger.setLevel(Level.WARN);
            logger.setAdditive(true);
        }
        assertThat(lines.list).hasSize(1);
        assertThat(lines.list.getFirst().getFormattedMessage()).matches("DELETE /services/nosuch -> 404 in \\d+ ms");
        assertThat(lines.list.getFirst().getMDCPropertyMap()).containsEntry("correlation", "clean-up");
    }

    @Test
    void readersOfTheStreamAreSeenForAsLongAsTheyRead() throws Exception {
        door.chronicle.write(EventStreamTest.entry(1));
        var request = door.request("/troupe/v1/events?from=0").build();
        try (var client = HttpClient.newHttpClient()) {
            try (var stream = client.send(request, HttpResponse.BodyHandlers.ofInputStream())
                    .body()) {
                assertThat(stream.read()).isEqualTo('{');
                assertThat(door.vitals.readers).hasSize(1);
                await().atMost(PATIENCE)
                        .until(() -> door.vitals.readers.iterator().next().getAsLong() == 0);
            }
            await().atMost(PATIENCE).until(() -> door.vitals.readers.isEmpty());
        }
    }
}
