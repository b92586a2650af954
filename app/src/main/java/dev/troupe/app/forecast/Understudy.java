package dev.troupe.app.forecast;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.troupe.app.settings.Logs;
import dev.troupe.app.settings.Settings;
import dev.troupe.core.feed.Feed;
import dev.troupe.core.forecast.Trial;
import dev.troupe.core.roster.Checkpoint;
import dev.troupe.core.roster.Checkpoints;
import dev.troupe.core.roster.Roster;
import dev.troupe.http.rehearsals.ForecastJson;
import dev.troupe.http.rehearsals.TrialReading;
import dev.troupe.persistence.EmbeddedStore;
import dev.troupe.persistence.JdbcEntityJournal;
import dev.troupe.persistence.Store;
import dev.troupe.rehearsal.forecast.Forecaster;
import dev.troupe.rehearsal.forecast.Present;
import dev.troupe.rehearsal.forecast.Timings;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * Rehearses for a manager, in a process of its own: reads the manager's journal up to an offset, writes nothing but lines of
 * JSON to its standard output, and ends when its standard input does, since then nobody waits for it any more.
 */
public final class Understudy {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int PAGE = 2_000;

    /** So many facts tell how long things take here. */
    private static final long WORTH_READING = 50_000;

    /** Each has a swarm of its own in the same heap. */
    private static final int MOST_THREADS = 8;

    private static final Duration BETWEEN_NEWS = Duration.ofMillis(250);

    private static final Duration MOST_BETWEEN_NEWS = Duration.ofSeconds(1);

    /**
     * What it is told, as one line of JSON.
     *
     * @param data the data directory
     * @param ephemeral the journal in it is a throw-away one
     * @param conf settings over Troupe's own
     * @param offset the last fact it is to know
     * @param at the present
     * @param heartbeat how often agents are heard
     * @param request the body of the client's request
     */
    public record Part(
            Path data,
            boolean ephemeral,
            Optional<Path> conf,
            long offset,
            Instant at,
            Duration heartbeat,
            String request) {

        String line() {
            return JSON.createObjectNode()
                    .put("data", data.toString())
                    .put("ephemeral", ephemeral)
                    .put("conf", conf.map(Path::toString).orElse(""))
                    .put("offset", offset)
                    .put("at", at.toString())
                    .put("heartbeatMillis", heartbeat.toMillis())
                    .put("request", request)
                    .toString();
        }

        static Part of(String line) throws JsonProcessingException {
            JsonNode told = JSON.readTree(line);
            return new Part(
                    Path.of(told.path("data").asText()),
                    told.path("ephemeral").asBoolean(),
                    Optional.of(told.path("conf").asText())
                            .filter(conf -> !conf.isEmpty())
                            .map(Path::of),
                    told.path("offset").asLong(),
                    Instant.parse(told.path("at").asText()),
                    Duration.ofMillis(told.path("heartbeatMillis").asLong()),
                    told.path("request").asText());
        }

        Store store() {
            return ephemeral
                    ? new EmbeddedStore(data, false)
                    : Settings.read(conf).store(data);
        }
    }

    private Understudy() {}

    /** Ends with 0 when the forecast was told. */
    public static void main(String[] none) throws IOException {
        System.exit(play());
    }

    private static int play() throws IOException {
        Logs.silence();
        var out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        var line = in.readLine();
        if (line == null) return 1;
        Thread.ofPlatform().daemon().name("understudy-end").start(() -> endWith(in));
        try {
            play(Part.of(line), out);
            return 0;
        } catch (RuntimeException trouble) {
            out.println(failed(String.valueOf(trouble.getMessage())));
            return 1;
        }
    }

    /** The last line, where there is no forecast. */
    static String failed(String why) {
        var line = JSON.createObjectNode();
        line.putObject("failed").put("message", why);
        return line.toString();
    }

    private static void endWith(BufferedReader in) {
        try {
            while (in.readLine() != null) {}
        } catch (IOException gone) {
            // The same.
        }
        Runtime.getRuntime().halt(1);
    }

    private static void play(Part part, PrintStream out) {
        var store = part.store();
        try (var feed = store.feedOfThePast();
                var checkpoints = store.checkpointsToRead();
                var entities = new JdbcEntityJournal(store)) {
            var timings = new Timings();
            var roster = roster(feed, checkpoints, part.offset(), timings);
            var trial = TrialReading.read(part.request(), roster);
            var present = new Present(roster, entities, timings, part.at(), part.heartbeat());
            var news = new News(out, trial);
            Thread.ofPlatform().daemon().name("understudy-news").start(news::repeat);
            var threads = Math.clamp(Runtime.getRuntime().availableProcessors(), 1, MOST_THREADS);
            var forecast = Forecaster.of(present, trial, threads, news::made);
            out.println("{\"forecast\":" + ForecastJson.write(forecast) + "}");
        }
    }

    /** The roster at {@code offset}; the timings see the facts before it, as far back as is worth the while. */
    private static Roster roster(Feed feed, Checkpoints checkpoints, long offset, Timings timings) {
        var roster = checkpoints.atOrBefore(offset).map(Checkpoint::roster).orElseGet(Roster::empty);
        var read = Math.clamp(offset - WORTH_READING, 0, roster.offset());
        while (read < offset) {
            var page = feed.after(read, PAGE);
            if (page.isEmpty()) break;
            for (var recorded : page) {
                if (recorded.offset() > offset) return roster;
                read = recorded.offset();
                roster = roster.with(recorded); // What it has seen changes nothing.
                timings.sees(recorded);
            }
        }
        return roster;
    }

    /**
     * How far it is: not more than a few lines a second, and at least one, since that is how it is found out that nobody
     * listens any more. It ends the process when even the first runs take much longer than all of them were to take.
     */
    private static final class News {
        private final PrintStream out;
        private final Trial trial;
        private final long began = System.nanoTime();
        private long last = began;
        private boolean isPlanned;
        private int runs;

        News(PrintStream out, Trial trial) {
            this.out = out;
            this.trial = trial;
        }

        /** The first time, with 0, there is a plan. */
        synchronized void made(int runs, int of) {
            isPlanned = true;
            this.runs = runs;
            var now = System.nanoTime();
            if (runs > 1 && runs < of && now - last < BETWEEN_NEWS.toNanos()) return;
            tell(now);
        }

        private void tell(long now) {
            last = now;
            out.println("{\"progress\":{\"runs\":" + runs + ",\"of\":" + trial.runs() + "}}");
        }

        /** Until the process ends. */
        void repeat() {
            while (true) {
                LockSupport.parkNanos(MOST_BETWEEN_NEWS.toNanos());
                look(System.nanoTime());
            }
        }

        private synchronized void look(long now) {
            var limit = trial.limit().toNanos();
            if (now - began > (isPlanned ? 2 * limit : limit) && runs == 0) {
                out.println(failed("a single run takes longer than the "
                        + trial.limit().toMillis() / 1000.0
                        + " s that all of them may take: this swarm, or what is asked of it, is too large for that"));
                Runtime.getRuntime().halt(1);
            }
            if (now - last > MOST_BETWEEN_NEWS.toNanos()) tell(now);
        }
    }
}
