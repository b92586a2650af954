package dev.troupe.agent.driver.docker;

import com.github.dockerjava.transport.DockerHttpClient.Request;
import com.github.dockerjava.transport.DockerHttpClient.Response;
import dev.troupe.agent.driver.DriverTrouble;
import dev.troupe.agent.driver.LogFeed;
import dev.troupe.core.id.TaskId;
import dev.troupe.core.session.LogLine;
import dev.troupe.core.session.LogQuery;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** A container's output as lines. Blocks a thread while it is read. */
final class DockerLog {

    /** Says which container it is about, and whether that has a terminal: then the output is not framed. */
    interface Source {
        Container find() throws IOException;

        record Container(String id, boolean tty) {}
    }

    private final EngineClient engine;
    private final TaskId task;
    private final LogQuery query;
    private final Source source;
    private final LogFeed feed;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private volatile @Nullable Response response;

    DockerLog(EngineClient engine, TaskId task, LogQuery query, Source source, Executor executor) {
        this.engine = engine;
        this.task = task;
        this.query = query;
        this.source = source;
        this.feed = new LogFeed(() -> executor.execute(this::read), this::cancel);
    }

    LogFeed feed() {
        return feed;
    }

    private void cancel() {
        var open = response;
        if (open != null) open.close();
    }

    private void read() {
        try {
            var container = source.find();
            try (var answer = engine.stream(Request.Method.GET, path(container.id()), Map.of())) {
                response = answer;
                if (feed.isOver()) return;
                var body = new BufferedInputStream(answer.getBody());
                if (container.tty()) copy(body, out, false, Integer.MAX_VALUE);
                else unframe(new DataInputStream(body));
                rest(out, false);
                rest(err, true);
            }
            feed.end();
        } catch (EngineRefusal refusal) {
            feed.fail(
                    refusal.isNotFound()
                            ? DriverTrouble.notFound(refusal.words())
                            : DriverTrouble.fatal(refusal.words()));
        } catch (IOException | RuntimeException failure) {
            feed.fail(failure);
        }
    }

    private String path(String container) {
        var path = new StringBuilder("/containers/" + container + "/logs?timestamps=1&stdout=" + query.stdout()
                + "&stderr=" + query.stderr() + "&follow=" + query.follow());
        query.since()
                .ifPresent(since -> path.append("&since=%d.%09d".formatted(since.getEpochSecond(), since.getNano())));
        query.tail().ifPresent(tail -> path.append("&tail=").append(tail));
        return path.toString();
    }

    /** Frames of eight bytes of header: the stream's number, then the length. */
    private void unframe(DataInputStream body) throws IOException {
        while (!feed.isOver()) {
            int stream;
            int length;
            try {
                stream = body.readUnsignedByte();
                body.skipNBytes(3);
                length = body.readInt();
            } catch (EOFException _) {
                return;
            }
            if (!copy(body, stream == 2 ? err : out, stream == 2, length)) return;
        }
    }

    /** False when the source has ended or nobody listens any more. */
    private boolean copy(InputStream body, ByteArrayOutputStream line, boolean error, int length) throws IOException {
        for (var rest = length; rest > 0; rest--) {
            var octet = body.read();
            if (octet < 0) return false;
            if (octet != '\n') {
                line.write(octet);
            } else if (!put(line, error)) {
                return false;
            }
        }
        return true;
    }

    private void rest(ByteArrayOutputStream line, boolean error) {
        if (line.size() > 0) put(line, error);
    }

    private boolean put(ByteArrayOutputStream bytes, boolean error) {
        var line = bytes.toString(StandardCharsets.UTF_8);
        bytes.reset();
        if (line.endsWith("\r")) line = line.substring(0, line.length() - 1); // A terminal's line end.
        var space = line.indexOf(' ');
        var at = ContainerState.instant(space < 0 ? line : line.substring(0, space));
        return feed.put(new LogLine(task, error, at, space < 0 ? "" : line.substring(space + 1)));
    }
}
