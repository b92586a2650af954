package dev.troupe.agent.driver.docker;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.troupe.agent.driver.LogCollector;
import dev.troupe.core.id.TaskId;
import dev.troupe.core.session.LogLine;
import dev.troupe.core.session.LogQuery;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Output as an engine sends it: in frames, a time before each, and a line longer than 16 KiB in several of them. */
class DockerLogTest {

    private static final TaskId TASK = new TaskId("t1");
    private static final String NOON = "2026-01-01T12:00:00.000000000Z ";
    private static final String LATER = "2026-01-01T12:00:00.250000000Z ";

    private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
    private final DataOutputStream frames = new DataOutputStream(sent);
    private HttpServer engine;

    @BeforeEach
    void anEngineThatHasALog() throws IOException {
        engine = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        engine.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, sent.size());
            try (var body = exchange.getResponseBody()) {
                sent.writeTo(body);
            }
        });
        engine.start();
    }

    @AfterEach
    void stop() {
        engine.stop(0);
    }

    private void frame(int stream, String text) throws IOException {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        frames.writeInt(stream << 24);
        frames.writeInt(bytes.length);
        frames.write(bytes);
    }

    private List<LogLine> lines() throws Exception {
        var address = URI.create("tcp://127.0.0.1:" + engine.getAddress().getPort());
        try (var client = new EngineClient(address)) {
            var query = new LogQuery(true, true, Optional.empty(), OptionalInt.empty(), false);
            var log = new DockerLog(
                    client, TASK, query, () -> new DockerLog.Source.Container("c1", false), Runnable::run);
            return LogCollector.collect(log.feed()).get(30, TimeUnit.SECONDS);
        }
    }

    private static LogLine line(boolean error, String at, String text) {
        return new LogLine(TASK, error, Instant.parse(at.strip()), text);
    }

    @Test // E-20
    void aLineThatComesInSeveralFramesIsOneLineWithTheTimeOfItsBeginning() throws Exception {
        frame(1, NOON + "one, ");
        frame(2, NOON + "and an error\n");
        frame(1, LATER + "two, ");
        frame(1, LATER + "three\n");
        frame(1, LATER + "\n");
        assertThat(lines())
                .containsExactly(
                        line(true, NOON, "and an error"), line(false, NOON, "one, two, three"), line(false, LATER, ""));
    }

    @Test
    void aLineWithoutEndIsPassedOnInPiecesAndNotGatheredForEver() throws Exception {
        var part = "\u00fc".repeat(8 * 1024);
        for (var i = 0; i < 200; i++) frame(1, NOON + part);
        frame(1, NOON + "end\n");
        frame(1, LATER + "next\n");
        var lines = lines();
        assertThat(lines).hasSizeBetween(4, 6);
        assertThat(lines.getLast()).isEqualTo(line(false, LATER, "next"));
        var pieces = lines.subList(0, lines.size() - 1);
        assertThat(pieces).allSatisfy(piece -> assertThat(piece.at()).isEqualTo(Instant.parse(NOON.strip())));
        assertThat(pieces.stream().map(LogLine::text).collect(Collectors.joining()))
                .isEqualTo(part.repeat(200) + "end");
    }
}
