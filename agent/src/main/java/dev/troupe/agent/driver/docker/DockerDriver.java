package dev.troupe.agent.driver.docker;

import com.fasterxml.jackson.databind.JsonNode;
import dev.troupe.agent.driver.BlockingWork;
import dev.troupe.agent.driver.Condition;
import dev.troupe.agent.driver.Driver;
import dev.troupe.agent.driver.DriverTrouble;
import dev.troupe.agent.driver.Found;
import dev.troupe.agent.driver.Launches;
import dev.troupe.agent.driver.ResolvedImage;
import dev.troupe.agent.driver.StopOrder;
import dev.troupe.core.id.NodeId;
import dev.troupe.core.id.TaskId;
import dev.troupe.core.node.NodeDescription;
import dev.troupe.core.session.LogLine;
import dev.troupe.core.session.LogQuery;
import dev.troupe.core.task.ContainerStatus;
import dev.troupe.core.task.TaskDraft;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.stream.Collectors;

/**
 * Tasks as containers of an engine. The engine is the record: labels say which containers are whose (E-17), so several
 * nodes can share one engine, and whoever comes back finds its own (D-21). Only what an engine cannot keep is kept beside
 * it ({@link TaskNotes}).
 */
public final class DockerDriver implements Driver {

    private static final String NAME_TAKEN = "already in use";
    private static final String BIND_SOURCE_MISSING = "bind source path does not exist: ";

    private final NodeId node;
    private final String hostname;
    private final TaskNotes notes;
    private final Executor executor;
    private final BlockingWork work;
    private final EngineClient engine;
    private final Launches launches = new Launches();
    private final Pulls pulls;
    private final Watch watch;
    private final Map<TaskId, String> containers = new ConcurrentHashMap<>();
    private final Map<TaskId, String> startFailures = new ConcurrentHashMap<>();

    /**
     * A driver for one node; connects when it is first asked something.
     *
     * @param hostname what the node calls itself
     * @param engine {@code unix:///var/run/docker.sock}, say
     * @param data a directory of this node's own
     * @param executor may be blocked; best one virtual thread each
     */
    public DockerDriver(NodeId node, String hostname, URI engine, Path data, Executor executor) throws IOException {
        this.node = node;
        this.hostname = hostname;
        this.notes = new TaskNotes(data);
        this.executor = executor;
        this.work = new BlockingWork(executor, DockerDriver::troubleIn);
        this.engine = new EngineClient(engine);
        this.pulls = new Pulls(this.engine);
        this.watch = new Watch(this.engine, node, executor, this::look);
        watch.open();
    }

    @Override
    public CompletionStage<NodeDescription> describe() {
        return work.does(() -> EngineInfo.describe(hostname, engine.get("/info")));
    }

    @Override
    public CompletionStage<List<Found>> adopt() {
        return work.does(() -> {
            var found = new ArrayList<Found>();
            for (var each : list(ContainerJson.NODE_ID + "=" + node)) {
                var task = new TaskId(
                        each.path("Labels").path(ContainerJson.TASK_ID).asText("none"));
                try {
                    var container = engine.get("/containers/" + each.path("Id").asText() + "/json");
                    containers.put(task, container.path("Id").asText());
                    found.add(new Found(
                            task,
                            ContainerState.condition(container, notes.isTold(task)),
                            ContainerState.stop(container)));
                } catch (EngineRefusal refusal) {
                    if (!refusal.isNotFound()) throw refusal; // Gone since it was listed.
                }
            }
            var there = found.stream().map(Found::task).collect(Collectors.toSet());
            notes.started().forEach((task, container) -> {
                if (!there.contains(task)) found.add(destroyed(task, container));
            });
            return List.copyOf(found);
        });
    }

    /** It has run, and must not run again only because somebody has removed its container (E-10, D-21). */
    private Found destroyed(TaskId task, String container) {
        return new Found(task, new Condition.Destroyed(container, notes.isTold(task)), StopOrder.DEFAULT);
    }

    private JsonNode list(String label) throws IOException {
        return engine.get("/containers/json?all=1&" + EngineClient.filters(Map.of("label", label)));
    }

    private Condition look(TaskId task) throws IOException {
        return ContainerState.condition(inspect(task), notes.isTold(task));
    }

    private JsonNode inspect(TaskId task) throws IOException {
        try {
            return engine.get("/containers/" + id(task).orElseThrow(DriverTrouble::destroyed) + "/json");
        } catch (EngineRefusal refusal) {
            if (refusal.isNotFound()) throw DriverTrouble.destroyed();
            throw refusal;
        }
    }

    private Optional<String> id(TaskId task) throws IOException {
        var known = containers.get(task);
        if (known != null) return Optional.of(known);
        for (var each : list(ContainerJson.TASK_ID + "=" + task)) {
            containers.put(task, each.path("Id").asText());
            return Optional.of(each.path("Id").asText());
        }
        return Optional.empty();
    }

    @Override
    public CompletionStage<Condition.Created> prepare(TaskDraft draft) {
        var wish = launches.wanted(draft.id());
        return work.does(() -> {
            var known = id(draft.id());
            if (known.isPresent()) return new Condition.Created(known.get());
            var pullError = pulls.pull(draft.id(), wish, draft.spec().container());
            return wish.launch(() -> create(draft, pullError));
        });
    }

    private Condition.Created create(TaskDraft draft, Optional<String> pullError) throws IOException {
        var spec = draft.spec().container();
        try {
            var answer = engine.post(
                    "/containers/create?name=" + EngineClient.encoded(draft.name()), ContainerJson.of(draft, node));
            var id = answer.path("Id").asText();
            containers.put(draft.id(), id);
            return new Condition.Created(id);
        } catch (EngineRefusal refusal) {
            var words = refusal.words();
            if (refusal.isNotFound()) throw DriverTrouble.fatal(Pulls.noSuchImage(spec, pullError));
            if (words.contains(draft.name()) && words.contains(NAME_TAKEN)) { // Docker: 409. Podman: 500.
                // The engine was asked before, and the answer was lost. It lists the container once it is made.
                return id(draft.id())
                        .map(Condition.Created::new)
                        .orElseThrow(() -> DriverTrouble.temporary("the engine is still making " + draft.name()));
            }
            var missing = words.indexOf(BIND_SOURCE_MISSING);
            if (missing < 0) throw DriverTrouble.fatal(words);
            // Swarm finds this out only when it starts the container (E-7).
            startFailures.put(
                    draft.id(),
                    ContainerState.startFailure("invalid bind mount source, source path not found: "
                            + words.substring(missing + BIND_SOURCE_MISSING.length())));
            return new Condition.Created("");
        }
    }

    @Override
    public CompletionStage<Condition> start(TaskId task) {
        var wish = launches.wanted(task);
        return work.<CompletionStage<Condition>>does(() -> {
                    var failure = startFailures.get(task);
                    if (failure != null) throw DriverTrouble.fatal(failure);
                    var _ = wish.<Boolean, IOException>launch(() -> launch(task));
                    return watch.until(task, condition -> !(condition instanceof Condition.Starting));
                })
                .thenCompose(condition -> condition)
                .exceptionallyCompose(failure -> CompletableFuture.failedStage(troubleIn(failure)));
    }

    /** False when it had been started before. */
    private boolean launch(TaskId task) throws IOException {
        if (!(look(task) instanceof Condition.Created(var id))) return false;
        notes.started(task, id);
        try {
            engine.post("/containers/" + id + "/start");
            return true;
        } catch (EngineRefusal refusal) {
            if (refusal.isNotFound() && refusal.words().startsWith("No such container"))
                throw DriverTrouble.destroyed();
            throw startFailed(task, id, refusal);
        }
    }

    private DriverTrouble startFailed(TaskId task, String id, EngineRefusal refusal) throws IOException {
        var noted = inspect(task).path("State").path("ExitCode").asInt();
        var exitCode = noted == 0 ? ContainerState.startFailureCode(refusal.words()) : noted;
        return DriverTrouble.fatal(ContainerState.startFailure(refusal.words()), new ContainerStatus(id, 0, exitCode));
    }

    @Override
    public CompletionStage<Condition> await(TaskId task) {
        return work.<CompletionStage<Condition>>does(() -> watch.until(task, DockerDriver::isOver))
                .thenCompose(condition -> condition)
                .exceptionallyCompose(failure -> CompletableFuture.failedStage(troubleIn(failure)));
    }

    private static boolean isOver(Condition condition) {
        return condition instanceof Condition.Ended || condition instanceof Condition.Unhealthy;
    }

    @Override
    public CompletionStage<Optional<Condition.Ended>> stop(TaskId task, StopOrder order) {
        launches.stopped(task);
        return work.does(() -> {
            pulls.cancel(task);
            launches.settle(task);
            var id = id(task);
            if (id.isEmpty()) return Optional.empty();
            // Only what runs is told; what has ended by itself has ended by itself.
            if (look(task) instanceof Condition.Ended ended) return Optional.of(ended);
            if (order.wanted()) notes.told(task);
            try {
                // The signal is the container's own, given to it when it was made (E-14).
                if (order.grace().isZero()) engine.post("/containers/" + id.get() + "/kill");
                else
                    engine.post("/containers/" + id.get() + "/stop?t="
                            + order.grace().toSeconds());
            } catch (EngineRefusal refusal) {
                if (refusal.isNotFound()) return Optional.empty();
                if (!refusal.isNotRunning()) throw refusal;
            }
            if (look(task) instanceof Condition.Created) return Optional.empty();
            var end = watch.until(task, condition -> condition instanceof Condition.Ended)
                    .toCompletableFuture()
                    .join();
            return end instanceof Condition.Ended ended ? Optional.of(ended) : Optional.empty();
        });
    }

    @Override
    public CompletionStage<Void> kill(TaskId task) {
        return work.acts(() -> {
            var id = id(task);
            if (id.isPresent()) killContainer(id.get());
        });
    }

    private void killContainer(String id) throws IOException {
        try {
            engine.post("/containers/" + id + "/kill");
        } catch (EngineRefusal refusal) {
            if (!refusal.isNotFound() && !refusal.isNotRunning()) throw refusal;
        }
    }

    @Override
    public CompletionStage<Void> remove(TaskId task) {
        launches.stopped(task);
        return work.acts(() -> {
            pulls.cancel(task);
            launches.settle(task);
            removeContainer(task);
            launches.forget(task);
            startFailures.remove(task);
            notes.forget(task);
        });
    }

    /** With its anonymous volumes (E-15). Killed first, as Podman would ask it to stop and wait for its grace. */
    private void removeContainer(TaskId task) throws IOException {
        var id = id(task);
        if (id.isEmpty()) return;
        killContainer(id.get());
        try {
            engine.delete("/containers/" + id.get() + "?v=1&force=1");
        } catch (EngineRefusal refusal) {
            if (!refusal.isNotFound() && refusal.status() != 409) throw refusal; // 409: being removed already.
        }
        containers.remove(task);
    }

    @Override
    public Flow.Publisher<LogLine> logs(TaskId task, LogQuery query) {
        DockerLog.Source source = () -> {
            if (id(task).isEmpty()) throw DriverTrouble.notFound("task " + task + " has no output here");
            var container = inspect(task);
            return new DockerLog.Source.Container(
                    container.path("Id").asText(),
                    container.path("Config").path("Tty").asBoolean());
        };
        return new DockerLog(engine, task, query, source, executor).feed();
    }

    @Override
    public CompletionStage<ResolvedImage> resolve(String image, Optional<String> auth) {
        return work.does(() -> pulls.resolve(image, auth));
    }

    @Override
    public CompletionStage<Void> cutPower() {
        watch.forgetAll();
        return work.acts(() -> {
            for (var each : list(ContainerJson.NODE_ID + "=" + node)) {
                if (each.path("State").asText().equals("running"))
                    killContainer(each.path("Id").asText());
            }
        });
    }

    @Override
    public void close() {
        watch.close();
        pulls.close();
        engine.close();
    }

    /**
     * Whether an engine answers at this address; how it names itself. Blocks for a moment.
     *
     * @throws IOException with the reason why not
     */
    public static String probe(URI engine) throws IOException {
        try (var client = new EngineClient(engine)) {
            var version = client.get("/version");
            var name = version.path("Components").path(0).path("Name").asText("engine");
            return name + " " + version.path("Version").asText("of unknown version");
        }
    }

    /** An engine that does not answer may answer later; one that says no means it. */
    private static DriverTrouble troubleIn(Throwable failure) {
        var cause = failure;
        while (cause instanceof CompletionException && cause.getCause() != null) cause = cause.getCause();
        return switch (cause) {
            case EngineRefusal refusal -> DriverTrouble.fatal(refusal.words());
            case IOException trouble ->
                DriverTrouble.temporary("the engine does not answer: " + trouble.getMessage(), trouble);
            default -> DriverTrouble.behind(cause);
        };
    }
}
