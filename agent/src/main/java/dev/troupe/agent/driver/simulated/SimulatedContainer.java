package dev.troupe.agent.driver.simulated;

import dev.troupe.agent.driver.Condition;
import dev.troupe.agent.driver.StopOrder;
import dev.troupe.core.spec.PortConfig;
import dev.troupe.core.task.ContainerStatus;
import dev.troupe.core.task.TaskDraft;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** One simulated container; guarded by the lock of its driver. */
final class SimulatedContainer {

    enum Stage {
        PREPARING,
        CREATED,
        STARTING,
        UP,
        DEAD
    }

    final TaskDraft draft;
    final Behaviour behaviour;
    final StopOrder stop;
    final String containerId;
    final int pid;
    final List<PortConfig> ports;

    Stage stage = Stage.PREPARING;

    /** Raised by whatever overtakes what is under way; a timer of an older epoch does nothing. */
    int epoch;

    int attempts;
    boolean healthy = true;
    boolean wanted = true;
    int exitCode;
    String cause = "";

    @Nullable
    Instant startedAt;

    @Nullable
    Instant endedAt;

    @Nullable
    CompletableFuture<Condition.Created> preparing;

    @Nullable
    CompletableFuture<Condition> starting;

    final List<CompletableFuture<Condition>> awaiting = new ArrayList<>();
    final List<CompletableFuture<Optional<Condition.Ended>>> stopping = new ArrayList<>();

    /** Wakes readers that follow the log. */
    final List<Runnable> listeners = new ArrayList<>();

    SimulatedContainer(TaskDraft draft, Behaviour behaviour, String containerId, int pid, List<PortConfig> ports) {
        this.draft = draft;
        this.behaviour = behaviour;
        this.stop = StopOrder.of(draft.spec().container());
        this.containerId = containerId;
        this.pid = pid;
        this.ports = ports;
    }

    boolean isAlive() {
        return stage == Stage.STARTING || stage == Stage.UP;
    }

    Condition.Created created() {
        return new Condition.Created(containerId);
    }

    Condition.Up up() {
        return new Condition.Up(new ContainerStatus(containerId, pid, 0), ports, started());
    }

    Condition.Unhealthy unhealthy() {
        return new Condition.Unhealthy(new ContainerStatus(containerId, pid, 0));
    }

    Condition.Ended ended() {
        return new Condition.Ended(
                new ContainerStatus(containerId, 0, exitCode),
                cause,
                endedAt == null ? Instant.EPOCH : endedAt,
                !wanted);
    }

    Instant started() {
        return startedAt == null ? Instant.EPOCH : startedAt;
    }

    /** How it stands, as {@code adopt} tells. */
    Condition condition() {
        return switch (stage) {
            case PREPARING, CREATED -> created();
            case STARTING -> new Condition.Starting(new ContainerStatus(containerId, pid, 0));
            case UP -> healthy ? up() : unhealthy();
            case DEAD -> ended();
        };
    }
}
