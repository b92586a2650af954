package dev.troupe.core.why;

import static dev.troupe.core.why.Evidence.line;
import static dev.troupe.core.why.Evidence.who;

import dev.troupe.core.feed.EntityKind;
import dev.troupe.core.feed.Recorded;
import dev.troupe.core.feed.Trail;
import dev.troupe.core.id.NodeId;
import dev.troupe.core.id.TaskId;
import dev.troupe.core.placement.Constraints;
import dev.troupe.core.rule.Event;
import dev.troupe.core.service.Reason;
import dev.troupe.core.service.ServiceEvent;
import dev.troupe.core.service.ServiceEvent.Created;
import dev.troupe.core.service.ServiceEvent.NodeNoted;
import dev.troupe.core.service.ServiceEvent.Removed;
import dev.troupe.core.service.ServiceEvent.RolloutStarted;
import dev.troupe.core.service.ServiceEvent.SpecChanged;
import dev.troupe.core.service.ServiceEvent.TasksEnded;
import dev.troupe.core.service.ServiceEvent.TasksRejected;
import dev.troupe.core.service.SpecChanges;
import dev.troupe.core.spec.ServiceSpec;
import dev.troupe.core.spec.UpdatePolicy;
import dev.troupe.core.task.TaskEvent;
import dev.troupe.core.task.TaskState;
import dev.troupe.core.task.TaskStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Walks from what a service did with a task back to what came from outside: a client, a node, a container's end. */
final class Origins {

    /** Which spec of a service holds. */
    static final Set<Class<? extends Event>> SPECS = Set.of(Created.class, SpecChanged.class);

    private final Evidence evidence;
    private final Standings standings;

    Origins(Evidence evidence) {
        this.evidence = evidence;
        this.standings = new Standings(evidence);
    }

    /**
     * What led to this fact of a service, oldest first.
     *
     * @param reason why tasks were planned or ended by it
     * @param slot of the task that is asked about
     */
    List<Story.Line> of(Recorded decision, Reason reason, int slot) {
        return switch (reason) {
            case CREATED, SCALED -> scaled(decision, slot);
            case UPDATED -> updated(decision);
            case RESTARTED -> restarted(decision, slot);
            case RELOCATED, ENFORCED -> relocated(decision);
            case REMOVED -> List.of();
        };
    }

    private List<Story.Line> scaled(Recorded decision, int slot) {
        var asked = evidence.write(decision).stream()
                .filter(one -> SPECS.contains(one.fact().event().getClass()))
                .findFirst();
        if (asked.isPresent()) return spec(asked.get());
        return List.of(line(decision, "slot " + slot + " had no task left"));
    }

    /** The spec that holds since this fact, who asked for it, and what it changed. */
    List<Story.Line> spec(Recorded fact) {
        var lines = new ArrayList<Story.Line>();
        switch ((ServiceEvent) fact.fact().event()) {
            case Created(var id, var spec, var limit) ->
                lines.add(line(fact, who(fact.fact().cause()) + " created " + spec.name() + ": " + words(spec)));
            case SpecChanged(var spec, var version, var previous, var status) -> {
                var before = previous.map(ServiceEvent.Previous::spec).or(() -> specBefore(fact));
                var changes = before.map(was -> SpecChanges.words(was, spec)).orElseGet(() -> words(spec));
                if (status.isEmpty()) {
                    lines.add(line(fact, who(fact.fact().cause()) + " changed " + spec.name() + ": " + changes));
                } else {
                    var isAsked = previous.isPresent();
                    if (!isAsked) {
                        specFactBefore(fact).ifPresent(update -> lines.addAll(spec(update)));
                        lines.addAll(failures(fact));
                    }
                    lines.add(line(
                            fact,
                            (isAsked
                                            ? who(fact.fact().cause()) + " rolled " + spec.name() + " back: "
                                            : spec.name() + " went back to its previous spec: ")
                                    + changes));
                }
            }
            case ServiceEvent other -> throw new IllegalStateException("no spec holds since " + other);
        }
        return lines;
    }

    private Optional<Recorded> specFactBefore(Recorded fact) {
        return evidence.trail().last(fact.entity(), fact.sequence() - 1, SPECS);
    }

    /** The service went back to its previous spec by itself. */
    static boolean isOwnRollback(Recorded spec) {
        return spec.fact().event() instanceof SpecChanged changed
                && changed.status().isPresent()
                && changed.previous().isEmpty();
    }

    /** {@code update} or {@code rollback}: what was going on when a service decided so. */
    String rolloutAt(Recorded decision) {
        var isBack = evidence.trail()
                .last(decision.entity(), decision.sequence(), Set.of(RolloutStarted.class))
                .filter(start -> ((RolloutStarted) start.fact().event()).rollback())
                .isPresent();
        return isBack ? "rollback" : "update";
    }

    private Optional<ServiceSpec> specBefore(Recorded fact) {
        return specFactBefore(fact).map(Origins::specOf);
    }

    private static String words(ServiceSpec spec) {
        return spec.replicas() + " x "
                + SpecChanges.name(spec.task().container().image());
    }

    /** The failures that an update counted, up to this fact of its service. */
    List<Story.Line> failures(Recorded upTo) {
        var began = evidence.trail().last(upTo.entity(), upTo.sequence(), Set.of(RolloutStarted.class));
        var lines = new ArrayList<Story.Line>();
        evidence
                .trail()
                .back(upTo.entity(), upTo.sequence(), Set.of(ServiceEvent.UpdateTasksFailed.class), 5)
                .reversed()
                .stream()
                .filter(one ->
                        began.filter(from -> one.sequence() < from.sequence()).isEmpty())
                .forEach(one -> ((ServiceEvent.UpdateTasksFailed) one.fact().event())
                        .tasks()
                        .forEach(task -> end(task).ifPresent(lines::add)));
        return lines;
    }

    private List<Story.Line> updated(Recorded decision) {
        var lines = new ArrayList<Story.Line>();
        var began = evidence.trail().last(decision.entity(), decision.sequence(), Set.of(RolloutStarted.class));
        var from = began.orElse(decision);
        evidence.trail().last(from.entity(), from.sequence(), SPECS).ifPresent(spec -> {
            lines.addAll(spec(spec));
            began.ifPresent(start -> lines.add(rollout(start, specOf(spec))));
        });
        return lines;
    }

    static ServiceSpec specOf(Recorded fact) {
        return switch ((ServiceEvent) fact.fact().event()) {
            case Created created -> created.spec();
            case SpecChanged changed -> changed.spec();
            case ServiceEvent other -> throw new IllegalStateException("no spec holds since " + other);
        };
    }

    Story.Line rollout(Recorded start, ServiceSpec spec) {
        var event = (RolloutStarted) start.fact().event();
        var policy = event.rollback() ? spec.rollbackPolicy() : spec.updatePolicy();
        return line(
                start,
                (event.rollback() ? "the rollback" : "the update") + " of "
                        + Words.count(event.slots().size(), "slot") + " began: " + words(policy));
    }

    private static String words(UpdatePolicy policy) {
        var parallel = policy.parallelism() == 0 ? "all at once" : policy.parallelism() + " at a time";
        var rest = policy.delay().isZero() ? "" : ", " + Words.span(policy.delay()) + " between";
        return parallel + rest + ", "
                + (policy.order() == UpdatePolicy.Order.STOP_FIRST ? "old ones stop first" : "new ones start first");
    }

    private List<Story.Line> restarted(Recorded decision, int slot) {
        var lines = new ArrayList<Story.Line>();
        for (var one : evidence.write(decision)) {
            if (!(one.fact().event() instanceof TasksEnded ended)) continue;
            for (var task : ended.tasks()) {
                if (evidence.draft(task).filter(draft -> draft.slot() == slot).isPresent()) {
                    end(task).ifPresent(lines::add);
                }
            }
        }
        return lines;
    }

    /** How a task came to its end. */
    Optional<Story.Line> end(TaskId task) {
        var facts = evidence.trail().back(Evidence.ref(task), Long.MAX_VALUE, Set.of(TaskEvent.Observed.class), 50);
        Optional<Recorded> end = Optional.empty();
        Optional<Recorded> start = Optional.empty();
        for (var fact : facts) {
            var state = ((TaskEvent.Observed) fact.fact().event()).status().state();
            if (state.isTerminal()) end = Optional.of(fact);
            if (state == TaskState.RUNNING) start = Optional.of(fact);
        }
        var began = start;
        return end.map(fact -> line(fact, evidence.name(task) + " " + ended(task, fact, began)));
    }

    private String ended(TaskId task, Recorded fact, Optional<Recorded> start) {
        var status = ((TaskEvent.Observed) fact.fact().event()).status();
        var where = evidence.roster()
                .task(task)
                .flatMap(view -> view.node())
                .map(node -> " on " + evidence.name(node))
                .orElse("");
        var after = start.map(ran -> ", "
                        + Words.span(
                                ((TaskEvent.Observed) ran.fact().event())
                                        .status()
                                        .at(),
                                status.at())
                        + " after it had started")
                .orElse(hasRun(status) ? "" : " before it had started");
        return verb(status.state()) + where + after + error(status);
    }

    /** What ends at once is never told running; the phase it had entered tells. */
    private static boolean hasRun(TaskStatus status) {
        return status.state() == TaskState.COMPLETE || status.message().equals(TaskStatus.STARTED);
    }

    static String verb(TaskState state) {
        return switch (state) {
            case COMPLETE -> "ended by itself";
            case SHUTDOWN -> "was stopped";
            case FAILED -> "failed";
            case REJECTED -> "was rejected";
            case ORPHANED -> "was given up with its node";
            case NEW, PENDING, ASSIGNED, ACCEPTED, PREPARING, READY, STARTING, RUNNING, REMOVE -> "is " + state.word();
        };
    }

    static String error(TaskStatus status) {
        return status.error().isEmpty() ? "" : ": " + status.error();
    }

    /** What changed the nodes that the service heard of, and which constraints they have not met since (N-6). */
    private List<Story.Line> relocated(Recorded decision) {
        var write = evidence.write(decision);
        var isEnforced = write.stream().anyMatch(one -> one.fact().event() instanceof TasksRejected);
        var lines = new ArrayList<Story.Line>();
        for (var one : write) {
            if (!(one.fact().event() instanceof NodeNoted)) continue;
            standings.line(nodeOf(one), newsOf(one)).ifPresent(lines::add);
            if (isEnforced) lines.add(line(one, evidence.name(nodeOf(one)) + unmet(one)));
        }
        return lines;
    }

    static NodeId nodeOf(Recorded noted) {
        return ((NodeNoted) noted.fact().event()).node();
    }

    /** The fact of the node that the service was told of. */
    static long newsOf(Recorded noted) {
        return Evidence.origin(noted.fact().cause(), EntityKind.NODE)
                .map(Evidence.Place::sequence)
                .orElse(Trail.NEWEST);
    }

    private String unmet(Recorded noted) {
        var facts = ((NodeNoted) noted.fact().event()).facts();
        var spec =
                evidence.trail().last(noted.entity(), noted.sequence(), SPECS).map(Origins::specOf);
        if (facts.isEmpty() || spec.isEmpty()) return " no longer met the constraints";
        return " no longer met "
                + Constraints.unmet(spec.get().task().placement().constraints(), facts.get()).stream()
                        .map(Fitting::unmet)
                        .collect(Collectors.joining(", "));
    }

    /** Who removed a service. */
    static Story.Line removal(Recorded fact, String name) {
        if (!(fact.fact().event() instanceof Removed)) throw new IllegalStateException("no removal: " + fact);
        return line(fact, who(fact.fact().cause()) + " removed " + name);
    }
}
