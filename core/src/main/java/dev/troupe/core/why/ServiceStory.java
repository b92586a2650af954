package dev.troupe.core.why;

import static dev.troupe.core.why.Evidence.line;

import dev.troupe.core.feed.Recorded;
import dev.troupe.core.feed.Trail;
import dev.troupe.core.id.ServiceId;
import dev.troupe.core.node.Standing;
import dev.troupe.core.roster.ServiceView;
import dev.troupe.core.roster.TaskView;
import dev.troupe.core.rule.Event;
import dev.troupe.core.service.ServiceEvent;
import dev.troupe.core.service.ServiceEvent.Created;
import dev.troupe.core.service.ServiceEvent.NodeNoted;
import dev.troupe.core.service.ServiceEvent.RolloutFinished;
import dev.troupe.core.service.ServiceEvent.RolloutPaused;
import dev.troupe.core.service.ServiceEvent.RolloutStarted;
import dev.troupe.core.service.ServiceEvent.SlotsDone;
import dev.troupe.core.service.ServiceEvent.SpecChanged;
import dev.troupe.core.service.ServiceEvent.UpdateTasksFailed;
import dev.troupe.core.service.UpdateStatus;
import dev.troupe.core.spec.UpdatePolicy;
import dev.troupe.core.task.DesiredState;
import dev.troupe.core.task.TaskState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Why a service has not what it asks for, why its update goes on, stands or went back, and what it waits for. */
final class ServiceStory {

    private static final int REASONS = 6;
    private static final Set<Class<? extends Event>> SPECS = Set.of(Created.class, SpecChanged.class);
    private static final Set<Class<? extends Event>> ENDINGS = Set.of(RolloutPaused.class, RolloutFinished.class);

    private final Evidence evidence;
    private final Origins origins;
    private final ServiceId id;
    private final List<Story.Line> chain = new ArrayList<>();
    private final List<String> details = new ArrayList<>();
    private final List<Story.Wait> waits = new ArrayList<>();
    private final List<Story.Need> needs = new ArrayList<>();

    private ServiceStory(Evidence evidence, ServiceId id) {
        this.evidence = evidence;
        this.origins = new Origins(evidence);
        this.id = id;
    }

    static Optional<Story> of(Evidence evidence, ServiceId id) {
        var isKnown = evidence.roster().service(id).isPresent()
                || !evidence.trail().onwards(Evidence.ref(id), 1, SPECS, 1).isEmpty();
        return isKnown ? Optional.of(new ServiceStory(evidence, id).tell()) : Optional.empty();
    }

    private Story tell() {
        var name = evidence.name(id);
        var spec = evidence.trail().last(Evidence.ref(id), Trail.NEWEST, SPECS);
        spec.ifPresent(this::tellSpec);
        var view = evidence.roster().service(id);
        var headline = view.map(this::headline).orElseGet(() -> removed(name));
        return new Story(
                "service",
                id.value(),
                name,
                name + " " + headline,
                List.copyOf(details),
                List.copyOf(waits),
                List.copyOf(needs),
                TaskStory.ordered(chain));
    }

    private String removed(String name) {
        var removal = evidence.trail().last(Evidence.ref(id), Trail.NEWEST, Set.of(ServiceEvent.Removed.class));
        removal.ifPresent(fact -> chain.add(Origins.removal(fact, name)));
        var left = evidence.roster().tasksOf(id);
        left.stream()
                .limit(REASONS)
                .forEach(task -> waits.add(new Story.Wait(
                        Evidence.name(task.draft()) + " to stop"
                                + task.node()
                                        .map(node -> " on " + evidence.name(node))
                                        .orElse(""),
                        removal.map(fact -> fact.fact().at()),
                        Optional.empty())));
        var ago = removal.map(fact -> " " + Words.span(fact.fact().at(), evidence.now()) + " ago")
                .orElse("");
        return "was removed" + ago
                + (left.isEmpty() ? "" : "; " + Words.count(left.size(), "task") + " of it still have to stop");
    }

    /** The spec that holds, what its rollout has done so far, and what nodes did to it since. */
    private void tellSpec(Recorded spec) {
        chain.addAll(origins.spec(spec));
        var service = spec.entity();
        var from = spec.sequence();
        evidence.trail()
                .last(service, Trail.NEWEST, Set.of(RolloutStarted.class))
                .filter(start -> start.sequence() >= from)
                .ifPresent(start -> {
                    chain.add(origins.rollout(start, Origins.specOf(spec)));
                    evidence.trail()
                            .last(service, Trail.NEWEST, Set.of(UpdateTasksFailed.class))
                            .filter(failed -> failed.sequence() > start.sequence())
                            .ifPresent(failed -> chain.addAll(origins.failures(failed)));
                });
        evidence.trail()
                .last(service, Trail.NEWEST, ENDINGS)
                .filter(end -> end.sequence() >= from)
                .ifPresent(end -> chain.add(line(end, message(end))));
        evidence.trail().back(service, Trail.NEWEST, Set.of(NodeNoted.class), 3).stream()
                .filter(noted -> noted.sequence() >= from)
                .filter(noted -> ((NodeNoted) noted.fact().event()).standing() != Standing.GOOD)
                .forEach(noted -> {
                    var event = (NodeNoted) noted.fact().event();
                    var news = Evidence.origin(noted.fact().cause(), dev.troupe.core.feed.EntityKind.NODE)
                            .map(Evidence.Place::sequence)
                            .orElse(Trail.NEWEST);
                    origins.standing(event.node(), news).ifPresent(chain::add);
                });
    }

    private static String message(Recorded end) {
        return switch ((ServiceEvent) end.fact().event()) {
            case RolloutPaused(var status) -> status.message();
            case RolloutFinished(var status) -> status.message();
            case ServiceEvent other -> throw new IllegalStateException("not asked for: " + other);
        };
    }

    private String headline(ServiceView view) {
        var wanted = view.spec().replicas();
        var slots = slots();
        var running = slots.values().stream().filter(Slot::runs).count();
        lacking(slots);
        unfilled(view, slots, wanted);
        var state = view.updateStatus().map(UpdateStatus::state);
        var counts = running + " of " + Words.count(wanted, "task") + " running";
        if (state.filter(UpdateStatus.State::isPaused).isPresent()) return paused(view, counts);
        if (state.equals(Optional.of(UpdateStatus.State.UPDATING))
                || state.equals(Optional.of(UpdateStatus.State.ROLLBACK_STARTED))) return rolling(view, slots, counts);
        if (running == wanted && waits.isEmpty() && details.isEmpty()) return "is as asked for: " + counts;
        var missing = nearest();
        return "has " + counts + (missing.isEmpty() ? "" : ": " + missing);
    }

    /** The first thing it waits for, without the task's name. */
    private String nearest() {
        if (waits.isEmpty()) return details.isEmpty() ? "" : details.getFirst();
        var what = waits.getFirst().what();
        return what.substring(what.indexOf(": ") + 2);
    }

    /** The tasks of a slot that are wanted. */
    private record Slot(List<TaskView> live) {
        boolean runs() {
            return live.stream().anyMatch(task -> task.status().state() == TaskState.RUNNING);
        }

        boolean runs(long specVersion) {
            return live.stream()
                    .anyMatch(task -> task.status().state() == TaskState.RUNNING
                            && task.draft().specVersion() == specVersion);
        }
    }

    private Map<Integer, Slot> slots() {
        var slots = new HashMap<Integer, Slot>();
        for (var task : evidence.roster().tasksOf(id)) {
            if (!task.desired().isLive()) continue;
            slots.computeIfAbsent(task.draft().slot(), slot -> new Slot(new ArrayList<>(1)))
                    .live()
                    .add(task);
        }
        return slots;
    }

    /** Tasks that are wanted and do not run, with what keeps them; those with the same reason together. */
    private void lacking(Map<Integer, Slot> slots) {
        var reasons = new LinkedHashMap<String, List<TaskView>>();
        var held = new ArrayList<TaskView>();
        slots.entrySet().stream().sorted(Map.Entry.comparingByKey()).forEach(slot -> {
            for (var task : slot.getValue().live()) {
                if (task.status().state() == TaskState.RUNNING) continue;
                if (task.desired() == DesiredState.READY) held.add(task);
                else
                    reasons.computeIfAbsent(TaskStory.brief(evidence, task), same -> new ArrayList<>())
                            .add(task);
            }
        });
        var endings = held.isEmpty() ? Map.<Integer, List<TaskView>>of() : failures();
        held.stream()
                .limit(REASONS)
                .forEach(task -> waits.add(new Story.Wait(
                        Evidence.name(task.draft()) + ": " + TaskStory.brief(evidence, task)
                                + failed(endings.getOrDefault(task.draft().slot(), List.of())),
                        Optional.of(task.createdAt()),
                        Optional.empty())));
        if (held.size() > REASONS) details.add((held.size() - REASONS) + " more tasks are held back");
        reasons.entrySet().stream().limit(REASONS).forEach(reason -> {
            var tasks = reason.getValue();
            var names = Words.list(
                    tasks.stream().map(task -> Evidence.name(task.draft())).toList());
            var since = tasks.stream().map(TaskView::createdAt).min(Comparator.naturalOrder());
            waits.add(new Story.Wait(names + ": " + reason.getKey(), since, Optional.empty()));
            if (tasks.getFirst().awaitsPlacement()) {
                var fitting = Fitting.of(evidence, tasks.getFirst().draft());
                details.addAll(fitting.obstacles());
                needs.addAll(fitting.needs());
            }
        });
    }

    /** Tasks that failed and are still listed, by slot. */
    private Map<Integer, List<TaskView>> failures() {
        var failed = new HashMap<Integer, List<TaskView>>();
        for (var task : evidence.roster().tasksOf(id)) {
            var state = task.status().state();
            if (state != TaskState.FAILED && state != TaskState.REJECTED) continue;
            failed.computeIfAbsent(task.draft().slot(), slot -> new ArrayList<>())
                    .add(task);
        }
        return failed;
    }

    private static String failed(List<TaskView> before) {
        if (before.isEmpty()) return "";
        return "; " + before.size() + " before it failed, the last "
                + Evidence.name(before.getLast().draft())
                + Origins.error(before.getLast().status());
    }

    /** Slots whose last task ended and must not be replaced (RS-10 to RS-13). */
    private void unfilled(ServiceView view, Map<Integer, Slot> slots, int wanted) {
        if (slots.size() >= wanted) return;
        var newest = new HashMap<Integer, TaskView>();
        for (var task : evidence.roster().tasksOf(id)) {
            if (!slots.containsKey(task.draft().slot())) newest.put(task.draft().slot(), task);
        }
        newest.values().stream()
                .sorted(Comparator.comparingInt(task -> task.draft().slot()))
                .limit(REASONS)
                .forEach(task ->
                        details.add("slot " + task.draft().slot() + " stays empty: " + Evidence.name(task.draft())
                                + " " + Origins.verb(task.status().state()) + Origins.error(task.status())
                                + ", and the restart policy (" + policy(task) + ") does not replace it"));
        if (!newest.isEmpty()) {
            needs.add(new Story.Need(
                    "an update of the service, which fills its empty slots again",
                    Optional.of("docker service update --force " + view.spec().name())));
        }
    }

    private static String policy(TaskView task) {
        var restart = task.draft().spec().restart();
        var condition =
                restart.condition().name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
        return restart.maxAttempts() == 0 ? condition : condition + ", at most " + restart.maxAttempts() + " times";
    }

    private Optional<Recorded> start() {
        return evidence.trail().last(Evidence.ref(id), Trail.NEWEST, Set.of(RolloutStarted.class));
    }

    private int failures(Recorded start) {
        return evidence.trail().back(Evidence.ref(id), Trail.NEWEST, Set.of(UpdateTasksFailed.class), 1000).stream()
                .filter(failed -> failed.sequence() > start.sequence())
                .mapToInt(failed ->
                        ((UpdateTasksFailed) failed.fact().event()).tasks().size())
                .sum();
    }

    private static UpdatePolicy policy(ServiceView view, boolean rollback) {
        return rollback ? view.spec().rollbackPolicy() : view.spec().updatePolicy();
    }

    private String paused(ServiceView view, String counts) {
        var status = view.updateStatus().orElseThrow();
        var rollback = status.state() == UpdateStatus.State.ROLLBACK_PAUSED;
        start().ifPresent(start -> {
            var size = ((RolloutStarted) start.fact().event()).slots().size();
            var failed = failures(start);
            var allowed = policy(view, rollback).maxFailureRatio();
            details.add(Words.count(failed, "new task") + " of " + Words.count(size, "slot") + " ended too early: "
                    + Words.percent((float) failed / size) + ", and " + Words.percent(allowed) + " are allowed");
        });
        details.add("no further slot is taken until a client speaks");
        var name = view.spec().name();
        needs.add(new Story.Need(
                "go on with the same spec, all failures forgotten",
                Optional.of("docker service update --force " + name)));
        needs.add(new Story.Need("another spec", Optional.of("docker service update --image IMAGE " + name)));
        if (view.previousSpec().isPresent())
            needs.add(new Story.Need("back to the spec before", Optional.of("docker service rollback " + name)));
        var end = evidence.trail().last(Evidence.ref(id), Trail.NEWEST, ENDINGS);
        var since = end.map(fact -> " for " + Words.span(fact.fact().at(), evidence.now()))
                .orElse("");
        var failures = end.map(origins::failures).orElse(List.of());
        return "has had its " + (rollback ? "rollback" : "update") + " paused" + since + " (" + counts + "): "
                + (failures.isEmpty() ? status.message() : failures.getLast().text());
    }

    private String rolling(ServiceView view, Map<Integer, Slot> slots, String counts) {
        var rollback = view.updateStatus().orElseThrow().state() == UpdateStatus.State.ROLLBACK_STARTED;
        var policy = policy(view, rollback);
        var start = start();
        var size = start.map(
                        one -> ((RolloutStarted) one.fact().event()).slots().size())
                .orElse(slots.size());
        var inRollout = start.map(one -> Set.copyOf(((RolloutStarted) one.fact().event()).slots()))
                .orElse(Set.of());
        var done = slots.entrySet().stream()
                .filter(slot ->
                        inRollout.contains(slot.getKey()) && slot.getValue().runs(view.specVersion()))
                .count();
        start.ifPresent(one -> tellProgress(one, policy, done == size));
        var by = start.map(one -> " for " + Words.span(one.fact().at(), evidence.now()))
                .orElse("");
        return "has been " + (rollback ? "rolled back" : "updated") + by + ": " + done + " of "
                + Words.count(size, "slot") + " run the " + (rollback ? "earlier" : "new") + " version, " + counts;
    }

    private void tellProgress(Recorded start, UpdatePolicy policy, boolean isDone) {
        var failed = failures(start);
        if (failed > 0) {
            details.add(Words.count(failed, "new task") + " ended too early so far; more than "
                    + Words.percent(policy.maxFailureRatio()) + " would be too many");
        }
        var rest = evidence.trail()
                .last(Evidence.ref(id), Trail.NEWEST, Set.of(SlotsDone.class))
                .filter(done -> done.sequence() > start.sequence());
        rest.ifPresent(done -> {
            var until = ((SlotsDone) done.fact().event()).restUntil();
            var watch = until.plus(watch(policy));
            if (evidence.now().isBefore(until)) {
                waits.add(new Story.Wait(
                        "the delay between slots (" + Words.span(policy.delay()) + ")",
                        Optional.of(done.fact().at()),
                        Optional.of(until)));
            } else if (isDone && evidence.now().isBefore(watch)) {
                waits.add(new Story.Wait(
                        "the last new tasks to stay up for the monitor period (" + Words.span(policy.monitor()) + ")",
                        Optional.of(until),
                        Optional.of(watch)));
            }
        });
    }

    /** As the rollout itself watches (U-20). */
    private static Duration watch(UpdatePolicy policy) {
        return policy.delay().compareTo(policy.monitor()) >= 0 ? policy.delay().plusSeconds(1) : policy.monitor();
    }
}
