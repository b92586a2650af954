package dev.troupe.core.service;

import static java.util.Comparator.naturalOrder;

import dev.troupe.core.id.TaskId;
import dev.troupe.core.spec.UpdatePolicy;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.pcollections.HashTreePMap;
import org.pcollections.HashTreePSet;
import org.pcollections.PMap;
import org.pcollections.PSet;
import org.pcollections.PVector;
import org.pcollections.TreePMap;
import org.pcollections.TreePVector;

/**
 * A rolling update or rollback as data (section 7): which slots wait, which are in hand, which lanes rest until when,
 * what failed. Everything in it comes from events, so it goes on where it stood after a crash (U-23).
 *
 * @param size number of slots that were to be replaced at the start; never changes (U-15)
 * @param waiting slots not taken yet: ascending (U-8), but first those that the update before had in hand
 * @param deadline how long a slot may be in hand (U-12); absent: as long as it takes
 * @param inHand slots being replaced
 * @param resting lanes that rest, by the slot they did last
 * @param updated tasks this rollout made; only they count as failures (U-14)
 * @param failed those of them that ended too early
 * @param blamed the failure that was one too many, until it is acted on
 * @param watchFrom when the last slot was done and the final monitor period began (U-20)
 * @param paused true: no slot is taken any more, and nothing ends it but a client (U-3)
 */
@RecordBuilder
public record Rollout(
        boolean rollback,
        UpdatePolicy policy,
        Optional<Duration> deadline,
        int size,
        PVector<Integer> waiting,
        TreePMap<Integer, Replacement> inHand,
        PMap<Integer, Instant> resting,
        PSet<TaskId> updated,
        PSet<TaskId> failed,
        Optional<TaskId> blamed,
        Optional<Instant> watchFrom,
        boolean paused)
        implements RolloutBuilder.With {

    /**
     * A slot that is being replaced.
     *
     * @param task the new one; absent where a clean one was kept
     */
    public record Replacement(Optional<TaskId> task, Instant since) {}

    static Rollout of(List<Integer> slots, boolean rollback, UpdatePolicy policy, Optional<Duration> deadline) {
        return new Rollout(
                rollback,
                policy,
                deadline,
                slots.size(),
                TreePVector.from(slots),
                TreePMap.empty(),
                HashTreePMap.empty(),
                HashTreePSet.empty(),
                HashTreePSet.empty(),
                Optional.empty(),
                Optional.empty(),
                false);
    }

    /** What is to be done next. Same rollout, same instant, same answer; asking twice is harmless. */
    public sealed interface Step {
        /** Take these slots now. */
        record Replace(List<Integer> slots) implements Step {}

        /** The new tasks of these slots have had their time (U-12). */
        record Expire(List<Integer> slots) implements Step {}

        /** Ask again then. */
        record WakeAt(Instant when) implements Step {}

        /** Nothing to do until a task reports. */
        record AwaitTasks() implements Step {}

        /** Too many failures. */
        record GiveUp(TaskId task) implements Step {}

        /** All slots are done and stayed up. */
        record Finish() implements Step {}
    }

    public Step next(Instant now) {
        if (paused) return new Step.AwaitTasks();
        if (blamed.isPresent()) return new Step.GiveUp(blamed.get());
        var late = inHand.keySet().stream()
                .filter(slot -> ends(slot).filter(end -> !now.isBefore(end)).isPresent())
                .toList();
        if (!late.isEmpty()) return new Step.Expire(late);

        var rests = resting.values().stream().filter(now::isBefore).toList();
        var lanesFree = lanes() - inHand.size() - rests.size();
        if (lanesFree > 0 && !waiting.isEmpty()) {
            return new Step.Replace(List.copyOf(waiting.subList(0, Math.min(lanesFree, waiting.size()))));
        }
        var restsMatter = inHand.isEmpty() || !waiting.isEmpty();
        var wake = Stream.concat(
                        restsMatter ? rests.stream() : Stream.empty(),
                        inHand.keySet().stream().flatMap(slot -> ends(slot).stream()))
                .min(naturalOrder());
        if (wake.isPresent()) return new Step.WakeAt(wake.get());
        if (!inHand.isEmpty()) return new Step.AwaitTasks();

        var end = watchFrom.map(from -> from.plus(watch())).orElse(now);
        return now.isBefore(end) ? new Step.WakeAt(end) : new Step.Finish();
    }

    /** The new task of a slot in hand; absent where there is none. */
    Optional<TaskId> newTask(int slot) {
        return Optional.ofNullable(inHand.get(slot)).flatMap(Replacement::task);
    }

    /** When the time of a slot in hand is over; absent: never. */
    private Optional<Instant> ends(int slot) {
        return deadline.flatMap(length -> Optional.ofNullable(inHand.get(slot))
                .filter(replacement -> replacement.task().isPresent())
                .map(replacement -> replacement.since().plus(length)));
    }

    /** Slots at a time; 0 means all (U-8). */
    int lanes() {
        return policy.parallelism() == 0 ? Math.max(1, size) : policy.parallelism();
    }

    /** The final watch (U-20): the monitor period, or a second more than the delay where that is not shorter. */
    Duration watch() {
        return policy.delay().compareTo(policy.monitor()) >= 0 ? policy.delay().plusSeconds(1) : policy.monitor();
    }

    /** True when so many failures are too many: strictly more than the allowed share, in single precision (U-15). */
    boolean isTooMany(int failures) {
        return policy.onFailure() != UpdatePolicy.FailureAction.CONTINUE
                && (float) failures / (float) size > policy.maxFailureRatio();
    }

    Rollout take(int slot, Optional<TaskId> task, Instant at) {
        return RolloutBuilder.builder(this)
                .waiting(waiting.minus((Object) slot))
                .inHand(inHand.plus(slot, new Replacement(task, at)))
                .resting(resting.minus(slot))
                .updated(task.map(updated::plus).orElse(updated))
                .build();
    }

    /** The slot is done; the final watch counts from the end of the last rest. */
    Rollout done(int slot, Instant restUntil) {
        var left = inHand.minus(slot);
        var last = waiting.isEmpty() && left.isEmpty();
        return withInHand(left)
                .withResting(resting.plus(slot, restUntil))
                .withWatchFrom(last ? Optional.of(restUntil) : watchFrom);
    }

    Rollout fail(TaskId task) {
        var all = failed.plus(task);
        var blame = blamed.isEmpty() && isTooMany(all.size()) ? Optional.of(task) : blamed;
        return withFailed(all).withBlamed(blame);
    }

    /** Slots that no longer exist need no update (U-25). */
    Rollout without(PSet<Integer> slots) {
        return withWaiting(waiting.minusAll(slots)).withInHand(inHand.minusAll(slots));
    }

    /** Paused, or about to be, or to go back. */
    boolean standsStill() {
        return paused || blamed.isPresent();
    }

    Rollout pause() {
        return withBlamed(Optional.empty()).withPaused(true);
    }
}
