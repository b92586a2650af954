package dev.troupe.agent.task;

import static dev.troupe.core.task.DesiredState.READY;
import static dev.troupe.core.task.DesiredState.RUNNING;
import static dev.troupe.core.task.DesiredState.SHUTDOWN;

import dev.troupe.agent.driver.Condition;
import dev.troupe.agent.driver.DriverTrouble;
import dev.troupe.agent.driver.Found;
import dev.troupe.agent.driver.StopOrder;
import dev.troupe.core.session.Assignment;
import dev.troupe.core.spec.HealthCheck;
import dev.troupe.core.task.ContainerStatus;
import dev.troupe.core.task.DesiredState;
import dev.troupe.core.task.TaskDraft;
import dev.troupe.core.task.TaskState;
import dev.troupe.core.task.TaskStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The life of a task on its node (sections 2.1, 2.2 and 11). No clock, no driver, no actor. */
public final class RunnerRules {

    /** The first pause before an operation that failed for the time being is tried again; doubles (D-23, W-22). */
    static final Duration FIRST_PAUSE = Duration.ofSeconds(1);

    static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    private RunnerRules() {}

    /**
     * What follows.
     *
     * @param task absent: it is gone and forgotten
     * @param order the operation to begin, replacing any in hand; absent: nothing new to do
     */
    public record Move(Optional<LocalTask> task, Optional<Order> order) {

        private static Move rest(LocalTask task) {
            return new Move(Optional.of(task), Optional.empty());
        }

        private static Move begin(LocalTask task, Operation operation) {
            return new Move(Optional.of(task.doing(operation)), Optional.of(new Order(operation, Duration.ZERO)));
        }
    }

    public record Order(Operation operation, Duration after) {}

    /** A task found at the start: its truth comes before anything a manager wants (D-21). */
    public static LocalTask found(Found found, Instant now) {
        var status = switch (found.condition()) {
            case Condition.Created _ -> TaskStatus.of(TaskState.READY, "prepared", now);
            case Condition.Starting(var container) -> with(TaskState.STARTING, "starting", now, container);
            case Condition.Up(var container, var ports, var since) ->
                new TaskStatus(TaskState.RUNNING, TaskStatus.STARTED, "", since, Optional.of(container), ports);
            case Condition.Unhealthy(var container) -> with(TaskState.RUNNING, TaskStatus.STARTED, now, container);
            case Condition.Ended end ->
                ended(with(TaskState.RUNNING, TaskStatus.STARTED, now, end.container()), end, end.at());
            case Condition.Destroyed gone -> destroyed(TaskStatus.STARTED, gone, now);
        };
        var containerId = switch (found.condition()) {
            case Condition.Created(var id) -> id;
            case Condition.Starting(var container) -> container.containerId();
            case Condition.Up up -> up.container().containerId();
            case Condition.Unhealthy(var container) -> container.containerId();
            case Condition.Ended end -> end.container().containerId();
            case Condition.Destroyed gone -> gone.containerId();
        };
        return new LocalTask(
                found.task(),
                Optional.empty(),
                found.condition() instanceof Condition.Created ? READY : RUNNING,
                status,
                containerId,
                found.stop(),
                Optional.empty(),
                false,
                0);
    }

    /** What a found task does on its own: nothing that a manager would have to want. */
    public static Move resume(LocalTask task) {
        return switch (task.state()) {
            case STARTING -> Move.begin(task, Operation.START);
            case RUNNING -> Move.begin(task, Operation.AWAIT);
            default -> Move.rest(task);
        };
    }

    /** A task this node has not known before. */
    public static Move assign(Assignment assignment, TaskDraft expanded, Instant now) {
        return onward(accepted(assignment, expanded, now), now);
    }

    /** A task that cannot even be understood here (D-22, E-6). */
    public static Move refuse(Assignment assignment, String why, Instant now) {
        var task = accepted(assignment, assignment.draft(), now);
        if (assignment.desired().isAtLeast(SHUTDOWN)) return onward(task, now);
        return Move.rest(task.as(TaskStatus.of(TaskState.REJECTED, "resolving controller failed", now)
                .withError(why)));
    }

    /** News of a task that is known here: its status stays what it is here (L-14). */
    public static Move reassign(LocalTask task, Assignment assignment, TaskDraft expanded, Instant now) {
        var known = task.draft().isPresent()
                ? task
                : task.knownAs(expanded, StopOrder.of(expanded.spec().container()));
        return onward(raise(known, assignment.desired()), now);
    }

    /** Not this node's task any more (D-12). */
    public static Move drop(LocalTask task, Instant now) {
        return onward(task.drop(), now);
    }

    /** What follows from the end of the operation in hand. */
    public static Move after(LocalTask task, Outcome outcome, Instant now) {
        var operation =
                task.doing().orElseThrow(() -> new IllegalStateException("nothing was in hand for " + task.id()));
        return switch (outcome) {
            case Outcome.Removed() -> new Move(Optional.empty(), Optional.empty());
            case Outcome.Failed(var trouble) -> failed(task, operation, trouble, now);
            case Outcome.Stopped(var end) -> onward(stopped(task.idle(), operation, end, now), now);
            case Outcome.Reached(var condition) -> reached(task.idle(), condition, now);
        };
    }

    private static LocalTask accepted(Assignment assignment, TaskDraft draft, Instant now) {
        return new LocalTask(
                draft.id(),
                Optional.of(draft),
                assignment.desired(),
                TaskStatus.of(TaskState.ACCEPTED, "accepted", now),
                "",
                StopOrder.of(draft.spec().container()),
                Optional.empty(),
                false,
                0);
    }

    /** Only ever raised (L-13). */
    private static LocalTask raise(LocalTask task, DesiredState desired) {
        return desired.compareTo(task.desired()) > 0 ? task.wanted(desired) : task;
    }

    /** The next operation, if one may begin. */
    private static Move onward(LocalTask task, Instant now) {
        if (task.doing().filter(RunnerRules::isLast).isPresent()) return Move.rest(task);
        if (task.dropped()) return Move.begin(task, task.state().isTerminal() ? Operation.REMOVE : Operation.STOP);
        if (task.state().isTerminal()) return Move.rest(task);
        if (task.desired().isAtLeast(SHUTDOWN)) return Move.begin(task, Operation.STOP);
        if (task.doing().isPresent()) return Move.rest(task);
        return switch (task.state()) {
            case RUNNING -> Move.begin(task, Operation.AWAIT);
            case STARTING -> Move.begin(task, Operation.START);
            case READY ->
                task.desired() == READY // Prepared, and held back (L-10).
                        ? Move.rest(task)
                        : Move.begin(enter(task, TaskState.STARTING, "starting", now), Operation.START);
            default -> Move.begin(enter(task, TaskState.PREPARING, "preparing", now), Operation.PREPARE);
        };
    }

    /** Operations that no wish overtakes. */
    private static boolean isLast(Operation operation) {
        return switch (operation) {
            case STOP, PUT_DOWN, REMOVE -> true;
            case PREPARE, START, AWAIT -> false;
        };
    }

    private static Move reached(LocalTask task, Condition condition, Instant now) {
        return switch (condition) {
            case Condition.Created(var id) ->
                onward(task.preparedAs(id).as(TaskStatus.of(TaskState.READY, "prepared", now)), now);
            case Condition.Starting(var container) -> onward(task.as(of(task.status(), container)), now);
            case Condition.Up(var container, var ports, var since) ->
                onward(
                        task.as(new TaskStatus(
                                TaskState.RUNNING, TaskStatus.STARTED, "", now, Optional.of(container), ports)),
                        now);
            case Condition.Unhealthy(var container) ->
                Move.begin(task.as(of(task.status(), container)), Operation.PUT_DOWN);
            case Condition.Ended end -> onward(task.as(ended(lastPhase(task, end), end, now)), now);
            case Condition.Destroyed gone ->
                onward(task.as(destroyed(task.status().message(), gone, now)), now);
        };
    }

    /** How it ended, nobody can tell any more; only what was told to stop has not failed. */
    private static TaskStatus destroyed(String message, Condition.Destroyed gone, Instant now) {
        var container = Optional.of(new ContainerStatus(gone.containerId(), 0, 0));
        return gone.asTold()
                ? new TaskStatus(TaskState.SHUTDOWN, "shutdown", "", now, container, List.of())
                : new TaskStatus(TaskState.FAILED, message, Condition.DESTROYED, now, container, List.of());
    }

    /** Whoever has ended by itself had been started, though nobody has seen it run; with a health check, only once healthy. */
    private static TaskStatus lastPhase(LocalTask task, Condition.Ended end) {
        var becomesHealthyFirst = task.draft()
                .flatMap(draft -> draft.spec().container().healthCheck())
                .filter(HealthCheck::gates)
                .isPresent();
        var hasRun = task.state() == TaskState.STARTING
                && !becomesHealthyFirst
                && !end.cause().startsWith(Condition.START_FAILED);
        return hasRun ? with(TaskState.RUNNING, TaskStatus.STARTED, end.at(), end.container()) : task.status();
    }

    /** Ended without anybody having asked for it (E-11). The message stays that of the phase (L-5). */
    private static TaskStatus ended(TaskStatus before, Condition.Ended end, Instant at) {
        var container = Optional.of(end.container());
        if (end.asTold()) return new TaskStatus(TaskState.SHUTDOWN, "shutdown", "", at, container, List.of());
        var unhealthy = end.cause().contains(Condition.UNHEALTHY);
        if (end.container().exitCode() == 0 && !unhealthy) {
            return new TaskStatus(TaskState.COMPLETE, "finished", "", at, container, List.of());
        }
        return new TaskStatus(TaskState.FAILED, before.message(), exitError(end), at, container, List.of());
    }

    private static String exitError(Condition.Ended end) {
        if (end.cause().startsWith(Condition.START_FAILED)) return end.cause();
        if (end.container().exitCode() == 0) return end.cause();
        var error = "task: non-zero exit (" + end.container().exitCode() + ")";
        return end.cause().isEmpty() ? error : error + ": " + end.cause();
    }

    private static LocalTask stopped(LocalTask task, Operation operation, Optional<Condition.Ended> end, Instant now) {
        if (operation == Operation.PUT_DOWN) {
            var container = end.map(Condition.Ended::container)
                    .or(task.status()::container)
                    .orElse(new ContainerStatus(task.containerId(), 0, 0));
            // An unhealthy container has failed, even if it ends with 0 (E-9, W-26).
            return task.as(ended(task.status(), new Condition.Ended(container, Condition.UNHEALTHY, now, false), now));
        }
        var container = end.map(Condition.Ended::container)
                .or(() -> task.status().container().map(RunnerRules::halted));
        return task.as(new TaskStatus(TaskState.SHUTDOWN, "shutdown", "", now, container, List.of()));
    }

    private static ContainerStatus halted(ContainerStatus container) {
        return new ContainerStatus(container.containerId(), 0, container.exitCode());
    }

    private static Move failed(LocalTask task, Operation operation, DriverTrouble trouble, Instant now) {
        return switch (operation) {
            // What must be stopped or removed stays so, however often it fails.
            case STOP, PUT_DOWN, REMOVE -> again(task, operation, trouble);
            case PREPARE, START, AWAIT ->
                switch (trouble.kind()) {
                    case TEMPORARY, CANCELLED -> again(task, operation, trouble);
                    case FATAL, NOT_FOUND, DENIED -> onward(fatal(task.idle(), trouble, now), now);
                };
        };
    }

    /** Stays where it is and says why (L-6, E-2). */
    private static Move again(LocalTask task, Operation operation, DriverTrouble trouble) {
        var pause = FIRST_PAUSE.multipliedBy(1L << Math.min(task.tries(), 5));
        var tried = task.tried();
        var told = trouble.kind() == DriverTrouble.Kind.CANCELLED
                ? tried
                : tried.as(tried.status().withError(trouble.reason()));
        return new Move(
                Optional.of(told),
                Optional.of(new Order(operation, pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause)));
    }

    private static LocalTask fatal(LocalTask task, DriverTrouble trouble, Instant now) {
        var state = task.state().isBefore(TaskState.STARTING) ? TaskState.REJECTED : TaskState.FAILED;
        var container = trouble.container().or(() -> task.status().container().map(RunnerRules::halted));
        return task.as(new TaskStatus(state, task.status().message(), trouble.reason(), now, container, List.of()));
    }

    /** A new phase: the error of the one before is over (L-6). The container shows from STARTING on (L-8). */
    private static LocalTask enter(LocalTask task, TaskState state, String message, Instant now) {
        var status = state == TaskState.STARTING
                ? with(state, message, now, new ContainerStatus(task.containerId(), 0, 0))
                : TaskStatus.of(state, message, now);
        return task.as(status);
    }

    private static TaskStatus with(TaskState state, String message, Instant at, ContainerStatus container) {
        return new TaskStatus(state, message, "", at, Optional.of(container), List.of());
    }

    private static TaskStatus of(TaskStatus status, ContainerStatus container) {
        return new TaskStatus(
                status.state(), status.message(), status.error(), status.at(), Optional.of(container), status.ports());
    }
}
