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
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** A container's output as lines. Blocks a thread while it is read. */
final class DockerLog {

    /** Who writes for ever and ends no line is not to fill our memory: so much is passed on as a line of its own. */
    private static final int LONGEST_BYTES = 1024 * 1024;

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
    private final Line out = new Line(false);
    private final Line err = new Line(true);
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
                if (container.tty()) copy(body, out, Integer.MAX_VALUE);
                else unframe(new DataInputStream(body));
                out.end();
                err.end();
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

    /**
     * Frames of eight bytes of header: the stream's number, then the length. Each begins with a time, also where it goes on
     * with a line that was too long for the one before.
     */
    private void unframe(DataInputStream body) throws IOException {
        while (!feed.isOver()) {
            Line line;
            int length;
            try {
                line = body.readUnsignedByte() == 2 ? err : out;
                body.skipNBytes(3);
                length = body.readInt();
            } catch (EOFException _) {
                return;
            }
            if (line.isBegun()) length -= skipTime(body, length);
            if (!copy(body, line, length)) return;
        }
    }

    /** How many bytes that were. */
    private static int skipTime(InputStream body, int length) throws IOException {
        var skipped = 0;
        while (skipped < length) {
            skipped++;
            if (body.read() == ' ') return skipped;
        }
        return skipped;
    }

    /** False when the source has ended or nobody listens any more. */
    private static boolean copy(InputStream body, Line line, int length) throws IOException {
        for (var rest = length; rest > 0; rest--) {
            var octet = body.read();
            if (octet < 0 || !line.take(octet)) return false;
        }
        return true;
    }

    /** What has come of a stream since its last end of line. */
    private final class Line {
        private final boolean error;
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        /** Present once a piece of it has been passed on: its time stood before that. */
        private Optional<Instant> at = Optional.empty();

        Line(boolean error) {
            this.error = error;
        }

        boolean isBegun() {
            return bytes.size() > 0 || at.isPresent();
        }

        /** False when nobody listens any more. */
        boolean take(int octet) {
            if (octet == '\n') return end();
            var isFull = bytes.size() >= LONGEST_BYTES && (octet & 0xC0) != 0x80; // Never within a character.
            if (isFull && !pass(true)) return false;
            bytes.write(octet);
            return true;
        }

        /** False when nobody listens any more. */
        boolean end() {
            return !isBegun() || pass(false);
        }

        private boolean pass(boolean goesOn) {
            var text = bytes.toString(StandardCharsets.UTF_8);
            bytes.reset();
            if (!goesOn && text.endsWith("\r")) text = text.substring(0, text.length() - 1); // A terminal's line end.
            var time = at;
            if (time.isEmpty()) {
                var space = text.indexOf(' ');
                time = Optional.of(ContainerState.instant(space < 0 ? text : text.substring(0, space)));
                text = space < 0 ? "" : text.substring(space + 1);
            }
            at = goesOn ? time : Optional.empty();
            return feed.put(new LogLine(task, error, time.get(), text));
        }
    }
}
