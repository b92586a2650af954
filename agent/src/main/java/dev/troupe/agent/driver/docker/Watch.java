package dev.troupe.agent.driver.docker;

import com.github.dockerjava.transport.DockerHttpClient.Request;
import com.github.dockerjava.transport.DockerHttpClient.Response;
import dev.troupe.agent.driver.Condition;
import dev.troupe.core.id.NodeId;
import dev.troupe.core.id.TaskId;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits for many containers over one stream of events. An event only says where to look; what is so comes from looking.
 * After a lost connection it looks at everything it waits for.
 */
final class Watch implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Watch.class);
    private static final long PAUSE_MILLIS = 500;

    /** Looks at a task now. */
    interface Look {
        Condition at(TaskId task) throws IOException;
    }

    private record Waiter(Predicate<Condition> wanted, CompletableFuture<Condition> answer) {}

    private final EngineClient engine;
    private final String path;
    private final Executor executor;
    private final Look look;
    private final Map<TaskId, Set<Waiter>> waiters = new ConcurrentHashMap<>();
    private volatile boolean closed;
    private volatile @Nullable Response stream;

    Watch(EngineClient engine, NodeId node, Executor executor, Look look) {
        this.engine = engine;
        this.executor = executor;
        this.look = look;
        this.path = "/events?"
                + EngineClient.filters(Map.of("label", ContainerJson.NODE_ID + "=" + node, "type", "container"));
    }

    void open() {
        executor.execute(this::listen);
    }

    /** Answers as soon as the task's condition is a wanted one, at once if it is so already. */
    CompletionStage<Condition> until(TaskId task, Predicate<Condition> wanted) {
        var waiter = new Waiter(wanted, new CompletableFuture<>());
        // First in the book, then the look: an event in between finds it.
        enter(task, waiter);
        check(task);
        return waiter.answer();
    }

    /** In one step: else it might be put down on a page that {@link #settle} is just tearing out. */
    private void enter(TaskId task, Waiter waiter) {
        waiters.compute(task, (_, present) -> {
            Set<Waiter> all = present == null ? ConcurrentHashMap.newKeySet() : present;
            all.add(waiter);
            return all;
        });
    }

    /** Nobody will ever be answered about what was waited for until now. */
    void forgetAll() {
        waiters.clear();
    }

    private void check(TaskId task) {
        var waiting = waiters.get(task);
        if (waiting == null) return;
        Condition condition;
        try {
            condition = look.at(task);
        } catch (IOException | RuntimeException failure) {
            for (var waiter : waiting)
                settle(task, waiter, () -> waiter.answer().completeExceptionally(failure));
            return;
        }
        for (var waiter : waiting) {
            if (waiter.wanted().test(condition))
                settle(task, waiter, () -> waiter.answer().complete(condition));
        }
    }

    private void settle(TaskId task, Waiter waiter, Runnable answer) {
        waiters.computeIfPresent(task, (_, all) -> {
            all.remove(waiter);
            return all.isEmpty() ? null : all;
        });
        answer.run();
    }

    private void listen() {
        while (!closed) {
            try (var response = engine.stream(Request.Method.GET, path, Map.of());
                    var events =
                            new BufferedReader(new InputStreamReader(response.getBody(), StandardCharsets.UTF_8))) {
                stream = response;
                if (closed) return;
                for (var task : waiters.keySet()) executor.execute(() -> check(task));
                for (var line = events.readLine(); line != null; line = events.readLine()) hear(line);
            } catch (IOException | RuntimeException failure) {
                if (!closed) LOG.debug("the engine's events are cut off: {}", failure.toString());
            }
            if (closed) return;
            try {
                Thread.sleep(PAUSE_MILLIS);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private void hear(String line) throws IOException {
        if (line.isBlank()) return;
        var event = EngineClient.JSON.readTree(line);
        if (event.path("Action").asText("").startsWith("exec_")) return; // Each run of a health check.
        var task = event.path("Actor")
                .path("Attributes")
                .path(ContainerJson.TASK_ID)
                .asText("");
        // Each look takes a moment; the next event must not wait for it.
        if (!task.isEmpty()) executor.execute(() -> check(new TaskId(task)));
    }

    @Override
    public void close() {
        closed = true;
        var open = stream;
        if (open != null) open.close();
    }
}
