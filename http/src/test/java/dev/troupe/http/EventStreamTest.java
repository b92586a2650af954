package dev.troupe.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.troupe.core.feed.EntityKind;
import dev.troupe.core.feed.EntityRef;
import dev.troupe.core.history.Entry;
import dev.troupe.core.history.Subjects;
import dev.troupe.core.id.NodeId;
import dev.troupe.core.id.ServiceId;
import dev.troupe.core.id.TaskId;
import dev.troupe.core.rule.Cause;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code /troupe/v1/events}, with a chronicle in a list. */
class EventStreamTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    @TempDir
    Path directory;

    /** Of service web, its third slot's task and node two; one a second, of all kinds in turn. */
    static Entry entry(int number) {
        return entry(number, "number " + number);
    }

    static Entry entry(int number, String text) {
        var kind = List.of(EntityKind.SERVICE, EntityKind.TASK, EntityKind.NODE).get(number % 3);
        var about = new Subjects(
                Map.of(new ServiceId("serviceweb000000"), "web"),
                kind == EntityKind.TASK ? Map.of(new TaskId("taskweb300000000"), "web.3") : Map.of(),
                kind == EntityKind.NODE ? Map.of(new NodeId("nodetwo000000000"), "two") : Map.of(),
                Set.of("shop"));
        return new Entry(
                number * 10L,
                NOON.plusSeconds(number),
                new EntityRef(kind, kind.word() + "web"),
                number,
                kind.word() + ".changed",
                1,
                Cause.outside("client docker service update", "c" + number),
                about,
                number % 2 == 0,
                text,
                "{\"number\":" + number + "}");
    }

    private static OpenDoor doorWith(int entries) throws Exception {
        var door = OpenDoor.tcp();
        for (var number = 1; number <= entries; number++) door.chronicle.write(entry(number));
        return door;
    }

    private static List<String> texts(String body) {
        return body.lines()
                .map(line -> line.replaceFirst(".*\"text\":\"number ([0-9]+)\".*", "$1"))
                .toList();
    }

    private static List<String> read(OpenDoor door, String query) {
        return texts(door.get("/troupe/v1/events?follow=false" + query).body());
    }

    @Test
    void anEntryIsOneLineThatSaysAllOfIt() throws Exception {
        try (var door = doorWith(4)) {
            var answer = door.get("/troupe/v1/events?follow=false&from=30");
            assertThat(answer.headers().firstValue("Content-Type")).contains("application/x-ndjson");
            assertThat(answer.body())
                    .isEqualTo("{\"offset\":40,\"at\":\"2026-01-01T12:00:04Z\",\"entity\":{\"kind\":\"task\","
                            + "\"id\":\"taskweb\"},\"sequence\":4,\"event\":\"task.changed\",\"version\":1,"
                            + "\"text\":\"number 4\",\"notable\":true,\"by\":\"client docker service update\","
                            + "\"correlation\":\"c4\",\"about\":{\"services\":[{\"id\":\"serviceweb000000\",\"name\":\"web\"}],"
                            + "\"tasks\":[{\"id\":\"taskweb300000000\",\"name\":\"web.3\"}],\"stacks\":[\"shop\"]},"
                            + "\"data\":{\"number\":4}}\n");
        }
    }

    @Test
    void withoutFollowingItIsAllThereIsAndThenTheEnd() throws Exception {
        try (var door = doorWith(8)) {
            assertThat(read(door, "")).containsExactly("1", "2", "3", "4", "5", "6", "7", "8");
        }
    }

    @Test
    void aReaderBeginsAfterAnOffsetOrAtATime() throws Exception {
        try (var door = doorWith(6)) {
            assertThat(read(door, "&from=40")).containsExactly("5", "6");
            assertThat(read(door, "&from=2026-01-01T12:00:03Z")).containsExactly("3", "4", "5", "6");
            assertThat(read(door, "&from=2026-01-01T12:00:03Z&until=2026-01-01T12:00:04Z"))
                    .containsExactly("3", "4");
            assertThat(read(door, "&from=60")).isEmpty();
        }
    }

    @Test
    void whatIsNotAPlaceInTheJournalIsRefusedByName() throws Exception {
        try (var door = doorWith(2)) {
            var late = door.get("/troupe/v1/events?from=21");
            assertThat(late.statusCode()).isEqualTo(400);
            assertThat(late.body())
                    .isEqualTo("{\"message\":\"invalid value for from: 21: the journal ends at offset 20\"}\n");
            assertThat(door.get("/troupe/v1/events?from=soon").body()).contains("invalid value for from");
            assertThat(door.get("/troupe/v1/events?kind=pod").body()).contains("invalid value for kind: pod");
            assertThat(door.get("/troupe/v1/events?serivce=web").body()).contains("unknown parameter serivce");
            assertThat(door.get("/troupe/v1/events?until=20").body()).contains("invalid value for until");
        }
    }

    @Test
    void whatWouldLetThroughEverythingOrNothingForEverIsRefused() throws Exception {
        try (var door = doorWith(2)) {
            assertThat(refused(door, "from=")).isEqualTo("invalid value for from: it is empty");
            assertThat(refused(door, "service=&follow=false")).isEqualTo("invalid value for service: it is empty");
            assertThat(refused(door, "service=web&service=api")).isEqualTo("service is given more than once");
            assertThat(refused(door, "follow=maybe"))
                    .isEqualTo("invalid value for follow: maybe: true or false is expected");
            assertThat(refused(door, "notable=2")).isEqualTo("invalid value for notable: 2: true or false is expected");
            assertThat(refused(door, "from=2026-01-01T12:00:02Z&until=2026-01-01T12:00:01Z"))
                    .isEqualTo("invalid value for until: it is before from");
        }
    }

    @Test
    void anEventThatCannotHappenIsRefusedWithTheNamesItMayHaveMeant() throws Exception {
        try (var door = doorWith(2)) {
            assertThat(refused(door, "event=service.creatd"))
                    .isEqualTo("invalid value for event: service.creatd: no event is called so;"
                            + " did you mean service.created?");
            assertThat(refused(door, "event=task.changed,service.Chaged"))
                    .isEqualTo("invalid value for event: service.Chaged: no event is called so;"
                            + " did you mean service.changed?");
            assertThat(refused(door, "event=service.finished"))
                    .as("like none: all there are of its kind")
                    .isEqualTo("invalid value for event: service.finished: no event is called so;"
                            + " those of its kind are service.changed, service.chosen, service.created");
            assertThat(refused(door, "event=changed"))
                    .isEqualTo("invalid value for event: changed: no event is called so;"
                            + " a name like service.created is expected, or all of a kind like service.*");
            assertThat(refused(door, "event=service.x*"))
                    .isEqualTo("invalid value for event: service.x*: no event begins so;"
                            + " those of its kind are service.changed, service.chosen, service.created");
            assertThat(refused(door, "event=service.*ed")).startsWith("invalid value for event: service.*ed: no event");
            assertThat(refused(door, "event=,")).isEqualTo("invalid value for event: it is empty");
            assertThat(refused(door, "kind=,")).isEqualTo("invalid value for kind: it is empty");
            assertThat(refused(door, "kind=servce"))
                    .isEqualTo("invalid value for kind: servce: one of names, node, service, swarm, task is expected");
            assertThat(read(door, "&event=service.c*,task.ch*")).containsExactly("1");
        }
    }

    @Test
    void aMomentThatIsStillToComeIsNoPlaceToBegin() throws Exception {
        try (var door = doorWith(2)) {
            assertThat(refused(door, "from=2999-01-01T00:00:00Z"))
                    .startsWith("invalid value for from: 2999-01-01T00:00:00Z is still to come: now it is 20");
            assertThat(read(door, "&from=" + Instant.now().plusSeconds(5)))
                    .as("another machine's clock may be a little ahead")
                    .isEmpty();
        }
    }

    @Test
    void outputThatNobodyCouldHaveWrittenIsNotWaitedFor() throws Exception {
        try (var door = doorWith(1)) {
            door.post(
                    "/services/create",
                    "{\"Name\":\"web\",\"TaskTemplate\":{\"ContainerSpec\":{\"Image\":\"alpine\"}}}");
            var future = door.get("/troupe/v1/services/web/logs?since=2999-01-01T00:00:00Z");
            assertThat(future.statusCode()).isEqualTo(400);
            assertThat(future.body()).contains("invalid value for since: 2999-01-01T00:00:00Z is still to come");
            assertThat(door.get("/troupe/v1/services/web/logs?stdout=false&stderr=false")
                            .body())
                    .isEqualTo("{\"message\":\"stdout and stderr are both false: nothing is left to be told\"}\n");
        }
    }

    @Test
    void whoeverFollowsUntilATimeThatIsPastGetsWhatHadHappenedAndTheEnd() throws Exception {
        try (var door = doorWith(3)) {
            assertThat(texts(door.get("/troupe/v1/events?from=10&until=2026-01-01T12:00:09Z")
                            .body()))
                    .as("although nothing has happened since that would show that it is over")
                    .containsExactly("2", "3");
            assertThat(refused(door, "until=2026-01-01T12:00:09Z"))
                    .isEqualTo(
                            "invalid value for until: it is past, and without from the stream begins at the present");
        }
    }

    @Test
    void whoeverFollowsUntilATimeToComeWaitsNoLongerThanThat() throws Exception {
        var path = directory.resolve("t.sock");
        try (var door = OpenDoor.socket(path);
                var client = RawClient.socket(path)) {
            client.send("GET /troupe/v1/events?from=0&until=" + Instant.now() + " HTTP/1.1\r\nHost: x\r\n\r\n");
            var all = CompletableFuture.supplyAsync(() -> {
                try {
                    return client.readAll();
                } catch (IOException trouble) {
                    throw new UncheckedIOException(trouble);
                }
            });
            await().atMost(PATIENCE).until(() -> {
                door.chronicle.isSilent();
                return all.isDone();
            });
            assertThat(all.join()).startsWith("HTTP/1.1 200 ").endsWith("0\r\n\r\n");
        }
    }

    private static String refused(OpenDoor door, String query) {
        var answer = door.get("/troupe/v1/events?" + query);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        return answer.body().replaceFirst("\\{\"message\":\"(.*)\"}\n", "$1");
    }

    @Test
    void entriesAreChosenByKindEventServiceTaskNodeStackCorrelationAndNote() throws Exception {
        try (var door = doorWith(6)) {
            assertThat(read(door, "&kind=task,node")).containsExactly("1", "2", "4", "5");
            assertThat(read(door, "&event=service.changed")).containsExactly("3", "6");
            assertThat(read(door, "&event=task.*")).containsExactly("1", "4");
            assertThat(read(door, "&service=WEB&kind=service")).containsExactly("3", "6");
            assertThat(read(door, "&service=other")).isEmpty();
            assertThat(read(door, "&task=web.3")).containsExactly("1", "4");
            assertThat(read(door, "&task=web.3.taskweb300000000")).containsExactly("1", "4");
            assertThat(read(door, "&task=web.3/task"))
                    .as("as sentences name it")
                    .containsExactly("1", "4");
            assertThat(read(door, "&about=web.3/task")).containsExactly("1", "4");
            assertThat(read(door, "&task=web.3/")).isEmpty();
            assertThat(read(door, "&task=web.2/task")).isEmpty();
            assertThat(read(door, "&node=nodetwo0")).containsExactly("2", "5");
            assertThat(read(door, "&node=node"))
                    .as("too short for an id, and nobody's name")
                    .isEmpty();
            assertThat(read(door, "&stack=shop&correlation=c2,c5")).containsExactly("2", "5");
            assertThat(read(door, "&about=two")).containsExactly("2", "5");
            assertThat(read(door, "&about=web&kind=task")).containsExactly("1", "4");
            assertThat(read(door, "&about=shop")).hasSize(6);
            assertThat(read(door, "&about=nobody")).isEmpty();
            assertThat(read(door, "&notable=true")).containsExactly("2", "4", "6");
        }
    }

    @Test
    void serverSentEventsCarryTheOffsetAndGoOnAfterTheLastOneSeen() throws Exception {
        try (var door = doorWith(3)) {
            var answer = door.send(door.request("/troupe/v1/events?follow=false&from=0")
                    .header("Accept", "text/event-stream")
                    .header("Last-Event-ID", "20"));
            assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("text/event-stream");
            assertThat(answer.body())
                    .startsWith("id: 30\ndata: {\"offset\":30,")
                    .endsWith("}\n\n");
        }
    }

    @Test
    void silenceIsACommentToWhoeverReadsServerSentEvents() throws Exception {
        var path = directory.resolve("t.sock");
        try (var door = OpenDoor.socket(path);
                var client = RawClient.socket(path)) {
            client.send("GET /troupe/v1/events HTTP/1.1\r\nHost: x\r\nAccept: text/event-stream\r\n\r\n")
                    .readUntil("\r\n\r\n");
            await().atMost(PATIENCE).until(door.chronicle::isAwaited);
            door.chronicle.isSilent();
            assertThat(client.readUntil(":\n\n")).endsWith(":\n\n");
        }
    }

    @Test
    void whoeverFollowsGetsWhatComesAndNothingOfBefore() throws Exception {
        var path = directory.resolve("t.sock");
        try (var door = OpenDoor.socket(path);
                var client = RawClient.socket(path)) {
            door.chronicle.write(entry(1));
            client.send("GET /troupe/v1/events HTTP/1.1\r\nHost: x\r\n\r\n").readUntil("\r\n\r\n");
            await().atMost(PATIENCE).until(door.chronicle::isAwaited);
            door.chronicle.write(entry(2));
            assertThat(client.readUntil("}\n")).contains("number 2").doesNotContain("number 1");
        }
    }

    /** Joins what comes, however it is cut into pieces. */
    private static final class Listener implements WebSocket.Listener {
        private final List<String> messages = new CopyOnWriteArrayList<>();
        private final StringBuilder partial = new StringBuilder();
        private volatile boolean closed;

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            partial.append(data);
            if (last) {
                messages.addAll(partial.toString().lines().toList());
                partial.setLength(0);
            }
            socket.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            closed = true;
            return null;
        }
    }

    private static WebSocket open(OpenDoor door, String path, Listener listener, String... origin) {
        var builder = HttpClient.newHttpClient().newWebSocketBuilder();
        if (origin.length > 0) builder.header("Origin", origin[0]);
        return builder.buildAsync(URI.create("ws://127.0.0.1:" + door.port() + path), listener)
                .join();
    }

    @Test
    void aWebSocketGetsWhatWasAndWhatComes() throws Exception {
        try (var door = doorWith(5)) {
            var listener = new Listener();
            var socket = open(door, "/troupe/v1/events?from=20", listener);
            await().atMost(PATIENCE).until(() -> listener.messages.size() == 3);
            door.chronicle.write(entry(6));
            await().atMost(PATIENCE).until(() -> listener.messages.size() == 4);
            assertThat(texts(String.join("\n", listener.messages))).containsExactly("3", "4", "5", "6");
            socket.abort();
        }
    }

    @Test
    void aWebSocketIsClosedWhenThereIsNoMore() throws Exception {
        try (var door = doorWith(5)) {
            var listener = new Listener();
            open(door, "/troupe/v1/events?follow=false", listener);
            await().atMost(PATIENCE).until(() -> listener.closed);
            assertThat(listener.messages).hasSize(5);
        }
    }

    @Test
    void aPageOfAnotherOriginGetsNoWebSocket() throws Exception {
        try (var door = doorWith(1)) {
            assertThat(refusal(() -> open(door, "/troupe/v1/events", new Listener(), "http://evil.example")))
                    .contains("403");
            var same = open(door, "/troupe/v1/events", new Listener(), "http://127.0.0.1:" + door.port());
            assertThat(same.isOutputClosed()).isFalse();
            same.abort();
        }
    }

    private static String refusal(Runnable opening) {
        try {
            opening.run();
            return "none";
        } catch (CompletionException refused) {
            return refused.getCause() instanceof java.net.http.WebSocketHandshakeException handshake
                    ? String.valueOf(handshake.getResponse().statusCode())
                    : refused.toString();
        }
    }

    @Test
    @SuppressWarnings("StringConcatToTextBlock") // HTTP's lines end with CR LF.
    void theUnixSocketSpeaksWebSocketToo() throws Exception {
        var path = directory.resolve("t.sock");
        try (var door = OpenDoor.socket(path);
                var client = RawClient.socket(path)) {
            door.chronicle.write(entry(1));
            var head = client.send("GET /troupe/v1/events?from=0 HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\n"
                            + "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
                    .readUntil("\r\n\r\n");
            assertThat(head).startsWith("HTTP/1.1 101 ").contains("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
            assertThat(client.readUntil("\"data\":{\"number\":1}}")).contains("\"offset\":10");
        }
    }

    @Test
    void whenAReaderGoesNobodyReadsForItAnyMore() throws Exception {
        var path = directory.resolve("t.sock");
        try (var door = OpenDoor.socket(path)) {
            try (var client = RawClient.socket(path)) {
                client.send("GET /troupe/v1/events HTTP/1.1\r\nHost: x\r\n\r\n").readUntil("\r\n\r\n");
                await().atMost(PATIENCE).until(door.chronicle::isAwaited);
            }
            await().atMost(PATIENCE).until(() -> {
                door.chronicle.isSilent();
                return !door.chronicle.isAwaited();
            });
        }
    }
}
