package dev.troupe.app.forecast;

import dev.troupe.actors.Answer;
import dev.troupe.core.rule.Refusal;
import dev.troupe.http.Rehearsing;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.SubmissionPublisher;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/**
 * Rehearses in another process: with a heap of its own, and a share of the processors only where nobody else wants one. So
 * heartbeats come on time and writes are as fast as ever, however many runs are asked for. One rehearsal at a time.
 */
public final class Understudies implements Rehearsing, AutoCloseable {

    private static final String MEMORY = "512m";
    private static final String STOPPING = "this Troupe is stopping";
    private static final String DIED =
            "the process that rehearses has ended before it was done: it may have needed more" + " memory than the "
                    + MEMORY + " it has";

    /** What the JVM of an understudy takes over from this one. */
    private static final List<String> INHERITED = List.of(
            "--enable-native-access",
            "--sun-misc-unsafe-memory-access",
            "-XX:+UseCompactObjectHeaders",
            "-XX:AOTCache",
            "-Xlog:aot",
            "-Xlog:cds",
            "-Dtroupe.");

    private final Function<String, Understudy.Part> parts;
    private final Executor readers =
            task -> Thread.ofVirtual().name("understudy-reader").start(task);
    private final AtomicBoolean busy = new AtomicBoolean();
    private volatile Optional<Process> playing = Optional.empty();
    private volatile boolean closed;

    /** @param parts what an understudy is to know for a request */
    public Understudies(Function<String, Understudy.Part> parts) {
        this.parts = parts;
    }

    @Override
    public Answer<Flow.Publisher<String>> rehearse(String request) {
        if (closed) return new Answer.Refused<>(new Refusal.Unavailable(STOPPING));
        if (!busy.compareAndSet(false, true)) {
            return new Answer.Refused<>(
                    new Refusal.Unavailable("another rehearsal is under way; try again when it is over"));
        }
        var part = parts.apply(request);
        return new Answer.Done<>(subscriber -> {
            var lines = new SubmissionPublisher<String>(readers, 16);
            lines.subscribe(subscriber);
            readers.execute(() -> play(part, lines));
        });
    }

    private void play(Understudy.Part part, SubmissionPublisher<String> lines) {
        try {
            var process = new ProcessBuilder(command())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            playing = Optional.of(process);
            if (closed) process.destroyForcibly();
            try (var in = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
                    var out = process.outputWriter(StandardCharsets.UTF_8)) {
                out.write(part.line() + "\n");
                out.flush();
                pass(in, lines);
            } finally {
                process.destroyForcibly();
            }
        } catch (IOException trouble) {
            fail(lines, closed ? STOPPING : String.valueOf(trouble.getMessage()));
        } finally {
            busy.set(false);
        }
    }

    /** Until the forecast is there, or nobody reads any more. */
    private void pass(BufferedReader in, SubmissionPublisher<String> lines) throws IOException {
        for (var line = in.readLine(); line != null; line = in.readLine()) {
            if (!lines.hasSubscribers()) return;
            lines.submit(line);
            if (line.startsWith("{\"forecast\":") || line.startsWith("{\"failed\":")) {
                lines.close();
                return;
            }
        }
        fail(lines, closed ? STOPPING : DIED);
    }

    private static void fail(SubmissionPublisher<String> lines, String why) {
        if (lines.isClosed()) return;
        lines.submit(Understudy.failed(why));
        lines.close();
    }

    private static List<String> command() {
        var command = new ArrayList<>(List.of("nice", "-n", "19"));
        command.add(ProcessHandle.current()
                .info()
                .command()
                .orElseGet(() -> System.getProperty("java.home") + "/bin/java"));
        for (var argument : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
            if (INHERITED.stream().anyMatch(argument::startsWith)) command.add(argument);
        }
        // The second compiler takes more of two processors than it gives back: 1,000 runs took 17-18 s without it,
        // 21-26 s with it.
        command.addAll(
                List.of("-Xmx" + MEMORY, "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Understudy.class.getName()));
        return command;
    }

    /** Who waits for a forecast is told at once that there will be none. */
    @Override
    public void close() {
        closed = true;
        playing.ifPresent(Process::destroyForcibly); // Who reads what it says ends with it.
    }
}
