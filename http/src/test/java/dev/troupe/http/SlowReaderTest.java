package dev.troupe.http;

import static dev.troupe.http.EventStreamTest.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.troupe.core.history.Entry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Readers of {@code /troupe/v1/events} that cannot keep up: none misses anything, and none gets anything twice. */
class SlowReaderTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** Only its end says that a line is whole: a connection that is cut off breaks off anywhere. */
    private static final Pattern WHOLE = Pattern.compile("\"data\":\\{\"number\":([0-9]+)}}");

    private static final Pattern RESUME =
            Pattern.compile("\\{\"behind\":\\{\"resume\":([0-9]+),\"message\":\"([^\"]*)\"}}");
    /** More than the buffers between a door and its client hold. */
    private static final int MANY = 60;

    private static final String BIG = "x".repeat(100_000);

    private Path path;
    private OpenDoor door;
    private RawClient client;

    @BeforeEach
    void open(@TempDir Path directory) throws Exception {
        path = directory.resolve("t.sock");
        door = OpenDoor.socket(path);
        client = RawClient.socket(path);
    }

    @AfterEach
    void close() throws Exception {
        client.close();
        door.close();
    }

    private static Entry[] entries(int first, int last) {
        return IntStream.rangeClosed(first, last)
                .mapToObj(EventStreamTest::entry)
                .toArray(Entry[]::new);
    }

    private static Entry[] bigEntries() {
        return IntStream.rangeClosed(1, MANY)
                .mapToObj(number -> entry(number, BIG))
                .toArray(Entry[]::new);
    }

    private static List<Integer> numbers(int first, int last) {
        return IntStream.rangeClosed(first, last).boxed().toList();
    }

    /** The numbers of the entries that were read to their end. */
    private static List<Integer> read(String body) {
        return WHOLE.matcher(body)
                .results()
                .map(found -> Integer.valueOf(found.group(1)))
                .toList();
    }

    private List<Integer> resumed(long offset) {
        return read(door.get("/troupe/v1/events?follow=false&from=" + offset).body());
    }

    private static List<Integer> both(List<Integer> first, List<Integer> rest) {
        var all = new ArrayList<>(first);
        all.addAll(rest);
        return all;
    }

    /** Where it is told to resume; the last thing it is told. */
    private static long resume(String body) {
        var told = RESUME.matcher(body);
        assertThat(told.find())
                .as(body.substring(Math.max(0, body.length() - 300)))
                .isTrue();
        assertThat(WHOLE.matcher(body.substring(told.end())).find()).isFalse();
        return Long.parseLong(told.group(1));
    }

    private void asks(String query, String... headers) throws Exception {
        asks(client, query, headers);
    }

    private static void asks(RawClient client, String query, String... headers) throws Exception {
        client.send("GET /troupe/v1/events?" + query + " HTTP/1.1\r\nHost: x\r\n" + String.join("", headers) + "\r\n");
    }

    @Test
    void whoeverWasAtThePresentAndFallsTooFarBehindIsToldWhereToResume() throws Exception {
        door.chronicle.write(entries(1, 2));
        asks("from=0");
        await().atMost(PATIENCE).until(door.chronicle::isAwaited);
        door.chronicle.write(entries(3, 21)); // It is sent three, and is 160 behind with the rest.

        var body = client.readAll();
        assertThat(read(body)).isEqualTo(numbers(1, 5));
        assertThat(resume(body)).isEqualTo(50);
        assertThat(body)
                .contains("\"message\":\"this reader is too slow: it is 160 facts behind\"")
                .endsWith("0\r\n\r\n");
        assertThat(both(read(body), resumed(50))).isEqualTo(numbers(1, 21));
    }

    @Test
    void aBrowserResumesByItselfWhereItIsToldTo() throws Exception {
        try (var again = RawClient.socket(path)) {
            door.chronicle.write(entries(1, 2));
            asks("from=0", "Accept: text/event-stream\r\n");
            await().atMost(PATIENCE).until(door.chronicle::isAwaited);
            door.chronicle.write(entries(3, 21));

            var body = client.readAll();
            assertThat(body).contains("id: 50\nevent: behind\ndata: {\"behind\":{\"resume\":50,");
            asks(again, "from=0&follow=false", "Accept: text/event-stream\r\n", "Last-Event-ID: 50\r\n");
            assertThat(both(read(body), read(again.readAll()))).isEqualTo(numbers(1, 21));
        }
    }

    @Test
    void aFewFactsBehindIsNotTooFar() throws Exception {
        door.chronicle.write(entries(1, 2));
        asks("from=0");
        await().atMost(PATIENCE).until(door.chronicle::isAwaited);
        door.chronicle.write(entries(3, 10)); // Three are sent; the other five are as far as it may be behind.
        assertThat(read(client.readUntil("\"number\":10}}"))).isEqualTo(numbers(1, 10));
    }

    @Test
    void whoeverReadsThePastMayBeAsFarBehindAsItLikes() throws Exception {
        door.chronicle.write(entries(1, 100));
        assertThat(resumed(0)).isEqualTo(numbers(1, 100));
    }

    @Test
    void whoeverTakesNothingIsToldWhereToResumeWhenItComesBack() throws Exception {
        door.chronicle.write(bigEntries());
        asks("from=0");
        // It looks away for longer than the door's patience, and for less than until it is cut off.
        var asleep = Instant.now();
        var nap = OpenDoor.STREAMS.patience().multipliedBy(3).dividedBy(2);
        await().atMost(PATIENCE)
                .until(() -> Duration.between(asleep, Instant.now()).compareTo(nap) > 0);

        var body = client.readAll();
        var last = resume(body);
        assertThat(last).isPositive().isLessThan(10 * MANY);
        assertThat(body).contains("\"message\":\"this reader is too slow: nothing was taken for 1 s\"");
        assertThat(both(read(body), resumed(last))).isEqualTo(numbers(1, MANY));
    }

    @Test
    void whoeverDoesNotEvenTakeThatIsCutOffAndCanGoOnAfterTheLastWholeLine() throws Exception {
        door.chronicle.write(bigEntries());
        asks("from=0");
        isCutOff();

        var body = client.readAll();
        assertThat(body).as("it breaks off").doesNotContain("behind").doesNotEndWith("0\r\n\r\n");
        var taken = read(body);
        assertThat(taken).isNotEmpty().hasSizeLessThan(MANY);
        assertThat(both(taken, resumed(10L * taken.getLast()))).isEqualTo(numbers(1, MANY));
    }

    @Test
    void aWebSocketThatTakesNothingIsCutOffToo() throws Exception {
        door.chronicle.write(bigEntries());
        asks(
                "from=0",
                "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n",
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n");
        isCutOff();
        var taken = read(client.readAll());
        assertThat(both(taken, resumed(taken.isEmpty() ? 0 : 10L * taken.getLast())))
                .isEqualTo(numbers(1, MANY));
    }

    /** The door hangs up, though nothing was taken. */
    private void isCutOff() {
        await().atMost(PATIENCE).until(() -> !door.vitals.readers.isEmpty());
        await().atMost(PATIENCE).until(door.vitals.readers::isEmpty);
        await().atMost(PATIENCE).until(this::hasHungUp);
    }

    /** What is said to it reaches nobody. */
    private boolean hasHungUp() {
        try {
            client.send("\u008a\u0080\0\0\0\0"); // A pong that nobody asked for.
            return false;
        } catch (IOException gone) {
            return true;
        }
    }
}
