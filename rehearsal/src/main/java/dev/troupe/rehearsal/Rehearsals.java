package dev.troupe.rehearsal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Rehearsals by their seeds: one to look at, or very many. */
public final class Rehearsals {

    /**
     * How one went.
     *
     * @param plan what happened, a line each
     * @param story the smallest plan found that fails as well, what it led to, and what was violated; absent: nothing was
     * @param digest of all facts, in hexadecimal digits: the same for the same seed, always
     */
    public record Told(long seed, String plan, Optional<String> story, Totals totals, String digest) {}

    /**
     * How many went.
     *
     * @param failed the seeds that violated something, ascending
     * @param steps how many tasks were run
     * @param faults how often something was broken, lost, doubled or late on purpose
     * @param time that passed on the virtual clocks
     */
    public record Totals(long seeds, List<Long> failed, long steps, long faults, Duration time) {

        /** {@code 2000 seeds, 0 violations, 24012345 steps, 22001 faults, 21.40 virtual hours}. */
        public String words() {
            return String.format(
                    Locale.ROOT,
                    "%d seeds, %d violations, %d steps, %d faults, %.2f virtual hours",
                    seeds,
                    failed.size(),
                    steps,
                    faults,
                    time.toMillis() / 3_600_000.0);
        }

        private static Totals of(Outcome outcome) {
            return new Totals(
                    1,
                    outcome.violation().isPresent() ? List.of(outcome.plan().seed()) : List.of(),
                    outcome.steps(),
                    outcome.faults(),
                    outcome.time());
        }

        private Totals plus(Totals other) {
            var all = new ArrayList<>(failed);
            all.addAll(other.failed);
            all.sort(Comparator.naturalOrder());
            return new Totals(
                    seeds + other.seeds,
                    List.copyOf(all),
                    steps + other.steps,
                    faults + other.faults,
                    time.plus(other.time));
        }
    }

    private static final Totals NOTHING = new Totals(0, List.of(), 0, 0, Duration.ZERO);

    private Rehearsals() {}

    public static Told one(long seed) {
        try (var stage = new Stage()) {
            return tell(stage, Rehearsal.of(stage, Plan.of(seed)));
        }
    }

    private static Told tell(Stage stage, Outcome outcome) {
        var plan = outcome.plan();
        var story = outcome.violation()
                .map(what -> Shrinker.shrink(outcome, smaller -> Rehearsal.of(stage, smaller))
                        .words());
        return new Told(plan.seed(), plan.words(), story, Totals.of(outcome), outcome.digest());
    }

    /**
     * Rehearses {@code count} seeds from {@code first} on, a stage for each thread.
     *
     * @param failed is told of each that violates something, with its minimal story; by one thread at a time
     * @param progress is given the totals so far, after every thousand seeds; by one thread at a time
     */
    public static Totals many(long first, long count, int threads, Consumer<Told> failed, Consumer<Totals> progress) {
        var next = new AtomicLong(first);
        var total = new Sum(progress);
        Callable<@Nullable Void> actor = () -> {
            try (var stage = new Stage()) {
                for (var seed = next.getAndIncrement(); seed < first + count; seed = next.getAndIncrement()) {
                    var outcome = Rehearsal.of(stage, Plan.of(seed));
                    if (outcome.violation().isPresent()) {
                        var told = tell(stage, outcome);
                        synchronized (total) {
                            failed.accept(told);
                        }
                    }
                    total.add(Totals.of(outcome));
                }
            }
            return null;
        };
        try (var pool = Executors.newFixedThreadPool(
                threads, Thread.ofPlatform().name("rehearsal-", 1).factory())) {
            var running = new ArrayList<Future<@Nullable Void>>();
            for (var i = 0; i < threads; i++) running.add(pool.submit(actor));
            for (var each : running) each.get();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException bug) {
            throw new IllegalStateException(
                    "a rehearsal broke down, which is no violation but a bug of its own", bug.getCause());
        }
        return total.all;
    }

    private static final class Sum {
        private static final long OFTEN = 1_000;

        private final Consumer<Totals> progress;
        private Totals all = NOTHING;

        Sum(Consumer<Totals> progress) {
            this.progress = progress;
        }

        synchronized void add(Totals one) {
            all = all.plus(one);
            if (all.seeds % OFTEN == 0) progress.accept(all);
        }
    }
}
