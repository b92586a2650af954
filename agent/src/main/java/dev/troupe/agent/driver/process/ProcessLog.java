package dev.troupe.agent.driver.process;

import dev.troupe.agent.driver.LogFeed;
import dev.troupe.core.session.LogLine;
import dev.troupe.core.session.LogQuery;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.concurrent.Executor;

/** Reads what the wrapper has kept of a task's output, and goes on reading while the task runs. Blocks a thread. */
final class ProcessLog {

    private static final long GLANCE_MILLIS = 100;

    /** After the exit code is there, the last lines may be this far behind. */
    private static final long LAST_WORDS_MILLIS = 1000;

    private final TaskDirectory directory;
    private final LogQuery query;
    private final LogFeed feed;
    private final ByteArrayOutputStream unfinished = new ByteArrayOutputStream();
    private int streamsEnded;

    ProcessLog(TaskDirectory directory, LogQuery query, Executor executor) {
        this.directory = directory;
        this.query = query;
        this.feed = new LogFeed(() -> executor.execute(this::read), () -> {});
    }

    LogFeed feed() {
        return feed;
    }

    private void read() {
        try {
            while (query.follow()
                    && !Files.exists(directory.log())
                    && directory.exitCode().isEmpty()
                    && !feed.isOver()) {
                if (!directory.isPrepared()) break;
                Thread.sleep(GLANCE_MILLIS);
            }
            if (Files.exists(directory.log())) {
                try (var log = new BufferedInputStream(Files.newInputStream(directory.log()))) {
                    past(log);
                    if (query.follow()) follow(log);
                }
            }
            feed.end();
        } catch (IOException failure) {
            feed.fail(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            feed.fail(interrupted);
        }
    }

    private void past(InputStream log) throws IOException {
        var tail = query.tail();
        var last = new ArrayDeque<LogLine>();
        for (var line = next(log); line.isPresent(); line = next(log)) {
            var wanted = wanted(line.get());
            if (wanted.isEmpty()) continue;
            if (tail.isEmpty()) {
                if (!feed.put(wanted.get())) return;
            } else if (tail.getAsInt() > 0) {
                if (last.size() == tail.getAsInt()) last.removeFirst();
                last.addLast(wanted.get());
            }
        }
        for (var line : last) if (!feed.put(line)) return;
    }

    private void follow(InputStream log) throws IOException, InterruptedException {
        var lastWordsUntil = Optional.<Long>empty();
        while (!feed.isOver()) {
            var line = next(log);
            if (line.isPresent()) {
                var wanted = wanted(line.get());
                if (wanted.isPresent() && !feed.put(wanted.get())) return;
                continue;
            }
            if (directory.exitCode().isPresent() || !directory.isPrepared()) {
                if (streamsEnded >= 2) return;
                var now = System.nanoTime();
                if (lastWordsUntil.isEmpty()) lastWordsUntil = Optional.of(now + LAST_WORDS_MILLIS * 1_000_000);
                else if (now > lastWordsUntil.get()) return;
            }
            Thread.sleep(GLANCE_MILLIS);
        }
    }

    /** The next whole line; empty when there is none yet. */
    private Optional<String> next(InputStream log) throws IOException {
        for (var octet = log.read(); octet >= 0; octet = log.read()) {
            if (octet == '\n') {
                var line = unfinished.toString(StandardCharsets.UTF_8);
                unfinished.reset();
                return Optional.of(line);
            }
            unfinished.write(octet);
        }
        return Optional.empty();
    }

    /** {@code o 1767268800.123456 text}: as the wrapper writes it. */
    private Optional<LogLine> wanted(String line) {
        var first = line.indexOf(' ');
        var second = line.indexOf(' ', first + 1);
        if (first != 1 || second < 0) return Optional.empty();
        var stream = line.charAt(0);
        if (stream == 'O' || stream == 'E') {
            streamsEnded++;
            return Optional.empty();
        }
        var error = stream == 'e';
        if (error ? !query.stderr() : !query.stdout()) return Optional.empty();
        var at = instant(line.substring(first + 1, second));
        if (query.since().isPresent() && at.isBefore(query.since().get())) return Optional.empty();
        return Optional.of(new LogLine(directory.task(), error, at, line.substring(second + 1)));
    }

    private static Instant instant(String seconds) {
        try {
            var exact = new BigDecimal(seconds);
            var whole = exact.longValue();
            return Instant.ofEpochSecond(
                    whole,
                    exact.subtract(BigDecimal.valueOf(whole)).movePointRight(9).longValue());
        } catch (NumberFormatException _) {
            return Instant.EPOCH;
        }
    }
}
