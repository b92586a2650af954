package dev.troupe.core.why;

import dev.troupe.core.feed.EntityKind;
import dev.troupe.core.feed.Recorded;
import dev.troupe.core.feed.Trail;
import dev.troupe.core.id.NodeId;
import dev.troupe.core.node.Standing;
import dev.troupe.core.roster.TaskView;
import dev.troupe.core.service.Hold;
import dev.troupe.core.service.Plan;
import dev.troupe.core.service.Reason;
import dev.troupe.core.service.ServiceEvent;
import dev.troupe.core.service.ServiceEvent.NodeNoted;
import dev.troupe.core.service.ServiceEvent.TasksEnded;
import dev.troupe.core.service.ServiceEvent.TasksPlanned;
import dev.troupe.core.task.DesiredState;
import dev.troupe.core.task.Task;
import dev.troupe.core.task.TaskDraft;
import dev.troupe.core.task.TaskEvent;
import dev.troupe.core.task.TaskRules;
import dev.troupe.core.task.TaskState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What happened to a task: why it was planned, where it was sent, how it fared, why it was wanted no more, what followed. */
final class TaskPast {

    private static final int FACTS = 500;
    private static final int NEAR = 50;
    private static final int FAR = 2000;

    private final Evidence evidence;
    private final Origins origins;
    private final TaskDraft draft;
    private final List<Recorded> facts;

    TaskPast(Evidence evidence, TaskDraft draft) {
        this.evidence = evidence;
        this.origins = new Origins(evidence);
        this.draft = draft;
        this.facts = evidence.trail().onwards(Evidence.ref(draft.id()), 1, Trail.ANY, FACTS);
    }

    void tell(Telling telling, Optional<Planned> plan) {
        plan.ifPresent(planned -> tellPlan(telling, planned));
        facts.forEach(fact -> tellFact(telling, fact));
        successor()
                .ifPresent(next -> telling.happened(new Story.Line(
                        next.createdAt(),
                        Evidence.name(next.draft()) + " was planned to follow it in slot "
                                + next.draft().slot() + " (now " + where(next) + ")",
                        Evidence.ref(next.id()).persistenceId() + "#1")));
    }

    /** The fact of its service that planned it, and what it says of this task. */
    record Planned(Recorded fact, Plan plan, Reason reason) {}

    /** The fact of its service that planned it. */
    Optional<Planned> plan() {
        var service = Evidence.ref(draft.service());
        var from = facts.stream()
                .findFirst()
                .flatMap(created -> Evidence.origin(created.fact().cause(), EntityKind.SERVICE))
                .map(Evidence.Place::sequence)
                .orElse(Trail.NEWEST);
        return evidence.trail()
                .about(draft.id(), service, from, TasksPlanned.class, FAR)
                .map(fact -> {
                    var planned = (TasksPlanned) (ServiceEvent) fact.fact().event();
                    var plan = planned.plans().stream()
                            .filter(one -> one.task().equals(draft.id()))
                            .findFirst()
                            .orElseThrow();
                    return new Planned(fact, plan, planned.reason());
                });
    }

    private void tellPlan(Telling telling, Planned planned) {
        telling.happened(origins.of(planned.fact(), planned.reason(), draft.slot()));
        var what = switch (planned.reason()) {
            case CREATED, SCALED -> " planned this task for slot " + draft.slot();
            case UPDATED -> " took slot " + draft.slot() + " in its turn: this task is to replace the one there";
            case RESTARTED -> " planned this task as its replacement in slot " + draft.slot();
            case RELOCATED, ENFORCED -> " planned this task in place of the one there";
            case REMOVED -> " planned this task";
        };
        telling.happened(
                planned.fact(),
                draft.serviceName()
                        + what
                        + planned.plan().hold().map(hold -> hold(planned, hold)).orElse(""));
    }

    private String hold(Planned planned, Hold hold) {
        var delay = Duration.between(planned.fact().fact().at(), hold.notBefore());
        var parts = new ArrayList<String>();
        if (!delay.isZero() && !delay.isNegative()) parts.add(Words.span(delay) + " later (restart delay)");
        hold.until().ifPresent(old -> parts.add("once " + evidence.name(old) + " has stopped"));
        return parts.isEmpty() ? "" : ", to start " + String.join(", and ", parts);
    }

    /** What changed a node after it had been said to suit this task as little as all others. */
    private List<Story.Line> whatMadeRoom(NodeId node, Recorded assigned) {
        var refused = facts.stream()
                .filter(fact -> fact.sequence() < assigned.sequence())
                .filter(fact -> fact.fact().event() instanceof TaskEvent.Explained(var error) && !error.isEmpty())
                .reduce((earlier, later) -> later);
        return refused.flatMap(waiting -> Evidence.origin(assigned.fact().cause(), EntityKind.NODE)
                        .filter(place -> place.entity().equals(Evidence.ref(node)))
                        .map(place -> new Opening(evidence, draft, node)
                                .lines(waiting.fact().at(), place.sequence())))
                .orElseGet(List::of);
    }

    /** How it came to be over by {@code then}: who or what ended it, and its end. */
    List<Story.Line> leaving(Instant then) {
        var lines = new ArrayList<Story.Line>();
        removal(Trail.NEWEST)
                .filter(removed -> !removed.fact().at().isAfter(then))
                .ifPresentOrElse(
                        removed -> lines.add(Origins.removal(removed, draft.serviceName())),
                        () -> ending().ifPresent(one -> lines.addAll(origins.of(one, reasonOf(one), draft.slot()))));
        origins.end(draft.id()).ifPresent(lines::add);
        return lines;
    }

    private Optional<Recorded> removal(long upTo) {
        return evidence.trail().about(draft.id(), Evidence.ref(draft.service()), upTo, ServiceEvent.Removed.class, 1);
    }

    private void tellFact(Telling telling, Recorded fact) {
        switch ((TaskEvent) fact.fact().event()) {
            case TaskEvent.Created created -> {} // The plan has been told.
            case TaskEvent.Explained(var error) ->
                telling.happened(fact, error.isEmpty() ? "a node fits again" : "no node took it: " + error);
            case TaskEvent.Assigned(var node) -> {
                telling.happened(whatMadeRoom(node, fact));
                telling.happened(fact, new Choosing(evidence).words(draft, node, fact));
            }
            case TaskEvent.DesireRaised(var desired) -> {
                if (desired == DesiredState.RUNNING) telling.happened(fact, "its wait was over: it was to start");
                else tellEnd(telling, fact, desired);
            }
            case TaskEvent.Observed(var status) -> {
                if (status.state() == TaskState.RUNNING) telling.happened(fact, ran(fact) ? "it ran again" : "it ran");
                else if (status.state().isTerminal()) {
                    if (loss().isPresent()) comeback(fact).ifPresent(telling::happened);
                    telling.happened(fact, "it " + Origins.verb(status.state()) + Origins.error(status));
                }
            }
            case TaskEvent.Deleted() -> telling.happened(fact, "it left the list of tasks");
        }
    }

    /** It had been seen running before. */
    private boolean ran(Recorded now) {
        return facts.stream()
                .takeWhile(fact -> fact.sequence() < now.sequence())
                .anyMatch(fact -> fact.fact().event() instanceof TaskEvent.Observed(var status)
                        && status.state() == TaskState.RUNNING);
    }

    /** Why its service wanted it no more. */
    private void tellEnd(Telling telling, Recorded fact, DesiredState desired) {
        var place = Evidence.origin(fact.fact().cause(), EntityKind.SERVICE);
        var service = Evidence.ref(draft.service());
        var from = place.map(Evidence.Place::sequence).orElse(Trail.NEWEST);
        var ended = evidence.trail().about(draft.id(), service, from, TasksEnded.class, NEAR);
        var removed = removal(from);
        if (desired == DesiredState.REMOVE && removed.isPresent()) {
            telling.happened(Origins.removal(removed.get(), draft.serviceName()));
            telling.happened(fact, "it was told to stop and go");
            return;
        }
        if (ended.filter(one -> reasonOf(one) == Reason.RESTARTED).isPresent()) {
            notReplaced()
                    .ifPresent(
                            why -> telling.happened(fact, why)); // Its own end has been told, and what follows it is.
            return;
        }
        ended.ifPresent(one -> telling.happened(origins.of(one, reasonOf(one), draft.slot())));
        var why = ended.map(this::words).orElse("");
        telling.happened(
                fact,
                draft.serviceName() + " wanted it " + (desired == DesiredState.REMOVE ? "gone" : "stopped") + why);
    }

    private static Reason reasonOf(Recorded ended) {
        return ((TasksEnded) ended.fact().event()).reason();
    }

    /** It ended, and its service is there and has nothing else in its slot (RS-10 to RS-13). */
    Optional<String> notReplaced() {
        if (successor().isPresent()
                || evidence.roster().service(draft.service()).isEmpty()) return Optional.empty();
        return ending().filter(one -> reasonOf(one) == Reason.RESTARTED)
                .map(one -> "it is not replaced: the restart policy is "
                        + Words.policy(draft.spec().restart()));
    }

    private String words(Recorded ended) {
        return switch (reasonOf(ended)) {
            case SCALED -> ": its slot was one too many";
            case UPDATED -> ": its slot had its turn in the " + origins.rolloutAt(ended);
            case RESTARTED -> ": another task takes its place";
            case RELOCATED -> ": its node may have no tasks now";
            case ENFORCED -> ": its node does not suit any more";
            case REMOVED -> ": the service is removed";
            case CREATED -> "";
        };
    }

    private Optional<TaskView> successor() {
        var view = evidence.roster().task(draft.id());
        if (view.map(TaskView::desired).filter(DesiredState::isLive).isPresent()) return Optional.empty();
        var born = view.map(TaskView::createdAt)
                .or(() -> facts.stream().findFirst().map(fact -> fact.fact().at()))
                .orElse(Instant.MAX);
        return evidence.roster().slotsOf(draft.service()).tasks(draft.slot()).stream()
                .filter(other -> !other.id().equals(draft.id()))
                .filter(other -> other.createdAt().isAfter(born))
                .min(Comparator.comparing(TaskView::createdAt));
    }

    private String where(TaskView task) {
        return task.status().state().word()
                + task.node().map(node -> " on " + evidence.name(node)).orElse("");
    }

    /** How it stood when its facts end. */
    Task last() {
        Task task = new Task.Absent();
        for (var fact : facts) {
            task = TaskRules.evolve(
                    task,
                    (TaskEvent) fact.fact().event(),
                    fact.fact().at(),
                    fact.fact().cause());
        }
        return task;
    }

    /** The fact that it was wanted no more. */
    Optional<Recorded> lastRaise() {
        return facts.reversed().stream()
                .filter(fact -> fact.fact().event() instanceof TaskEvent.DesireRaised)
                .findFirst();
    }

    /** The reason its service ended it for, for the headline. */
    String reason() {
        return ending().map(this::reason)
                .orElseGet(
                        () -> evidence.roster().service(draft.service()).isEmpty() ? ": its service was removed" : "");
    }

    /** The fact of its service that it was given up because its node was lost. */
    Optional<Recorded> loss() {
        return ending().filter(ended -> reasonOf(ended) == Reason.RELOCATED)
                .filter(ended -> evidence.write(ended).stream()
                        .anyMatch(one ->
                                one.fact().event() instanceof NodeNoted noted && noted.standing() == Standing.DOWN));
    }

    /** What last changed how its node stood before this fact of it. */
    private Optional<Story.Line> comeback(Recorded found) {
        return Evidence.origin(found.fact().cause(), EntityKind.NODE)
                .flatMap(place ->
                        new Standings(evidence).line(new NodeId(place.entity().id()), place.sequence()));
    }

    /** It was taken from a node that no longer met its constraints (N-6). */
    boolean isEnforced() {
        return ending().filter(ended -> reasonOf(ended) == Reason.ENFORCED).isPresent();
    }

    /** The fact of its service that it was wanted no more. */
    private Optional<Recorded> ending() {
        return lastRaise()
                .flatMap(fact -> evidence.trail()
                        .about(
                                draft.id(),
                                Evidence.ref(draft.service()),
                                Evidence.origin(fact.fact().cause(), EntityKind.SERVICE)
                                        .map(Evidence.Place::sequence)
                                        .orElse(Trail.NEWEST),
                                TasksEnded.class,
                                NEAR));
    }

    /** A lost or drained node says more than that there was one. */
    private String reason(Recorded ended) {
        var reason = reasonOf(ended);
        return switch (reason) {
            case RELOCATED, ENFORCED -> {
                var origin = origins.of(ended, reason, draft.slot());
                yield origin.isEmpty() ? words(ended) : ": " + origin.getLast().text();
            }
            case CREATED, SCALED, UPDATED, RESTARTED, REMOVED -> words(ended);
        };
    }
}
