package dev.troupe.core.why;

import dev.troupe.core.feed.Recorded;
import dev.troupe.core.feed.Trail;
import dev.troupe.core.id.ServiceId;
import dev.troupe.core.roster.ServiceView;
import dev.troupe.core.rule.Event;
import dev.troupe.core.service.ServiceEvent;
import dev.troupe.core.service.ServiceEvent.RolloutFinished;
import dev.troupe.core.service.ServiceEvent.RolloutPaused;
import dev.troupe.core.service.ServiceEvent.RolloutStarted;
import dev.troupe.core.service.ServiceEvent.SlotsDone;
import dev.troupe.core.service.ServiceEvent.UpdateTasksFailed;
import dev.troupe.core.service.UpdateStatus;
import dev.troupe.core.spec.UpdatePolicy;
import dev.troupe.core.task.TaskState;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** How an update or rollback of a service stands: what it has done, what it waits for, and why it stands still. */
final class RolloutStory {

    private static final int FAILURES = 1000;
    private static final Set<Class<? extends Event>> ENDINGS = Set.of(RolloutPaused.class, RolloutFinished.class);

    private final Evidence evidence;
    private final Origins origins;
    private final Telling telling;
    private final ServiceId id;

    RolloutStory(Evidence evidence, Origins origins, Telling telling, ServiceId id) {
        this.evidence = evidence;
        this.origins = origins;
        this.telling = telling;
        this.id = id;
    }

    /** What the rollout of the spec that holds has done so far. */
    void tellPast(Recorded spec) {
        newest(Set.of(RolloutStarted.class))
                .filter(start -> start.sequence() >= spec.sequence())
                .ifPresent(start -> {
                    telling.happened(origins.rollout(start, Origins.specOf(spec)));
                    newest(Set.of(UpdateTasksFailed.class))
                            .filter(failed -> failed.sequence() > start.sequence())
                            .ifPresent(failed -> telling.happened(origins.failures(failed)));
                });
        newest(ENDINGS)
                .filter(end -> end.sequence() >= spec.sequence())
                .ifPresent(end -> telling.happened(end, message(end)));
    }

    private Optional<Recorded> newest(Set<Class<? extends Event>> kinds) {
        return evidence.trail().last(Evidence.ref(id), Trail.NEWEST, kinds);
    }

    private String message(Recorded end) {
        return switch ((ServiceEvent) end.fact().event()) {
            case RolloutPaused(var status) -> status.message(evidence::name);
            case RolloutFinished(var status) -> status.message(evidence::name);
            case ServiceEvent other -> throw new IllegalStateException("not asked for: " + other);
        };
    }

    private static String word(UpdateStatus status) {
        return status.state() == UpdateStatus.State.ROLLBACK_PAUSED ? "rollback" : "update";
    }

    /** The headline of one that stands still. */
    String paused(ServiceView view, String counts) {
        var status = view.updateStatus().orElseThrow();
        var rollback = status.state() == UpdateStatus.State.ROLLBACK_PAUSED;
        start().ifPresent(start -> tellRatio(start, policy(view, rollback)));
        telling.detail("no further slot is taken until a client speaks");
        var name = view.spec().name();
        if (view.previousSpec().isPresent())
            telling.needs("back to the spec before", "docker service rollback " + name);
        telling.needs("another spec", "docker service update --image IMAGE " + name);
        telling.needs(
                "go on with the same spec, all failures forgotten; empty slots are filled again",
                "docker service update --force " + name);
        var end = newest(ENDINGS);
        var since = end.map(fact -> " for " + Words.span(fact.fact().at(), evidence.now()))
                .orElse("");
        var failures = end.map(origins::failures).orElse(List.of());
        return "has had its " + word(status) + " paused" + since + " (" + counts + "): "
                + (failures.isEmpty()
                        ? status.message(evidence::name)
                        : failures.getLast().text());
    }

    private void tellRatio(Recorded start, UpdatePolicy policy) {
        var size = ((RolloutStarted) start.fact().event()).slots().size();
        var failed = failures(start);
        telling.detail(Words.count(failed, "new task") + " of " + Words.count(size, "slot") + " failed: "
                + Words.percent((float) failed / size) + ", and " + Words.percent(policy.maxFailureRatio())
                + " are allowed");
    }

    /** The headline of one that goes on. */
    String rolling(ServiceView view, String counts) {
        var rollback = view.updateStatus().orElseThrow().state() == UpdateStatus.State.ROLLBACK_STARTED;
        var start = start();
        var all = start.map(one -> ((RolloutStarted) one.fact().event()).slots());
        var renewed = renewed(view);
        long done =
                all.map(slots -> slots.stream().filter(renewed::get).count()).orElse((long) renewed.cardinality());
        int size = all.map(List::size)
                .orElseGet(() -> evidence.roster().slotsOf(id).filled());
        start.ifPresent(one -> tellProgress(one, policy(view, rollback), done == size));
        var since = start.map(one -> " for " + Words.span(one.fact().at(), evidence.now()))
                .orElse("");
        return "has been " + (rollback ? "rolled back" : "updated") + since + ": " + done + " of "
                + Words.count(size, "slot") + " run the " + (rollback ? "earlier" : "new") + " version, "
                + counts;
    }

    /** Slots of which a task of the present revision runs. */
    private BitSet renewed(ServiceView view) {
        var renewed = new BitSet();
        for (var task : evidence.roster().tasksOf(id)) {
            if (task.draft().specVersion() == view.specVersion()
                    && task.desired().isLive()
                    && task.status().state() == TaskState.RUNNING)
                renewed.set(task.draft().slot());
        }
        return renewed;
    }

    private void tellProgress(Recorded start, UpdatePolicy policy, boolean isDone) {
        var failed = failures(start);
        if (failed > 0) {
            telling.detail(Words.count(failed, "new task") + " failed so far; more than "
                    + Words.percent(policy.maxFailureRatio()) + " would be too many");
        }
        newest(Set.of(SlotsDone.class))
                .filter(done -> done.sequence() > start.sequence())
                .ifPresent(done -> tellRest(done, policy, isDone));
    }

    private void tellRest(Recorded done, UpdatePolicy policy, boolean isDone) {
        var until = ((SlotsDone) done.fact().event()).restUntil();
        var watch = until.plus(watch(policy));
        if (evidence.now().isBefore(until)) {
            telling.waitsFor(
                    "the delay between slots (" + Words.span(policy.delay()) + ")",
                    Optional.of(done.fact().at()),
                    Optional.of(until));
        } else if (isDone && evidence.now().isBefore(watch)) {
            telling.waitsFor(
                    "the last new tasks to stay up for the monitor period (" + Words.span(policy.monitor()) + ")",
                    Optional.of(until),
                    Optional.of(watch));
        }
    }

    private Optional<Recorded> start() {
        return newest(Set.of(RolloutStarted.class));
    }

    private int failures(Recorded start) {
        return evidence.trail().back(Evidence.ref(id), Trail.NEWEST, Set.of(UpdateTasksFailed.class), FAILURES).stream()
                .filter(failed -> failed.sequence() > start.sequence())
                .mapToInt(failed ->
                        ((UpdateTasksFailed) failed.fact().event()).tasks().size())
                .sum();
    }

    private static UpdatePolicy policy(ServiceView view, boolean rollback) {
        return rollback ? view.spec().rollbackPolicy() : view.spec().updatePolicy();
    }

    /** As the rollout itself watches (U-20). */
    private static Duration watch(UpdatePolicy policy) {
        return policy.delay().compareTo(policy.monitor()) >= 0 ? policy.delay().plusSeconds(1) : policy.monitor();
    }
}
