package dev.troupe.app.past;

import dev.troupe.actors.Chronicle;
import dev.troupe.core.feed.Feed;
import dev.troupe.core.feed.Moment;
import dev.troupe.core.feed.Recorded;
import dev.troupe.core.feed.Timeline;
import dev.troupe.core.feed.Trail;
import dev.troupe.core.history.Entry;
import dev.troupe.core.roster.Roster;
import dev.troupe.persistence.EventCatalogue;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The chronicle over the journal's feed. What has just happened is made into entries once for all readers and kept for a
 * moment ({@link Window}); whoever is further behind reads pages of the store, over a connection of its own and on another
 * thread. Both answer the same question, "what comes after this offset", so that going over from one to the other is no
 * event.
 *
 * <p>While something is being read, entries are handed out in pages: at once when nothing was handed out just before, else
 * a moment later, since a hundred readers that are woken for each fact would cost more than the facts. The moment grows with
 * the number of readers. Those who have come equally far are given one and the same page.
 */
public final class JournalChronicle implements Chronicle, AutoCloseable {

    static final int PAGE = 512;
    private static final int KEPT = 8_192;
    /** How long one page gathers what happens: so long, and as much longer for each reader that waits. */
    private static final Duration BREATH = Duration.ofMillis(10);

    private static final Duration BREATH_FOR_EACH = Duration.ofMillis(1);
    private static final Duration LONGEST_BREATH = Duration.ofMillis(250);
    /** After so long without anything new a reader is answered all the same. */
    private static final Duration SILENCE = Duration.ofSeconds(15);
    /** Nobody has asked for so long: nobody reads. */
    private static final long DESERTED_NANOS = SILENCE.multipliedBy(4).toNanos();
    /** More facts than this waiting to be told are left to the store. */
    private static final int MOST_WAITING = 20_000;

    /** By how much facts may stand out of the order of their times. */
    private static final Duration BLUR = Duration.ofSeconds(2);

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final Logger LOG = LoggerFactory.getLogger(JournalChronicle.class);

    private record Waiter(long offset, CompletableFuture<List<Entry>> answer) {}

    private final Feed feed;
    private final Supplier<Roster> roster;
    private final Entries told;
    private final Entries found;
    private final ScheduledExecutorService live = thread("troupe-stream");
    private final ScheduledExecutorService archive = thread("troupe-archive");
    private final AtomicInteger waitingFacts = new AtomicInteger();

    // Of the live thread only.
    private final Window window;
    private final List<Waiter> waiters = new ArrayList<>();

    /** Of the window as it is, by the offset they come after. */
    private final Map<Long, List<Entry>> pages = new HashMap<>();

    private long handedOutAt = System.nanoTime() - BREATH.toNanos();
    private long askedAt = handedOutAt - DESERTED_NANOS;
    private boolean handingOut;

    /**
     * @param feed for pages of the store; closed with this
     * @param trail for the names of what came before; not closed
     * @param from the facts that {@link #show} will be told of are those after this offset
     */
    public JournalChronicle(Feed feed, Trail trail, Supplier<Roster> roster, long from) {
        this.feed = feed;
        this.roster = roster;
        told = new Entries(trail, this::newest);
        found = new Entries(trail, this::newest);
        window = new Window(KEPT, from);
    }

    private static ScheduledExecutorService thread(String name) {
        return Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name(name).daemon().factory());
    }

    /** The next facts, in order and without gaps. Quick. */
    public void show(List<Recorded> facts) {
        waitingFacts.addAndGet(facts.size());
        try {
            live.execute(() -> take(facts));
        } catch (RejectedExecutionException closed) {
            // Nobody is left to be told.
        }
    }

    private void take(List<Recorded> facts) {
        var more = waitingFacts.addAndGet(-facts.size());
        var last = facts.getLast().offset();
        if (System.nanoTime() - askedAt > DESERTED_NANOS || more > MOST_WAITING) {
            window.skipTo(last);
        } else {
            tell(facts);
        }
        pages.clear();
        if (waiters.isEmpty() || handingOut) return;
        var rest = breath().toNanos() - (System.nanoTime() - handedOutAt);
        if (rest <= 0) {
            handOut();
            return;
        }
        handingOut = true;
        var _ = live.schedule(this::handOut, rest, TimeUnit.NANOSECONDS);
    }

    private void tell(List<Recorded> facts) {
        try {
            told.of(window.end(), facts).forEach(window::add);
        } catch (RuntimeException trouble) {
            LOG.warn("what has just happened cannot be told now; readers are given it from the store", trouble);
            window.skipTo(facts.getLast().offset());
        }
    }

    private Duration breath() {
        var breath = BREATH.plus(BREATH_FOR_EACH.multipliedBy(waiters.size()));
        return breath.compareTo(LONGEST_BREATH) > 0 ? LONGEST_BREATH : breath;
    }

    private void handOut() {
        handingOut = false;
        handedOutAt = System.nanoTime();
        var woken = List.copyOf(waiters);
        waiters.clear();
        woken.forEach(this::answer);
    }

    @Override
    public long newest() {
        return roster.get().offset();
    }

    @Override
    public CompletionStage<List<Entry>> next(long offset) {
        var waiter = new Waiter(offset, new CompletableFuture<>());
        live.execute(() -> {
            askedAt = System.nanoTime();
            answer(waiter);
        });
        return waiter.answer();
    }

    private void answer(Waiter waiter) {
        if (waiter.offset() >= window.end()) {
            rest(waiter);
        } else if (waiter.offset() >= window.start()) {
            waiter.answer().complete(pages.computeIfAbsent(waiter.offset(), from -> window.after(from, PAGE)));
        } else {
            archive.execute(() -> look(waiter));
        }
    }

    private void rest(Waiter waiter) {
        waiters.removeIf(other -> other.answer().isDone());
        waiters.add(waiter);
        waiter.answer().completeOnTimeout(List.of(), SILENCE.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void look(Waiter waiter) {
        try {
            var present = newest();
            var page = feed.after(waiter.offset(), PAGE).stream()
                    .takeWhile(recorded -> recorded.offset() <= present)
                    .toList();
            if (page.isEmpty()) live.execute(() -> rest(waiter)); // Not shown yet, or no longer kept.
            else waiter.answer().complete(found.of(waiter.offset(), page));
        } catch (RuntimeException trouble) {
            waiter.answer().completeExceptionally(trouble);
        }
    }

    @Override
    public Set<String> eventNames() {
        return EventCatalogue.words();
    }

    @Override
    public CompletionStage<Long> offsetBefore(Instant time) {
        var moment = new Moment.AtTime(time.minus(BLUR));
        return CompletableFuture.supplyAsync(
                () -> Timeline.last(feed, newest(), moment)
                        .map(Recorded::offset)
                        .orElse(0L),
                archive);
    }

    /** Whoever waits is answered: nothing more comes. */
    @Override
    public void close() {
        for (var thread : List.of(live, archive)) {
            thread.shutdown();
            try {
                if (!thread.awaitTermination(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) thread.shutdownNow();
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        }
        waiters.forEach(waiter -> waiter.answer().complete(List.of()));
        feed.close();
    }
}
