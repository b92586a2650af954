package dev.troupe.agent.driver;

import dev.troupe.core.spec.PortConfig;
import dev.troupe.core.task.ContainerStatus;
import java.time.Instant;
import java.util.List;

/** How the thing that a driver made for a task stands. */
public sealed interface Condition {

    /** How a health check's verdict reads in an error (E-9). */
    String UNHEALTHY = "dockerexec: unhealthy container";

    /** How an error begins when a container could not be started (E-7). */
    String START_FAILED = "starting container failed: ";

    /** How it reads when a container that was started is not there any more (E-10). */
    String DESTROYED = "dockerexec: container destroyed";

    /** Made, never started. */
    record Created(String containerId) implements Condition {}

    /** Runs, but its health check has not passed yet (E-8). */
    record Starting(ContainerStatus container) implements Condition {}

    /**
     * Runs.
     *
     * @param ports its host-mode ports as really bound (E-18)
     */
    record Up(ContainerStatus container, List<PortConfig> ports, Instant since) implements Condition {}

    /** Runs, but its health check says it should not (E-9). */
    record Unhealthy(ContainerStatus container) implements Condition {}

    /**
     * Has ended.
     *
     * @param cause what the driver adds to the exit code ({@code dockerexec: unhealthy container}); often empty
     * @param asTold true: it was stopped since nobody wanted it any more; it did not end by itself
     */
    record Ended(ContainerStatus container, String cause, Instant at, boolean asTold) implements Condition {}

    /**
     * Was started, and is not there any more: somebody else has removed it.
     *
     * @param asTold true: it had been told to stop
     */
    record Destroyed(String containerId, boolean asTold) implements Condition {}
}
