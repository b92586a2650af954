package dev.troupe.agent.task;

import dev.troupe.agent.driver.Condition;
import dev.troupe.agent.driver.Driver;
import dev.troupe.agent.driver.DriverTrouble;
import dev.troupe.agent.driver.Found;
import dev.troupe.core.id.NodeId;
import dev.troupe.core.id.TaskId;
import dev.troupe.core.node.NodeDescription;
import dev.troupe.core.session.Assignment;
import dev.troupe.core.session.TaskReport;
import dev.troupe.core.task.TaskDraft;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Runs the tasks of one node: carries out at the driver what {@link RunnerRules} order, and tells what came of it. Used
 * by one actor only.
 */
public final class TaskRunner {

    /** Where a runner's own business comes from and goes to. */
    public interface Host {
        /** Bring this back through {@link TaskRunner#finished} once the stage is done. */
        void pipe(Errand errand, CompletionStage<Outcome> stage);

        /** Bring this back through {@link TaskRunner#begin} after the pause. */
        void later(Errand errand, Duration pause);

        /** How the task stands has changed. */
        void changed(TaskReport report);

        /** Stopped, removed, forgotten. */
        void gone(TaskId task);
    }

    /** One attempt at an operation. A younger errand of the same task makes an older one stale. */
    public record Errand(TaskId task, Operation operation, long number) {}

    private final NodeId node;
    private final Driver driver;
    private final InstantSource clock;
    private final Host host;
    private final Map<TaskId, LocalTask> tasks = new HashMap<>();
    private final Map<TaskId, Errand> errands = new HashMap<>();
    private long errandsSoFar;

    /**
     * @param firstErrand any number; different ones keep answers to an earlier life of the agent from counting in this
     */
    public TaskRunner(NodeId node, Driver driver, InstantSource clock, Host host, long firstErrand) {
        this.node = node;
        this.driver = driver;
        this.clock = clock;
        this.host = host;
        this.errandsSoFar = firstErrand;
    }

    /** Takes over what the driver found; those that run are left alone (D-21, T-5). */
    public void adopt(List<Found> found) {
        var now = clock.instant();
        for (var each : found) {
            var task = RunnerRules.found(each, now);
            tasks.put(task.id(), task);
            host.changed(task.report());
            follow(task, RunnerRules.resume(task));
        }
    }

    public List<TaskReport> reports() {
        return tasks.values().stream().map(LocalTask::report).toList();
    }

    public Collection<LocalTask> tasks() {
        return List.copyOf(tasks.values());
    }

    public void assign(Assignment assignment, NodeDescription description) {
        var now = clock.instant();
        var known = tasks.get(assignment.draft().id());
        if (known != null && known.draft().isPresent()) {
            follow(known, RunnerRules.reassign(known, assignment, assignment.draft(), now));
            return;
        }
        TaskDraft expanded;
        try {
            expanded = TaskTemplates.expand(assignment.draft(), node, description);
            MountRules.check(expanded.spec().container());
        } catch (Malformed malformed) {
            if (known == null) follow(null, RunnerRules.refuse(assignment, malformed.reason(), now));
            else
                follow(
                        known,
                        RunnerRules.reassign(known, assignment, assignment.draft(), now)); // It ran before; let it.
            return;
        }
        follow(
                known,
                known == null
                        ? RunnerRules.assign(assignment, expanded, now)
                        : RunnerRules.reassign(known, assignment, expanded, now));
    }

    public void drop(TaskId id) {
        var known = tasks.get(id);
        if (known == null) host.gone(id); // Said again, done already.
        else follow(known, RunnerRules.drop(known, clock.instant()));
    }

    /** A driver has answered. */
    public void finished(Errand errand, Outcome outcome) {
        if (!errand.equals(errands.get(errand.task()))) return;
        var known = tasks.get(errand.task());
        if (known != null) follow(known, RunnerRules.after(known, outcome, clock.instant()));
    }

    /** A pause is over, or none was needed. */
    public void begin(Errand errand) {
        if (!errand.equals(errands.get(errand.task()))) return;
        var known = tasks.get(errand.task());
        if (known != null) host.pipe(errand, carryOut(known, errand.operation()));
    }

    private void follow(@Nullable LocalTask before, RunnerRules.Move move) {
        if (move.task().isEmpty()) {
            if (before == null) return;
            tasks.remove(before.id());
            errands.remove(before.id());
            host.gone(before.id());
            return;
        }
        var task = move.task().get();
        tasks.put(task.id(), task);
        if (!task.dropped() && (before == null || !before.status().equals(task.status()))) host.changed(task.report());
        move.order().ifPresent(order -> {
            var errand = new Errand(task.id(), order.operation(), ++errandsSoFar);
            errands.put(task.id(), errand);
            if (order.after().isZero()) host.pipe(errand, carryOut(task, order.operation()));
            else host.later(errand, order.after());
        });
    }

    private CompletionStage<Outcome> carryOut(LocalTask task, Operation operation) {
        var id = task.id();
        CompletionStage<Outcome> done = switch (operation) {
            case PREPARE -> driver.prepare(task.draft().orElseThrow()).thenApply(Outcome.Reached::new);
            case START -> driver.start(id).thenApply(Outcome.Reached::new);
            case AWAIT -> driver.await(id).thenApply(Outcome.Reached::new);
            case STOP -> driver.stop(id, task.stop()).thenApply(Outcome.Stopped::new);
            case PUT_DOWN -> driver.stop(id, task.stop().forUnhealthy()).thenApply(Outcome.Stopped::new);
            case REMOVE -> driver.remove(id).thenApply(_ -> new Outcome.Removed());
        };
        return done.exceptionally(failure -> new Outcome.Failed(DriverTrouble.behind(failure)));
    }

    /** Everything that still runs, stopped as its spec says; done when the last one has ended. */
    public List<CompletionStage<Optional<Condition.Ended>>> stopAll() {
        return tasks.values().stream()
                .filter(task -> !task.state().isTerminal())
                .map(task -> driver.stop(task.id(), task.stop()))
                .toList();
    }
}
