package dev.troupe.persistence;

import dev.troupe.core.feed.Feed;
import dev.troupe.core.feed.Recorded;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shows followers every fact, in order and once, as it comes. Whoever has written calls {@link #wake()}; what others
 * wrote to the same store is found by polling. A batch is read once for all who are up to date.
 *
 * <p>A follower is called by one thread at a time and should be quick: the next batch waits for it. Close the tail
 * before its feed.
 */
public final class Tail implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Tail.class);
    private static final int BATCH = 512;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Feed feed;
    private final Executor executor;
    private final Runnable stop;
    private final List<Follower> followers = new CopyOnWriteArrayList<>();

    /** Wakes not yet answered; whoever raises it from 0 reads until it is 0 again. */
    private final AtomicInteger wakes = new AtomicInteger();

    private volatile boolean closed;

    /** Used only by who reads. */
    private boolean troubled;

    private Tail(Feed feed, Executor executor, Runnable stop) {
        this.feed = feed;
        this.executor = executor;
        this.stop = stop;
    }

    /** Reads on a thread of its own: when woken, and otherwise every {@code interval}. */
    public static Tail polling(Feed feed, Duration interval) {
        var thread = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name("troupe-tail").daemon().factory());
        var tail = new Tail(feed, thread, () -> stop(thread));
        var nanos = interval.toNanos();
        var _ = thread.scheduleWithFixedDelay(tail::wake, nanos, nanos, TimeUnit.NANOSECONDS);
        return tail;
    }

    /** Reads on the thread that wakes it, before {@link #wake()} returns, and at no other time. */
    public static Tail direct(Feed feed) {
        return new Tail(feed, Runnable::run, () -> {});
    }

    /**
     * Shows {@code reader} all facts after {@code offset}. Those that are there already are shown before this returns,
     * on the calling thread.
     */
    public Following follow(long offset, Consumer<List<Recorded>> reader) {
        var follower = new Follower(reader, offset);
        for (var batch = feed.after(offset, BATCH); !batch.isEmpty(); batch = feed.after(follower.offset, BATCH)) {
            follower.take(batch);
        }
        followers.add(follower);
        wake(); // For what came in between.
        return () -> followers.remove(follower);
    }

    /** One who follows; closing it ends that. */
    @FunctionalInterface
    public interface Following extends AutoCloseable {
        @Override
        void close();
    }

    /** Says that there may be something new. Cheap, and never blocks unless the tail is {@link #direct}. */
    public void wake() {
        if (closed || wakes.getAndIncrement() > 0) return;
        try {
            executor.execute(this::readOn);
        } catch (RejectedExecutionException stopping) {
            wakes.set(0);
        }
    }

    private void readOn() {
        for (var answered = wakes.get(); answered != 0; answered = wakes.addAndGet(-answered)) {
            try {
                readAll();
                if (troubled) LOG.warn("the feed can be read again");
                troubled = false;
            } catch (RuntimeException trouble) {
                // Once: a database may be away for an hour, and is asked ten times a second.
                if (!troubled) LOG.warn("the feed cannot be read just now; trying again until it can", trouble);
                troubled = true;
            }
        }
    }

    private void readAll() {
        while (!closed && !followers.isEmpty()) {
            var from = followers.stream()
                    .mapToLong(follower -> follower.offset)
                    .min()
                    .orElseThrow();
            var batch = feed.after(from, BATCH);
            if (batch.isEmpty()) return;
            followers.removeAll(followers.stream()
                    .filter(follower -> !shown(follower, batch))
                    .toList());
            if (batch.size() < BATCH) return; // That was all; who writes more wakes us for it.
        }
    }

    /** False when the follower failed. */
    private static boolean shown(Follower follower, List<Recorded> batch) {
        try {
            follower.take(batch);
            return true;
        } catch (RuntimeException bug) {
            LOG.error("a follower of the feed failed and is shown nothing more", bug);
            return false;
        }
    }

    /** Stops reading; waits for a follower that is being called. */
    @Override
    public void close() {
        closed = true;
        stop.run();
    }

    private static void stop(ScheduledExecutorService thread) {
        thread.shutdownNow();
        try {
            if (!thread.awaitTermination(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("a follower of the feed does not come to an end");
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private static final class Follower {
        private final Consumer<List<Recorded>> reader;
        private volatile long offset;

        Follower(Consumer<List<Recorded>> reader, long offset) {
            this.reader = reader;
            this.offset = offset;
        }

        void take(List<Recorded> batch) {
            var seen = 0;
            while (seen < batch.size() && batch.get(seen).offset() <= offset) seen++;
            if (seen == batch.size()) return;
            reader.accept(seen == 0 ? batch : batch.subList(seen, batch.size()));
            offset = batch.getLast().offset();
        }
    }
}
