package dev.troupe.rehearsal.loop;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * All that runs, on one thread and a virtual clock. What is ready runs in an order drawn from a seed; when nothing is
 * ready, the clock jumps to the next timer. The same seed and the same tasks give the same order.
 *
 * <p>An actor system finds its loop by name, see {@link LoopConfig}. Only while it starts do other threads hand in tasks.
 */
public final class Loop implements InstantSource, Executor {

    private static final Map<String, Loop> LOOPS = new ConcurrentHashMap<>();
    /** When a rehearsal begins that begins with nothing. */
    public static final Instant DAWN = Instant.parse("2030-01-01T00:00:00Z");

    private final List<Runnable> ready = new ArrayList<>();
    private final PriorityQueue<Timer> timers = new PriorityQueue<>(Timer.IN_ORDER);
    private RandomGenerator order = new SplittableRandom(0);
    private boolean inOrder;
    private Instant now = DAWN;
    private long steps;
    private long timersMade;

    /** A task for later. */
    public static final class Timer {
        /** Written out, since a rehearsal asks it more often than anything else. */
        private static final Comparator<Timer> IN_ORDER = (one, other) -> {
            var order = one.due.compareTo(other.due);
            return order != 0 ? order : Long.compare(one.number, other.number);
        };

        private final Instant due;
        private final long number;
        private final Runnable task;
        private boolean over;

        private Timer(Instant due, long number, Runnable task) {
            this.due = due;
            this.number = number;
            this.task = task;
        }

        /** False when it has run or was cancelled before. */
        public boolean cancel() {
            if (over) return false;
            over = true;
            return true;
        }

        /** It has run, or never will. */
        public boolean isOver() {
            return over;
        }
    }

    private Loop() {}

    /** The loop of this name, made when first asked for. */
    public static Loop named(String name) {
        return LOOPS.computeIfAbsent(name, any -> new Loop());
    }

    /** Forgets all that waits, sets the clock back, and draws from this seed from now on. */
    public void begin(long seed) {
        begin(seed, DAWN);
    }

    /** The same, with the clock set to {@code start}. */
    public synchronized void begin(long seed, Instant start) {
        ready.clear();
        timers.clear();
        order = new SplittableRandom(seed);
        inOrder = false;
        now = start;
        steps = 0;
        timersMade = 0;
    }

    /** Until it begins anew, what is ready first runs first: nothing is drawn, as on a machine where nobody overtakes. */
    public synchronized void inOrder() {
        inOrder = true;
    }

    @Override
    public synchronized Instant instant() {
        return now;
    }

    /** How many tasks have run since {@link #begin}. */
    public synchronized long steps() {
        return steps;
    }

    @Override
    public synchronized void execute(Runnable task) {
        ready.add(task);
        notifyAll();
    }

    /** Runs {@code task} when the clock has moved on by {@code delay}; with none, after what is ready now, or before. */
    public synchronized Timer after(Duration delay, Runnable task) {
        var timer = new Timer(now.plus(delay.isNegative() ? Duration.ZERO : delay), timersMade++, task);
        timers.add(timer);
        return timer;
    }

    /** Runs one task. False when there is nothing ready, and no timer due by {@code until}. */
    public boolean step(Instant until) {
        Runnable task;
        synchronized (this) {
            if (!ready.isEmpty()) {
                task = draw();
            } else {
                var timer = nextTimer();
                if (timer == null || timer.due.isAfter(until)) return false;
                timers.poll();
                timer.over = true;
                if (timer.due.isAfter(now)) now = timer.due;
                task = timer.task;
            }
            steps++;
        }
        task.run();
        return true;
    }

    private @Nullable Timer nextTimer() {
        while (true) {
            var timer = timers.peek();
            if (timer == null || !timer.over) return timer;
            timers.poll();
        }
    }

    private Runnable draw() {
        if (inOrder) return ready.removeFirst();
        var last = ready.size() - 1;
        var chosen = last == 0 ? 0 : order.nextInt(last + 1);
        var task = ready.get(chosen);
        ready.set(chosen, ready.get(last));
        ready.remove(last);
        return task;
    }

    /** Runs until the clock would pass {@code until}, and sets it there. */
    public void runTo(Instant until) {
        while (step(until)) {}
        synchronized (this) {
            if (until.isAfter(now)) now = until;
        }
    }

    /** Runs what is ready, and what that makes ready; the clock stands still. */
    public void settle() {
        while (step(instant())) {}
    }

    /**
     * Runs what other threads hand in, until they are done; for the start of an actor system, which waits for its own
     * first actors. The clock stands still.
     */
    public void serve(BooleanSupplier done) throws InterruptedException {
        while (true) {
            settle();
            synchronized (this) {
                if (!ready.isEmpty()) continue;
                if (done.getAsBoolean()) return;
                wait(1);
            }
        }
    }

    /** Nobody will ask for this loop any more. */
    void forget(String name) {
        LOOPS.remove(name, this);
    }
}
