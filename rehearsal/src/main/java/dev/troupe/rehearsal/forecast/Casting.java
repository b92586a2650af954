package dev.troupe.rehearsal.forecast;

import dev.troupe.agent.driver.simulated.Behaviour;
import dev.troupe.core.id.NodeId;
import dev.troupe.core.id.TaskId;
import dev.troupe.core.roster.Roster;
import dev.troupe.core.roster.TaskView;
import dev.troupe.core.task.TaskDraft;
import dev.troupe.rehearsal.Opening;
import dev.troupe.rehearsal.forecast.Timings.Launch;
import dev.troupe.rehearsal.forecast.Timings.Place;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * What containers do in one run: they take as long as others took, run on for ever, and stop when told; but for those new
 * ones that are drawn to fail.
 */
final class Casting implements Opening.Cast {

    /** Where nothing was ever seen. */
    static final Launch ASSUMED_LAUNCH = new Launch(Duration.ofSeconds(2), Duration.ofSeconds(1));

    static final Duration ASSUMED_STOP = Duration.ofMillis(500);
    static final Duration ASSUMED_WRITE = Duration.ofMillis(3);

    private static final int STRETCH = 20;

    private final Timings timings;
    private final Pace pace;
    private final RandomGenerator chance;
    private final double failureRate;
    private final Duration monitor;
    private final Set<TaskId> old;
    private final Set<Place> places;
    private final List<Duration> writes;

    /**
     * @param failureRate share of new tasks that fail
     * @param monitor within so long of their start
     */
    Casting(Timings timings, Pace pace, long seed, double failureRate, Duration monitor, Roster roster) {
        this.timings = timings;
        this.pace = pace;
        this.chance = new SplittableRandom(seed);
        this.failureRate = failureRate;
        this.monitor = monitor;
        this.old = roster.tasks().stream().map(TaskView::id).collect(Collectors.toSet());
        this.places = new HashSet<>(timings.places());
        this.writes = writes(timings.writes());
    }

    /** A slow write seldom comes alone: a run is as busy as some stretch of the past was. */
    private List<Duration> writes(List<Duration> seen) {
        if (seen.isEmpty()) return List.of(ASSUMED_WRITE);
        if (isUsual() || seen.size() <= STRETCH) return seen;
        var first = chance.nextInt(seen.size() - STRETCH + 1);
        return seen.subList(first, first + STRETCH);
    }

    /** Nothing is drawn. */
    boolean isUsual() {
        return pace.equals(Pace.USUAL);
    }

    /** How long a write takes. */
    Duration write() {
        return pace.of(writes);
    }

    @Override
    public Behaviour does(NodeId node, TaskDraft draft) {
        var image = Timings.image(draft);
        var first = places.add(new Place(node, image));
        var launch = timings.launches(draft.service(), image, first)
                .map(seen -> pace.launch(seen.samples()))
                .orElse(ASSUMED_LAUNCH);
        var stop = timings.stops(draft.service(), image)
                .map(seen -> pace.of(seen.samples()))
                .orElse(ASSUMED_STOP);
        var does = Behaviour.WILLING
                .preparingFor(launch.prepare())
                .startingFor(launch.start())
                .healthyAfter(Duration.ZERO) // What was seen until it ran has its first check within.
                .stoppingFor(stop);
        var fails = !old.contains(draft.id()) && failureRate > 0 && chance.nextDouble() < failureRate;
        return fails ? does.exiting(Duration.ofNanos(chance.nextLong(monitor.toNanos() + 1)), 1) : does;
    }
}
