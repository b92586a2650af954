package dev.troupe.core.why;

import static dev.troupe.core.why.Evidence.line;

import dev.troupe.core.feed.EntityKind;
import dev.troupe.core.feed.Recorded;
import dev.troupe.core.feed.Trail;
import dev.troupe.core.id.NodeId;
import dev.troupe.core.id.TaskId;
import dev.troupe.core.node.Standing;
import dev.troupe.core.roster.TaskView;
import dev.troupe.core.service.Hold;
import dev.troupe.core.service.Plan;
import dev.troupe.core.service.Reason;
import dev.troupe.core.service.ServiceEvent;
import dev.troupe.core.service.ServiceEvent.TasksEnded;
import dev.troupe.core.service.ServiceEvent.TasksPlanned;
import dev.troupe.core.task.DesiredState;
import dev.troupe.core.task.Task;
import dev.troupe.core.task.TaskDraft;
import dev.troupe.core.task.TaskEvent;
import dev.troupe.core.task.TaskRules;
import dev.troupe.core.task.TaskState;
import dev.troupe.core.task.TaskStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/** Why a task is where it is, waits, was stopped or replaced. */
final class TaskStory {

    private static final int FACTS = 500;
    private static final int NEAR = 50;
    private static final int FAR = 2000;

    private final Evidence evidence;
    private final Origins origins;
    private final TaskId id;
    private final List<Recorded> facts;
    private final Optional<TaskView> view;
    private final TaskDraft draft;
    private final List<Story.Line> chain = new ArrayList<>();
    private final List<String> details = new ArrayList<>();
    private final List<Story.Wait> waits = new ArrayList<>();
    private final List<Story.Need> needs = new ArrayList<>();

    private TaskStory(Evidence evidence, TaskDraft draft) {
        this.evidence = evidence;
        this.origins = new Origins(evidence);
        this.id = draft.id();
        this.facts = evidence.trail().onwards(Evidence.ref(id), 1, Trail.ANY, FACTS);
        this.view = evidence.roster().task(id);
        this.draft = draft;
    }

    static Optional<Story> of(Evidence evidence, TaskId id) {
        return evidence.draft(id).map(draft -> new TaskStory(evidence, draft).tell());
    }

    private Story tell() {
        var plan = plan();
        plan.ifPresent(this::tellPlan);
        facts.forEach(this::tellFact);
        successor()
                .ifPresent(next -> chain.add(new Story.Line(
                        next.createdAt(),
                        Evidence.name(next.draft()) + " was planned to follow it in slot "
                                + next.draft().slot() + " (now " + where(next) + ")",
                        Evidence.ref(next.id()).persistenceId() + "#1")));
        var headline = headline(plan);
        return new Story(
                "task",
                id.value(),
                Evidence.name(draft),
                Evidence.name(draft) + " " + headline,
                List.copyOf(details),
                List.copyOf(waits),
                List.copyOf(needs),
                ordered(chain));
    }

    /** Oldest first, each fact once. */
    static List<Story.Line> ordered(List<Story.Line> lines) {
        var once = new LinkedHashMap<String, Story.Line>();
        for (var line : lines) once.putIfAbsent(line.fact() + line.text(), line);
        return once.values().stream()
                .sorted(Comparator.comparing(Story.Line::at))
                .toList();
    }

    private record Planned(Recorded fact, Plan plan, Reason reason) {}

    /** The fact of its service that planned it. */
    private Optional<Planned> plan() {
        var service = Evidence.ref(draft.service());
        var from = facts.stream()
                .findFirst()
                .flatMap(created -> Evidence.origin(created.fact().cause(), EntityKind.SERVICE))
                .map(Evidence.Place::sequence)
                .orElse(Trail.NEWEST);
        return evidence.find(service, from, TasksPlanned.class, NEAR, this::isPlanned)
                .or(() -> evidence.find(service, from, TasksPlanned.class, FAR, this::isPlanned))
                .map(fact -> {
                    var planned = (TasksPlanned) (ServiceEvent) fact.fact().event();
                    var plan = planned.plans().stream()
                            .filter(one -> one.task().equals(id))
                            .findFirst()
                            .orElseThrow();
                    return new Planned(fact, plan, planned.reason());
                });
    }

    private boolean isPlanned(TasksPlanned planned) {
        return planned.plans().stream().anyMatch(plan -> plan.task().equals(id));
    }

    private void tellPlan(Planned planned) {
        chain.addAll(origins.of(planned.fact(), planned.reason(), draft.slot()));
        var what = switch (planned.reason()) {
            case CREATED, SCALED -> " planned this task for slot " + draft.slot();
            case UPDATED -> " took slot " + draft.slot() + " in its turn: this task is to replace the one there";
            case RESTARTED -> " planned this task as its replacement in slot " + draft.slot();
            case RELOCATED, ENFORCED -> " planned this task in place of the one there";
            case REMOVED -> " planned this task";
        };
        chain.add(line(
                planned.fact(),
                draft.serviceName()
                        + what
                        + planned.plan().hold().map(hold -> hold(planned, hold)).orElse("")));
    }

    private String hold(Planned planned, Hold hold) {
        var delay = java.time.Duration.between(planned.fact().fact().at(), hold.notBefore());
        var parts = new ArrayList<String>();
        if (!delay.isZero() && !delay.isNegative()) parts.add(Words.span(delay) + " later (restart delay)");
        hold.until().ifPresent(old -> parts.add("once " + evidence.name(old) + " has stopped"));
        return parts.isEmpty() ? "" : ", to start " + String.join(", and ", parts);
    }

    private void tellFact(Recorded fact) {
        switch ((TaskEvent) fact.fact().event()) {
            case TaskEvent.Created created -> {} // The plan has been told.
            case TaskEvent.Explained(var error) ->
                chain.add(line(fact, error.isEmpty() ? "a node fits again" : "no node took it: " + error));
            case TaskEvent.Assigned(var node) -> chain.add(line(fact, new Choosing(evidence).words(draft, node, fact)));
            case TaskEvent.DesireRaised(var desired) -> {
                if (desired == DesiredState.RUNNING) chain.add(line(fact, "its wait was over: it was to start"));
                else tellEnd(fact, desired);
            }
            case TaskEvent.Observed(var status) -> {
                if (status.state() == TaskState.RUNNING) chain.add(line(fact, "it ran"));
                else if (status.state().isTerminal())
                    chain.add(line(fact, "it " + Origins.verb(status.state()) + Origins.error(status)));
            }
            case TaskEvent.Deleted() -> chain.add(line(fact, "it left the list of tasks"));
        }
    }

    /** Why its service wanted it no more. */
    private void tellEnd(Recorded fact, DesiredState desired) {
        var place = Evidence.origin(fact.fact().cause(), EntityKind.SERVICE);
        var service = Evidence.ref(draft.service());
        var from = place.map(Evidence.Place::sequence).orElse(Trail.NEWEST);
        var ended = evidence.find(
                service, from, TasksEnded.class, NEAR, one -> one.tasks().contains(id));
        var removed = evidence.find(
                service, from, ServiceEvent.Removed.class, 1, one -> one.tasks().contains(id));
        if (desired == DesiredState.REMOVE && removed.isPresent()) {
            chain.add(Origins.removal(removed.get(), draft.serviceName()));
            chain.add(line(fact, "it was told to stop and go"));
            return;
        }
        ended.ifPresent(one -> chain.addAll(
                origins.of(one, ((TasksEnded) (ServiceEvent) one.fact().event()).reason(), draft.slot())));
        var why = ended.map(one -> words(((TasksEnded) (ServiceEvent) one.fact().event()).reason()))
                .orElse("");
        chain.add(line(
                fact,
                draft.serviceName() + " wanted it " + (desired == DesiredState.REMOVE ? "gone" : "stopped") + why));
    }

    private static String words(Reason reason) {
        return switch (reason) {
            case SCALED -> ": its slot was one too many";
            case UPDATED -> ": its slot had its turn in the update";
            case RESTARTED -> ": another task takes its place";
            case RELOCATED -> ": its node may have no tasks now";
            case ENFORCED -> ": its node does not suit any more";
            case REMOVED -> ": the service is removed";
            case CREATED -> "";
        };
    }

    private Optional<TaskView> successor() {
        if (view.map(TaskView::desired).filter(DesiredState::isLive).isPresent()) return Optional.empty();
        var born = view.map(TaskView::createdAt)
                .or(() -> facts.stream().findFirst().map(fact -> fact.fact().at()))
                .orElse(Instant.MAX);
        return evidence.roster().tasksOf(draft.service()).stream()
                .filter(other ->
                        other.draft().slot() == draft.slot() && !other.id().equals(id))
                .filter(other -> other.createdAt().isAfter(born))
                .min(Comparator.comparing(TaskView::createdAt));
    }

    private String where(TaskView task) {
        return task.status().state().word()
                + task.node().map(node -> " on " + evidence.name(node)).orElse("");
    }

    private Task last() {
        Task task = new Task.Absent();
        for (var fact : facts) {
            task = TaskRules.evolve(
                    task, (TaskEvent) fact.fact().event(), fact.fact().at());
        }
        return task;
    }

    private String headline(Optional<Planned> plan) {
        if (view.isEmpty()) {
            return switch (last()) {
                case Task.Live live when live.desired().isLive() -> "is not listed any more";
                default -> "is gone from the list of tasks" + reason();
            };
        }
        var task = view.get();
        var status = task.status();
        if (status.state().isTerminal()) return ended(task);
        if (!task.desired().isLive()) return stopping(task);
        if (task.desired() == DesiredState.READY)
            plan.flatMap(planned -> planned.plan().hold()).ifPresent(this::held);
        if (task.node().isEmpty()) return waiting(task);
        var node = evidence.name(task.node().get());
        if (task.desired() == DesiredState.READY) {
            return "is on " + node + ", held back: it starts " + release(plan);
        }
        return switch (status.state()) {
            case RUNNING -> {
                if (evidence.roster()
                        .node(task.node().get())
                        .filter(one -> one.facts().standing() != Standing.GOOD)
                        .isPresent()) {
                    details.add(node + " is " + standing(task.node().get()) + ": this task is about to be replaced");
                }
                yield "has run on " + node + " for " + since(status.at());
            }
            default -> {
                waits.add(new Story.Wait(
                        node + " to start it: " + doing(status), Optional.of(status.at()), Optional.empty()));
                yield "is on " + node + " and does not run yet: " + doing(status) + " for " + since(status.at());
            }
        };
    }

    private static String doing(TaskStatus status) {
        return status.state().word() + (status.message().isEmpty() ? "" : " (" + status.message() + ")");
    }

    private String standing(NodeId node) {
        return evidence.roster()
                .node(node)
                .map(one -> one.facts().standing().name().toLowerCase(java.util.Locale.ROOT))
                .orElse("gone");
    }

    /** The moment is in the chain; how long ago it is, is what matters. */
    private String since(Instant at) {
        return Words.span(at, evidence.now());
    }

    private String release(Optional<Planned> plan) {
        return plan.flatMap(planned -> planned.plan().hold())
                .map(hold -> {
                    var parts = new ArrayList<String>();
                    if (evidence.now().isBefore(hold.notBefore()))
                        parts.add("in " + Words.span(evidence.now(), hold.notBefore()));
                    hold.until()
                            .filter(this::isThere)
                            .ifPresent(old -> parts.add("once " + evidence.name(old) + " has stopped"));
                    return parts.isEmpty() ? "at any moment" : String.join(" and ", parts);
                })
                .orElse("when its service says so");
    }

    private boolean isThere(TaskId old) {
        return evidence.roster()
                .task(old)
                .filter(task -> !task.status().state().isTerminal())
                .isPresent();
    }

    private void held(Hold hold) {
        if (evidence.now().isBefore(hold.notBefore())) {
            waits.add(new Story.Wait(
                    "the restart delay to pass", view.map(TaskView::createdAt), Optional.of(hold.notBefore())));
        }
        hold.until()
                .filter(this::isThere)
                .ifPresent(old -> waits.add(new Story.Wait(
                        evidence.name(old) + " to stop", view.map(TaskView::createdAt), Optional.of(hold.atLatest()))));
    }

    private String waiting(TaskView task) {
        var since = task.createdAt();
        if (task.status().state() != TaskState.PENDING) return "has just been planned";
        if (task.reservedOn().isPresent()) {
            var node = evidence.name(task.reservedOn().get());
            waits.add(new Story.Wait("its place on " + node, Optional.of(task.updatedAt()), Optional.empty()));
            return "is about to be assigned to " + node;
        }
        var fitting = Fitting.of(evidence, draft);
        details.addAll(fitting.obstacles());
        needs.addAll(fitting.needs());
        waits.add(new Story.Wait("a node that fits", Optional.of(since), Optional.empty()));
        if (fitting.fits()) return "waits for the scheduler, which is about to place it";
        var error = task.status().error();
        return "has waited for a node for " + since(since) + ": " + (error.isEmpty() ? "no node fits" : error);
    }

    private String stopping(TaskView task) {
        var place = task.node();
        if (place.isEmpty()) return "is wanted no more" + reason();
        var node = evidence.roster().node(place.get());
        var name = evidence.name(place.get());
        var told = lastRaise().map(fact -> fact.fact().at());
        if (node.isEmpty() || node.get().facts().standing() == Standing.DOWN) {
            details.add("nobody knows whether it still runs: " + name + " is " + (node.isEmpty() ? "removed" : "down")
                    + ", so it is shown as it was last seen");
            waits.add(new Story.Wait(name + " to come back and stop it, or to be removed", told, Optional.empty()));
            return "is lost with " + name + reason();
        }
        var grace = draft.spec().container().stopGrace();
        waits.add(new Story.Wait(name + " to stop it", told, told.map(at -> at.plus(grace))));
        return "is being stopped on " + name + reason();
    }

    private Optional<Recorded> lastRaise() {
        return facts.reversed().stream()
                .filter(fact -> fact.fact().event() instanceof TaskEvent.DesireRaised)
                .findFirst();
    }

    private String ended(TaskView task) {
        var status = task.status();
        var node = task.node().map(one -> " on " + evidence.name(one)).orElse("");
        var text = Origins.verb(status.state()) + node + ", " + since(status.at()) + " ago";
        if (status.state() == TaskState.SHUTDOWN) return text + reason();
        return text + Origins.error(status);
    }

    /** The reason its service ended it for, for the headline. */
    private String reason() {
        return lastRaise()
                .flatMap(fact -> evidence.find(
                        Evidence.ref(draft.service()),
                        Evidence.origin(fact.fact().cause(), EntityKind.SERVICE)
                                .map(Evidence.Place::sequence)
                                .orElse(Trail.NEWEST),
                        TasksEnded.class,
                        NEAR,
                        one -> one.tasks().contains(id)))
                .map(this::reason)
                .orElseGet(
                        () -> evidence.roster().service(draft.service()).isEmpty() ? ": its service was removed" : "");
    }

    /** A lost or drained node says more than that there was one. */
    private String reason(Recorded ended) {
        var reason = ((TasksEnded) (ServiceEvent) ended.fact().event()).reason();
        var origin = origins.of(ended, reason, draft.slot());
        return switch (reason) {
            case RELOCATED, ENFORCED ->
                origin.isEmpty() ? words(reason) : ": " + origin.getLast().text();
            case CREATED, SCALED, UPDATED, RESTARTED, REMOVED -> words(reason);
        };
    }

    /** Why it does not run yet, in a few words. */
    static String brief(Evidence evidence, TaskView task) {
        var status = task.status();
        if (task.desired() == DesiredState.READY) {
            var story = new TaskStory(evidence, task.draft());
            return "held back: it starts " + story.release(story.plan());
        }
        if (task.awaitsPlacement()) return status.error().isEmpty() ? "waits for the scheduler" : status.error();
        if (status.state().isTerminal()) return Origins.verb(status.state()) + Origins.error(status);
        return doing(status)
                + task.node().map(node -> " on " + evidence.name(node)).orElse("");
    }
}
