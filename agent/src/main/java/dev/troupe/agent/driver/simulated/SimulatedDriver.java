package dev.troupe.agent.driver.simulated;

import dev.troupe.agent.driver.Condition;
import dev.troupe.agent.driver.Delays;
import dev.troupe.agent.driver.Driver;
import dev.troupe.agent.driver.DriverTrouble;
import dev.troupe.agent.driver.Found;
import dev.troupe.agent.driver.ImageName;
import dev.troupe.agent.driver.LogFeed;
import dev.troupe.agent.driver.ResolvedImage;
import dev.troupe.agent.driver.StopOrder;
import dev.troupe.agent.driver.simulated.SimulatedContainer.Stage;
import dev.troupe.core.id.TaskId;
import dev.troupe.core.node.NodeDescription;
import dev.troupe.core.session.LogLine;
import dev.troupe.core.session.LogQuery;
import dev.troupe.core.spec.ContainerSpec;
import dev.troupe.core.spec.HealthCheck;
import dev.troupe.core.spec.Platform;
import dev.troupe.core.spec.PortConfig;
import dev.troupe.core.task.ContainerStatus;
import dev.troupe.core.task.TaskDraft;
import dev.troupe.core.task.TaskStatus;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Tasks that only seem to run, by script and on a given clock. What takes no time is answered at once, on the caller's
 * thread; a task that runs costs no timer. Lives as long as this object: an agent that comes back to it finds its tasks.
 */
public final class SimulatedDriver implements Driver {

    /** The exit code of what was found dead after a power failure, as an engine reports it. */
    static final int LOST_POWER = 255;

    private static final int KILLED = 137;
    private static final int FIRST_DYNAMIC_PORT = 32_768;

    private final NodeDescription description;
    private final Supplier<Script> script;
    private final Function<TaskDraft, Behaviour> behaviours;
    private final InstantSource clock;
    private final Delays delays;
    private final Map<TaskId, SimulatedContainer> containers = new LinkedHashMap<>();
    private int pids = 1000;
    private int nextPort = FIRST_DYNAMIC_PORT;

    /** @param script is asked for each container when it is made */
    public SimulatedDriver(NodeDescription description, Supplier<Script> script, InstantSource clock, Delays delays) {
        this(description, script, draft -> script.get().of(draft.spec().container()), clock, delays);
    }

    /**
     * With a say about each single task.
     *
     * @param behaviours what the container of a task does; asked once, when it is made
     */
    public SimulatedDriver(
            NodeDescription description,
            Function<TaskDraft, Behaviour> behaviours,
            InstantSource clock,
            Delays delays) {
        this(description, () -> Script.AS_RECORDED, behaviours, clock, delays);
    }

    private SimulatedDriver(
            NodeDescription description,
            Supplier<Script> script,
            Function<TaskDraft, Behaviour> behaviours,
            InstantSource clock,
            Delays delays) {
        this.description = description;
        this.script = script;
        this.behaviours = behaviours;
        this.clock = clock;
        this.delays = delays;
    }

    /**
     * From here on there is a container of this task, as far as its agent said it had come; an agent that starts finds it.
     * One that was only being prepared, or has ended, leaves nothing to be found.
     */
    public synchronized void hold(TaskDraft draft, TaskStatus status) {
        var stage = switch (status.state()) {
            case READY -> Stage.CREATED;
            case STARTING -> Stage.STARTING;
            case RUNNING -> Stage.UP;
            case NEW, PENDING, ASSIGNED, ACCEPTED, PREPARING, COMPLETE, SHUTDOWN, FAILED, REJECTED, REMOVE, ORPHANED ->
                Stage.PREPARING;
        };
        if (stage == Stage.PREPARING) return;
        var known =
                status.container().orElse(new ContainerStatus(sha256(draft.id().value()), ++pids, 0));
        var container = new SimulatedContainer(
                draft, behaviours.apply(draft), known.containerId(), known.pid(), status.ports());
        container.stage = stage;
        if (stage == Stage.UP) container.startedAt = status.at();
        containers.put(draft.id(), container);
    }

    @Override
    public CompletionStage<NodeDescription> describe() {
        return CompletableFuture.completedFuture(description);
    }

    /** What an earlier agent was only preparing has ended with it: no container is there yet. */
    @Override
    public synchronized CompletionStage<List<Found>> adopt() {
        var found = new ArrayList<Found>();
        for (var container : List.copyOf(containers.values())) {
            if (container.stage == Stage.PREPARING) {
                cancel(container);
                containers.remove(container.draft.id());
                continue;
            }
            if (container.stage == Stage.DEAD && container.endedAt == null) container.endedAt = clock.instant();
            found.add(new Found(container.draft.id(), container.condition(), container.stop));
        }
        return CompletableFuture.completedFuture(List.copyOf(found));
    }

    @Override
    public synchronized CompletionStage<Condition.Created> prepare(TaskDraft draft) {
        var container = containers.computeIfAbsent(draft.id(), _ -> create(draft));
        if (container.stage != Stage.PREPARING) return CompletableFuture.completedFuture(container.created());
        if (container.preparing != null) return container.preparing;
        var preparing = new CompletableFuture<Condition.Created>();
        container.preparing = preparing;
        in(container, container.behaviour.prepareTime(), () -> prepared(container));
        return preparing;
    }

    private SimulatedContainer create(TaskDraft draft) {
        var ports = new ArrayList<PortConfig>();
        for (var port : draft.endpoint().ports()) {
            if (!port.hostMode()) continue;
            var published = port.published() == 0 ? nextPort++ : port.published();
            ports.add(new PortConfig(port.name(), port.protocol(), port.target(), published, true));
        }
        return new SimulatedContainer(
                draft, behaviours.apply(draft), sha256(draft.id().value()), ++pids, List.copyOf(ports));
    }

    private void prepared(SimulatedContainer container) {
        var preparing = container.preparing;
        container.preparing = null;
        var behaviour = container.behaviour;
        if (behaviour.refusal().isPresent()) {
            containers.remove(container.draft.id());
            fail(preparing, DriverTrouble.fatal(behaviour.refusal().get()));
        } else if (container.attempts++ < behaviour.temporaryFailures()) {
            fail(preparing, DriverTrouble.temporary("the simulated engine does not answer"));
        } else {
            container.stage = Stage.CREATED;
            if (preparing != null) preparing.complete(container.created());
        }
    }

    @Override
    public synchronized CompletionStage<Condition> start(TaskId task) {
        var container = containers.get(task);
        if (container == null) return missing();
        switch (container.stage) {
            case PREPARING -> {
                return CompletableFuture.failedStage(DriverTrouble.temporary("not prepared yet"));
            }
            case UP, DEAD -> {
                return CompletableFuture.completedFuture(container.condition());
            }
            case STARTING -> {
                if (container.starting != null) return container.starting;
            }
            case CREATED -> container.stage = Stage.STARTING;
        }
        var starting = new CompletableFuture<Condition>();
        container.starting = starting;
        in(container, container.behaviour.startTime(), () -> started(container));
        return starting;
    }

    private void started(SimulatedContainer container) {
        var error = container.behaviour.startError();
        if (error.isPresent()) {
            container.stage = Stage.DEAD;
            container.exitCode = 127;
            container.endedAt = clock.instant();
            var status = new ContainerStatus(container.containerId, 0, 127);
            fail(container.starting, DriverTrouble.fatal(error.get(), status));
            container.starting = null;
            return;
        }
        if (container.startedAt == null) container.startedAt = clock.instant();
        var exit = container.behaviour.exit();
        exit.ifPresent(end -> later(container, end.after(), () -> end(container, end.code())));
        var check = container.draft.spec().container().healthCheck().filter(HealthCheck::gates);
        check.ifPresentOrElse(health -> watch(container, health), () -> up(container));
        wakeReaders(container);
    }

    private void watch(SimulatedContainer container, HealthCheck check) {
        var interval = check.interval().isPositive() ? check.interval() : Duration.ofSeconds(30);
        var retries = check.retries() > 0 ? check.retries() : 3;
        var behaviour = container.behaviour;
        var neverPasses = String.join(" ", check.test()).endsWith(" false");
        if (neverPasses || behaviour.unhealthyAfter().isPresent()) {
            var verdict = behaviour.unhealthyAfter().orElse(check.startPeriod().plus(interval.multipliedBy(retries)));
            later(container, verdict, () -> unhealthy(container));
        }
        if (!neverPasses) in(container, behaviour.healthyAfter().orElse(interval), () -> up(container));
    }

    private void up(SimulatedContainer container) {
        if (container.stage != Stage.STARTING) return;
        container.stage = Stage.UP;
        var starting = container.starting;
        container.starting = null;
        if (starting != null) starting.complete(container.up());
    }

    private void unhealthy(SimulatedContainer container) {
        if (!container.isAlive()) return;
        container.stage = Stage.UP;
        container.healthy = false;
        answer(container, container.unhealthy());
    }

    private void end(SimulatedContainer container, int exitCode) {
        if (!container.isAlive()) return;
        container.stage = Stage.DEAD;
        container.epoch++;
        container.exitCode = exitCode;
        container.endedAt = clock.instant();
        answer(container, container.ended());
        for (var each : List.copyOf(container.stopping)) each.complete(Optional.of(container.ended()));
        container.stopping.clear();
        wakeReaders(container);
    }

    private static void answer(SimulatedContainer container, Condition condition) {
        var starting = container.starting;
        container.starting = null;
        if (starting != null) starting.complete(condition);
        for (var each : List.copyOf(container.awaiting)) each.complete(condition);
        container.awaiting.clear();
    }

    @Override
    public synchronized CompletionStage<Condition> await(TaskId task) {
        var container = containers.get(task);
        if (container == null) return missing();
        if (container.stage == Stage.DEAD || !container.healthy) {
            return CompletableFuture.completedFuture(container.condition());
        }
        var awaiting = new CompletableFuture<Condition>();
        container.awaiting.add(awaiting);
        return awaiting;
    }

    @Override
    public synchronized CompletionStage<Optional<Condition.Ended>> stop(TaskId task, StopOrder order) {
        var container = containers.get(task);
        if (container == null) return CompletableFuture.completedFuture(Optional.empty());
        if (container.stage == Stage.DEAD) return CompletableFuture.completedFuture(Optional.of(container.ended()));
        if (order.wanted()) container.wanted = false;
        cancel(container);
        if (container.stage == Stage.PREPARING) {
            containers.remove(task);
            return CompletableFuture.completedFuture(Optional.empty());
        }
        if (!container.isAlive()) return CompletableFuture.completedFuture(Optional.empty());
        var stopping = new CompletableFuture<Optional<Condition.Ended>>();
        container.stopping.add(stopping);
        var behaviour = container.behaviour;
        var asked = !order.grace().isZero()
                && !behaviour.ignoresStop()
                && behaviour.stopTime().compareTo(order.grace()) < 0;
        if (asked) later(container, behaviour.stopTime(), () -> end(container, behaviour.stopExitCode()));
        else later(container, order.grace(), () -> end(container, KILLED));
        return stopping;
    }

    /** What is being prepared or started is overtaken; what runs already may still end by itself. */
    private void cancel(SimulatedContainer container) {
        if (container.startedAt == null) container.epoch++;
        if (container.preparing != null) fail(container.preparing, DriverTrouble.cancelled());
        if (container.starting != null) fail(container.starting, DriverTrouble.cancelled());
        container.preparing = null;
        container.starting = null;
    }

    @Override
    public synchronized CompletionStage<Void> kill(TaskId task) {
        var container = containers.get(task);
        if (container != null) end(container, KILLED);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public synchronized CompletionStage<Void> remove(TaskId task) {
        var container = containers.get(task);
        if (container != null) {
            cancel(container);
            end(container, KILLED);
            containers.remove(task);
        }
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public Flow.Publisher<LogLine> logs(TaskId task, LogQuery query) {
        SimulatedContainer container;
        synchronized (this) {
            container = containers.get(task);
        }
        if (container == null) return LogFeed.failed(DriverTrouble.notFound("task " + task + " has no output here"));
        return new SimulatedLog(this, container, query, clock, delays).feed();
    }

    @Override
    public CompletionStage<ResolvedImage> resolve(String image, Optional<String> auth) {
        var name = ImageName.parse(image);
        if (script.get().of(ContainerSpec.of(image)).refusal().isPresent()) {
            return CompletableFuture.failedStage(DriverTrouble.notFound("manifest unknown: manifest unknown"));
        }
        var digest = name.digest().isEmpty() ? "sha256:" + sha256(name.withoutDigest()) : name.digest();
        return CompletableFuture.completedFuture(new ResolvedImage(
                "application/vnd.docker.distribution.manifest.v2+json",
                digest,
                527,
                List.of(new Platform("linux", "amd64"))));
    }

    @Override
    public synchronized CompletionStage<Void> cutPower() {
        for (var container : List.copyOf(containers.values())) {
            container.epoch++;
            container.preparing = null;
            container.starting = null;
            container.awaiting.clear();
            container.stopping.clear();
            if (container.stage == Stage.PREPARING) containers.remove(container.draft.id());
            if (!container.isAlive()) continue;
            container.stage = Stage.DEAD;
            container.exitCode = LOST_POWER;
            container.wanted = true; // A stop that the failure overtook was not what ended it.
        }
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void close() {}

    /** Never under the lock: a reader asks back. */
    private void wakeReaders(SimulatedContainer container) {
        for (var listener : container.listeners) delays.after(Duration.ZERO, listener);
    }

    /** Does it once the time has passed and nothing has overtaken it; at once, when it takes no time. */
    private void in(SimulatedContainer container, Duration delay, Runnable task) {
        if (delay.isZero()) task.run();
        else later(container, delay, task);
    }

    /** The same, but never before the caller has its answer. */
    private void later(SimulatedContainer container, Duration delay, Runnable task) {
        var epoch = container.epoch;
        delays.after(delay, () -> {
            synchronized (this) {
                if (container.epoch == epoch) task.run();
            }
        });
    }

    private static void fail(@Nullable CompletableFuture<?> stage, DriverTrouble trouble) {
        if (stage != null) stage.completeExceptionally(trouble);
    }

    private static CompletionStage<Condition> missing() {
        return CompletableFuture.failedStage(DriverTrouble.destroyed());
    }

    private static String sha256(String text) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible); // Every JDK has it.
        }
    }

    /** When the container started and, if it has, ended; for its log. */
    synchronized Life life(SimulatedContainer container) {
        return new Life(Optional.ofNullable(container.startedAt), Optional.ofNullable(container.endedAt));
    }

    record Life(Optional<Instant> startedAt, Optional<Instant> endedAt) {}

    synchronized void listen(SimulatedContainer container, Runnable listener) {
        container.listeners.add(listener);
    }
}
