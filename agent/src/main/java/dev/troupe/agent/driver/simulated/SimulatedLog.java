package dev.troupe.agent.driver.simulated;

import dev.troupe.agent.driver.Delays;
import dev.troupe.agent.driver.LogFeed;
import dev.troupe.core.session.LogLine;
import dev.troupe.core.session.LogQuery;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** What a simulated container has written: computed from its age when somebody asks, kept nowhere. */
final class SimulatedLog {

    /** Enough of a past that nobody reads to its beginning. */
    private static final int MOST_LINES = 1000;

    private final SimulatedDriver driver;
    private final SimulatedContainer container;
    private final LogQuery query;
    private final InstantSource clock;
    private final Delays delays;
    private final LogFeed feed;
    private boolean begun;
    private long ticksTold;
    private boolean over;

    SimulatedLog(
            SimulatedDriver driver, SimulatedContainer container, LogQuery query, InstantSource clock, Delays delays) {
        this.driver = driver;
        this.container = container;
        this.query = query;
        this.clock = clock;
        this.delays = delays;
        this.feed = new LogFeed(this::begin, () -> {});
    }

    LogFeed feed() {
        return feed;
    }

    private void begin() {
        if (query.follow()) driver.listen(container, this::tell);
        tell();
    }

    /** Everything new up to now; then waits for more, if that is wanted. */
    private synchronized void tell() {
        if (over || feed.isOver()) return;
        var life = driver.life(container);
        if (life.startedAt().isPresent()) {
            var start = life.startedAt().get();
            var lines = since(start, life.endedAt().orElseGet(clock::instant));
            var first = begun || query.tail().isEmpty()
                    ? 0
                    : Math.max(0, lines.size() - query.tail().getAsInt());
            begun = true;
            for (var line : lines.subList(first, lines.size())) feed.put(line);
        }
        if (!query.follow() || life.endedAt().isPresent()) {
            over = true;
            feed.end();
        } else if (life.startedAt().isPresent()) {
            container.behaviour.ticks().ifPresent(period -> delays.after(period, this::tell));
        }
    }

    private List<LogLine> since(Instant start, Instant now) {
        var lines = new ArrayList<LogLine>();
        if (!query.stdout()) return lines;
        if (!begun) {
            for (var text : container.behaviour.output()) add(lines, start, text);
        }
        container.behaviour.ticks().ifPresent(period -> {
            var ticks = Duration.between(start, now).dividedBy(period);
            for (var tick = Math.max(ticksTold, ticks - MOST_LINES) + 1; tick <= ticks; tick++) {
                add(
                        lines,
                        start.plus(period.multipliedBy(tick)),
                        "64 bytes from 127.0.0.1: seq=" + (tick - 1) + " ttl=64");
            }
            ticksTold = Math.max(ticksTold, ticks);
        });
        return lines;
    }

    private void add(List<LogLine> lines, Instant at, String text) {
        if (query.since().isPresent() && at.isBefore(query.since().get())) return;
        lines.add(new LogLine(container.draft.id(), false, at, text));
    }
}
