package dev.troupe.actors.roster;

import dev.troupe.actors.Answer;
import dev.troupe.actors.Past;
import dev.troupe.core.feed.Feed;
import dev.troupe.core.feed.Horizon;
import dev.troupe.core.feed.Moment;
import dev.troupe.core.feed.Recorded;
import dev.troupe.core.feed.Timeline;
import dev.troupe.core.roster.Checkpoint;
import dev.troupe.core.roster.Checkpoints;
import dev.troupe.core.roster.Roster;
import dev.troupe.core.rule.Refusal;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Folds the past anew when somebody asks for it: from the nearest checkpoint, or the nearest roster that is remembered, on
 * to the moment. One thread does so, over a feed of its own, so that the present is not held up.
 */
public final class JournalPast implements Past, AutoCloseable {

    /** Rosters that are remembered. Those folded one from the other share most of what they hold. */
    private static final int REMEMBERED = 8;

    private static final int PAGE = 1_000;

    private final Feed feed;
    private final Checkpoints checkpoints;
    private final Supplier<Roster> present;
    private final InstantSource clock;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("troupe-past").daemon().factory());

    /** By offset. The place in {@code used} says how long ago one was asked for. */
    private final TreeMap<Long, Remembered> remembered = new TreeMap<>();

    private long uses;

    private record Remembered(Then then, long used) {}

    /** @param feed nobody else reads it; closed with this */
    public JournalPast(Feed feed, Checkpoints checkpoints, Supplier<Roster> present, InstantSource clock) {
        this.feed = feed;
        this.checkpoints = checkpoints;
        this.present = present;
        this.clock = clock;
    }

    @Override
    public CompletionStage<Answer<Then>> at(Moment moment) {
        if (moment instanceof Moment.AtOffset(var offset)) {
            var known = recall(offset);
            if (known.isPresent()) return CompletableFuture.completedFuture(new Answer.Done<>(known.get()));
        }
        return CompletableFuture.supplyAsync(() -> find(moment), thread);
    }

    private Answer<Then> find(Moment moment) {
        var now = present.get();
        var unknown = stillToCome(moment, now);
        if (unknown.isPresent()) return new Answer.Refused<>(new Refusal.Invalid(unknown.get()));
        var last = Timeline.last(feed, now.offset(), moment);
        if (last.isEmpty()) return new Answer.Refused<>(new Refusal.Invalid(beforeTheFirst()));
        var behind = feed.horizon().filter(horizon -> last.get().offset() < horizon.offset());
        if (behind.isPresent()) return new Answer.Refused<>(new Refusal.Invalid(compacted(behind.get())));
        return new Answer.Done<>(then(last.get(), now));
    }

    private Optional<String> stillToCome(Moment moment, Roster now) {
        return switch (moment) {
            case Moment.AtOffset(var offset)
            when offset > now.offset() ->
                Optional.of("there is no fact " + offset + " yet: the last one is " + now.offset());
            case Moment.AtTime(var time)
            when time.isAfter(clock.instant()) -> Optional.of(time + " is still to come: now it is " + clock.instant());
            default -> Optional.empty();
        };
    }

    private String beforeTheFirst() {
        var first = feed.after(0, 1);
        if (first.isEmpty()) return "nothing has happened yet";
        return "that is before the first fact, " + first.getFirst().offset() + ", of "
                + first.getFirst().fact().at();
    }

    private static String compacted(Horizon horizon) {
        return "that is before the journal's beginning: what happened until " + horizon.at() + " (offset "
                + horizon.offset() + ") was compacted";
    }

    private Then then(Recorded last, Roster now) {
        var known = recall(last.offset());
        if (known.isPresent()) return known.get();
        var roster = now.offset() == last.offset() ? now : fold(last.offset());
        var then = new Then(roster, last.fact().at());
        remember(then);
        return then;
    }

    private Roster fold(long offset) {
        var roster = start(offset);
        while (roster.offset() < offset) {
            var page = feed.after(roster.offset(), (int) Math.min(PAGE, offset - roster.offset()));
            if (page.isEmpty()) throw new IllegalStateException("the feed ends at " + roster.offset());
            for (var recorded : page) {
                if (recorded.offset() > offset) return roster;
                roster = roster.with(recorded);
            }
        }
        return roster;
    }

    /** The nearest roster at or before {@code offset} that need not be folded. */
    private Roster start(long offset) {
        var near = nearest(offset);
        var from = near == null ? 0 : near.offset();
        var written = checkpoints.offsetAtOrBefore(offset);
        if (written.isPresent() && written.getAsLong() > from) {
            var read = checkpoints.atOrBefore(offset).map(Checkpoint::roster).filter(roster -> roster.offset() > from);
            if (read.isPresent()) return read.get();
        }
        return near == null ? Roster.empty() : near;
    }

    private synchronized @Nullable Roster nearest(long offset) {
        var entry = remembered.floorEntry(offset);
        return entry == null ? null : entry.getValue().then().roster();
    }

    private synchronized Optional<Then> recall(long offset) {
        var found = remembered.computeIfPresent(offset, (at, known) -> new Remembered(known.then(), ++uses));
        return Optional.ofNullable(found).map(Remembered::then);
    }

    private synchronized void remember(Then then) {
        remembered.put(then.roster().offset(), new Remembered(then, ++uses));
        if (remembered.size() <= REMEMBERED) return;
        remembered.entrySet().stream()
                .min(Map.Entry.comparingByValue((a, b) -> Long.compare(a.used(), b.used())))
                .ifPresent(oldest -> remembered.remove(oldest.getKey()));
    }

    /** What was asked before is still answered by whoever waits; the journal is let go. */
    @Override
    public void close() {
        thread.close();
        feed.close();
    }
}
