package dev.troupe.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.troupe.app.client.ApiClient;
import dev.troupe.app.settings.StartFailure;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The stream and the history of a real Troupe in a process of its own, which can be killed. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD) // A stream that says nothing is waited for.
class EventStreamStoryTest {

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path data;

    private final List<Process> processes = new ArrayList<>();

    private ApiClient start() throws IOException {
        var socket = data.resolve("t.sock");
        Files.deleteIfExists(socket);
        processes.add(new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        "dev.troupe.app.Main",
                        "up",
                        "--driver",
                        "simulated",
                        "--hostname",
                        "one,two",
                        "--data",
                        data.resolve("journal").toString(),
                        "--host",
                        "unix://" + socket)
                .redirectErrorStream(true)
                .redirectOutput(data.resolve("out-" + processes.size()).toFile())
                .start());
        var client = ApiClient.at("unix://" + socket);
        await().atMost(PATIENCE)
                .ignoreExceptions()
                .until(() -> client.get("/_ping").status() == 200);
        return client;
    }

    private void kill() throws InterruptedException {
        var last = processes.getLast();
        last.destroyForcibly();
        assertThat(last.waitFor(30, TimeUnit.SECONDS)).isTrue();
    }

    @AfterEach
    void killAll() {
        processes.forEach(Process::destroyForcibly);
    }

    private static void create(ApiClient client, String name, int replicas) {
        var answer = client.post("/services/create", """
            {"Name":"%s","TaskTemplate":{"ContainerSpec":{"Image":"web:1"}},"Mode":{"Replicated":{"Replicas":%d}}}""".formatted(name, replicas));
        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
    }

    private static void eventuallyRuns(ApiClient client, String service, int tasks) {
        await().atMost(PATIENCE)
                .until(() -> all(client, "0", "&event=task.observed&about=" + service).stream()
                                .filter(line -> line.contains("is observed running"))
                                .count()
                        == tasks);
    }

    /** From there to the present. */
    private static List<String> all(ApiClient client, String from, String query) {
        var lines = new ArrayList<String>();
        client.lines("/troupe/v1/events?follow=false&from=" + from + query, lines::add);
        return lines;
    }

    private static long offset(String line) {
        try {
            return JSON.readTree(line).path("offset").asLong();
        } catch (IOException wrong) {
            throw new IllegalStateException("not JSON: " + line, wrong);
        }
    }

    /** Reads all of it as it happens: goes away amid a page after some lines, and comes back, also from a Troupe that died. */
    private static final class Follower implements AutoCloseable {
        private static final int LINES = 13;

        private final ApiClient client;
        private final List<String> lines = new CopyOnWriteArrayList<>();
        private final AtomicInteger visits = new AtomicInteger();
        private final Thread thread = Thread.ofVirtual().unstarted(this::follow);
        private volatile boolean over;

        Follower(ApiClient client) {
            this.client = client;
            thread.start();
        }

        private void follow() {
            while (!over) {
                var visit = visits.incrementAndGet();
                try {
                    var from = lines.isEmpty() ? 0 : offset(lines.getLast());
                    var until = lines.size() + LINES + visit % 7;
                    client.lines("/troupe/v1/events?from=" + from, line -> {
                        lines.add(line);
                        return lines.size() < until && !over;
                    });
                } catch (StartFailure cut) {
                    LockSupport.parkNanos(Duration.ofMillis(50).toNanos()); // Nobody is there: it is being started.
                }
            }
        }

        @Override
        public void close() {
            over = true;
            thread.interrupt();
        }
    }

    @Test
    void aReaderThatIsKilledAndAServerThatIsKilledLoseAndDoubleNothing() throws Exception {
        var client = start();
        try (var follower = new Follower(client)) {
            create(client, "web", 6);
            eventuallyRuns(client, "web", 6);
            var before = all(client, "0", "");
            await().atMost(PATIENCE).until(() -> follower.lines.size() >= before.size());

            create(client, "more", 20);
            kill(); // Amid all that follows from it.
            client = start();
            create(client, "api", 4);
            eventuallyRuns(client, "more", 20);
            eventuallyRuns(client, "api", 4);

            var whole = all(client, "0", "");
            await().atMost(PATIENCE).until(() -> follower.lines.size() >= whole.size());
            assertThat(whole).startsWith(before.toArray(String[]::new)).hasSizeGreaterThan(before.size() + 60);
            assertThat(whole.stream().map(EventStreamStoryTest::offset))
                    .isSorted()
                    .doesNotHaveDuplicates();
            assertThat(follower.lines.subList(0, whole.size()))
                    .as("as it was told live, and as it is told later")
                    .isEqualTo(whole);
            assertThat(follower.visits).hasValueGreaterThan(before.size() / 20 + 1);
        }
    }

    private static String run(String... args) {
        var out = new StringWriter();
        var err = new StringWriter();
        var code = Main.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(args);
        return "exit " + code + "\n" + out + err;
    }

    @Test
    void historyTellsWhatHappenedWhenAndOnWhoseWord() throws Exception {
        var client = start();
        create(client, "web", 2);
        eventuallyRuns(client, "web", 2);
        var host = "unix://" + data.resolve("t.sock");

        var story = run("history", "web", "--host", host);
        assertThat(story).startsWith("exit 0\n");
        assertThat(story.lines().skip(1))
                .first()
                .asString()
                .as("the day, as docs/journal.md shows it")
                .matches("(Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day, \\d{1,2} [A-Z][a-z]{2,} \\d{4}");
        assertThat(story.lines().skip(2))
                .first()
                .asString()
                .matches(
                        "\\d\\d:\\d\\d:\\d\\d\\.\\d{3}  service web is created: 2 x web:1  \\[client docker service create]");
        assertThat(story)
                .containsPattern("service web plans web\\.1/.{4} running, web\\.2/.{4} running: created")
                .containsPattern("task web\\.1/.{4} is assigned to node (one|two)")
                .containsPattern("task web\\.2/.{4} is observed running")
                .doesNotContain("reserves room", "hears of", "preparing");
        assertThat(run("history", "web", "--all", "--host", host)).contains("reserves room", "hears of");

        assertThat(run("history", "web.2", "--json", "--host", host).lines().skip(1))
                .isNotEmpty()
                .allSatisfy(line -> assertThat(line).startsWith("{\"offset\":").contains("\"name\":\"web.2\""));

        assertThat(run("history", "nobody", "--host", host))
                .isEqualTo("exit 1\ntroupe: nothing is known of a service, task, node or stack called nobody\n");
        assertThat(run("history", "web", "--since", "whenever", "--host", host))
                .startsWith("exit 2\ntroupe: --since: \"whenever\" is no moment");

        client.delete("/services/web");
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(run("history", "web", "--host", host))
                        .contains("service web is removed  [client docker service rm]"));
    }

    @Test
    void noSecretLeavesThroughTheStream() throws Exception {
        var client = start();
        assertThat(String.join("\n", all(client, "0", "")))
                .contains("the swarm is founded", "BEGIN CERTIFICATE")
                .doesNotContain("PRIVATE KEY", "SWMTKN");
    }
}
