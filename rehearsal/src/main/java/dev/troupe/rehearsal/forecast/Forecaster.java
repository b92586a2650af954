package dev.troupe.rehearsal.forecast;

import dev.troupe.core.forecast.Forecast;
import dev.troupe.core.forecast.Intent;
import dev.troupe.core.forecast.Report;
import dev.troupe.core.forecast.Tally;
import dev.troupe.core.forecast.Trial;
import dev.troupe.core.id.NodeId;
import dev.troupe.core.id.ServiceId;
import dev.troupe.core.node.NodeState;
import dev.troupe.core.roster.ServiceView;
import dev.troupe.core.spec.UpdatePolicy;
import dev.troupe.rehearsal.Stage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * Makes a forecast: the order is rehearsed once at the usual pace and without failures, for the plan; then many times, each
 * at a pace drawn from what the journal has seen, with the failures that were asked for. The same present and trial give the
 * same forecast, but for how many runs fit in the time.
 */
public final class Forecaster {

    private final Present present;
    private final Trial trial;

    private Forecaster(Present present, Trial trial) {
        this.present = present;
        this.trial = trial;
    }

    /**
     * @param threads so many runs go on side by side, each on a stage of its own
     * @param progress is told how many runs were made, of how many, beginning with 0 once there is a plan; by one thread at
     *     a time
     */
    public static Forecast of(Present present, Trial trial, int threads, BiConsumer<Integer, Integer> progress) {
        return on(threads, pool -> {
            var stages = Stream.generate(() -> CompletableFuture.supplyAsync(Stage::new, pool))
                    .limit(threads)
                    .toList();
            try {
                return new Forecaster(present, trial).forecast(stages, pool, progress);
            } finally {
                for (var stage : stages) {
                    var _ = stage.thenAccept(Stage::close); // One that could not be made has told so already.
                }
            }
        });
    }

    /** The same on stages that are there, which go on to be. */
    static Forecast of(List<Stage> stages, Present present, Trial trial) {
        return on(
                stages.size(),
                pool -> new Forecaster(present, trial)
                        .forecast(
                                stages.stream()
                                        .map(CompletableFuture::completedFuture)
                                        .toList(),
                                pool,
                                (made, of) -> {}));
    }

    private static Forecast on(int threads, Function<Executor, Forecast> forecast) {
        try (var pool = Executors.newFixedThreadPool(
                threads, Thread.ofPlatform().name("rehearsal-", 1).factory())) {
            return forecast.apply(pool);
        } catch (CompletionException trouble) {
            throw trouble.getCause() instanceof RuntimeException cause ? cause : trouble;
        }
    }

    private Forecast forecast(
            List<CompletableFuture<Stage>> stages, Executor pool, BiConsumer<Integer, Integer> progress) {
        var began = System.nanoTime();
        var plain = stages.getFirst()
                .thenApplyAsync(stage -> run(stage, 0, Map.of()), pool)
                .join();
        if (plain.refusal().isPresent()) {
            return Forecast.refused(
                    subject(),
                    present.at(),
                    present.roster().offset(),
                    plain.refusal().get(),
                    Duration.ofNanos(System.nanoTime() - began));
        }
        progress.accept(0, trial.runs());
        var runs = new Runs(began, plain.report().took(), progress);
        stages.stream()
                .map(stage -> stage.thenAcceptAsync(runs::make, pool))
                .toList()
                .forEach(CompletableFuture::join);
        return new Forecast(
                subject(),
                present.at(),
                present.roster().offset(),
                Optional.empty(),
                plain.steps(),
                Optional.of(plain.report()),
                Optional.of(Tally.of(runs.reports())),
                trial.runs(),
                failures(),
                basis(),
                Duration.ofNanos(System.nanoTime() - began));
    }

    /** The runs with their numbers, from 1 on: which thread makes one changes nothing in it. */
    private final class Runs {
        private final long began;
        private final Duration length;
        private final BiConsumer<Integer, Integer> progress;
        private final AtomicInteger last = new AtomicInteger();
        private final SortedMap<Integer, Report> made = new TreeMap<>();

        Runs(long began, Duration length, BiConsumer<Integer, Integer> progress) {
            this.began = began;
            this.length = length;
            this.progress = progress;
        }

        /** One after the other, until there are enough or time is up. */
        void make(Stage stage) {
            for (var run = last.incrementAndGet(); run <= trial.runs(); run = last.incrementAndGet()) {
                if (run > 1 && System.nanoTime() - began > trial.limit().toNanos()) return;
                made(run, run(stage, run, breaking(run, length)).report());
            }
        }

        private synchronized void made(int run, Report report) {
            made.put(run, report);
            progress.accept(made.size(), trial.runs());
        }

        synchronized List<Report> reports() {
            return List.copyOf(made.values());
        }
    }

    private Run.Outcome run(Stage stage, int number, Map<NodeId, Duration> breaking) {
        var plain = number == 0;
        var casting = new Casting(
                present.timings(),
                plain ? Pace.USUAL : Pace.drawn(number),
                -number,
                plain ? 0 : trial.taskFailureRate(),
                monitor(),
                present.roster());
        return Run.of(stage, present, trial.intent(), casting, breaking, seed(number));
    }

    /** Far from seeds that people use, so that no id of the swarm is drawn again. */
    private static long seed(int number) {
        return (number + 1) * 0x9E37_79B9_7F4A_7C15L;
    }

    /** Nodes that are ready now, each broken at a moment within the time that the order takes without failures. */
    private Map<NodeId, Duration> breaking(int run, Duration length) {
        if (trial.nodeFailures() == 0) return Map.of();
        var chance = new SplittableRandom(run);
        var nodes = new ArrayList<NodeId>();
        for (var node : present.roster().nodes()) {
            if (node.facts().state() == NodeState.READY) nodes.add(node.facts().id());
        }
        Collections.shuffle(nodes, Random.from((RandomGenerator) chance));
        var breaking = new LinkedHashMap<NodeId, Duration>();
        for (var node : nodes.subList(0, Math.min(trial.nodeFailures(), nodes.size())))
            breaking.put(node, Duration.ofNanos(chance.nextLong(length.toNanos() + 1)));
        return breaking;
    }

    private Duration monitor() {
        return trial.intent() instanceof Intent.Update(var service, var spec)
                ? spec.updatePolicy().monitor()
                : UpdatePolicy.DEFAULT_MONITOR;
    }

    private String subject() {
        var roster = present.roster();
        return switch (trial.intent()) {
            case Intent.Update(var service, var spec) -> "update of " + spec.name();
            case Intent.Drain(var node) -> "drain of " + Watch.hostname(node, roster);
            case Intent.RemoveNode(var node, var force) -> "removal of " + Watch.hostname(node, roster);
        };
    }

    private List<String> failures() {
        var failures = new ArrayList<String>();
        if (trial.nodeFailures() > 0)
            failures.add(
                    trial.nodeFailures() + (trial.nodeFailures() == 1 ? " node" : " nodes") + " breaking for good");
        if (trial.taskFailureRate() > 0)
            failures.add(String.format(
                    Locale.ROOT,
                    "%.3g %% of new tasks failing within %s s",
                    trial.taskFailureRate() * 100,
                    monitor().toMillis() / 1000.0));
        return failures;
    }

    /** What the timings come from. */
    private List<String> basis() {
        var lines = new ArrayList<String>();
        var roster = present.roster();
        switch (trial.intent()) {
            case Intent.Update(var service, var spec) -> {
                var image = Timings.image(spec);
                launches(spec.name(), service, image, true, lines);
                launches(spec.name(), service, image, false, lines);
                roster.service(service)
                        .map(ServiceView::spec)
                        .ifPresent(old -> stops(old.name(), service, Timings.image(old), lines));
            }
            case Intent.Drain _, Intent.RemoveNode _ -> {
                for (var service : Run.concerned(roster, trial.intent(), Set.of())) {
                    roster.service(service).map(ServiceView::spec).ifPresent(spec -> {
                        launches(spec.name(), service, Timings.image(spec), false, lines);
                        stops(spec.name(), service, Timings.image(spec), lines);
                    });
                }
            }
        }
        var writes = present.timings().writes();
        lines.add(
                writes.isEmpty()
                        ? "a write takes " + millis(Casting.ASSUMED_WRITE) + ": assumed, none was seen"
                        : "a write takes " + millis(Pace.USUAL.of(writes)) + ", as " + writes.size() + " did");
        return lines;
    }

    private void launches(String name, ServiceId service, String image, boolean first, List<String> lines) {
        var seen = present.timings().launches(service, image, first);
        var what = name + " gets ready and starts" + (first ? " where " + image + " is new" : "") + " in ";
        lines.add(seen.map(known ->
                        what + millis(Pace.USUAL.launch(known.samples()).total()) + ", as "
                                + known.samples().size() + " did: " + known.of())
                .orElse(what + millis(Casting.ASSUMED_LAUNCH.total()) + ": assumed, none was seen"));
    }

    private void stops(String name, ServiceId service, String image, List<String> lines) {
        var seen = present.timings().stops(service, image);
        var what = name + " stops in ";
        lines.add(seen.map(known -> what + millis(Pace.USUAL.of(known.samples())) + ", as "
                        + known.samples().size() + " did: " + known.of())
                .orElse(what + millis(Casting.ASSUMED_STOP) + ": assumed, none was seen"));
    }

    private static String millis(Duration duration) {
        return String.format(Locale.ROOT, "%.3f s", duration.toNanos() / 1e9);
    }
}
