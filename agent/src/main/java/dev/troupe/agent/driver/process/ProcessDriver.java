package dev.troupe.agent.driver.process;

import dev.troupe.agent.driver.BlockingWork;
import dev.troupe.agent.driver.Condition;
import dev.troupe.agent.driver.Driver;
import dev.troupe.agent.driver.DriverTrouble;
import dev.troupe.agent.driver.Found;
import dev.troupe.agent.driver.Launches;
import dev.troupe.agent.driver.LogFeed;
import dev.troupe.agent.driver.ResolvedImage;
import dev.troupe.agent.driver.StopOrder;
import dev.troupe.core.id.TaskId;
import dev.troupe.core.node.NodeDescription;
import dev.troupe.core.session.LogLine;
import dev.troupe.core.session.LogQuery;
import dev.troupe.core.task.ContainerStatus;
import dev.troupe.core.task.TaskDraft;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Tasks as processes of this host, each in a session, process group and directory of its own. A small wrapper keeps
 * their output and exit code, so they and the news of their end outlive Troupe: whoever opens the same directory again
 * takes them over (D-21). No image, no isolation, no limits on CPU and memory; for Linux.
 */
public final class ProcessDriver implements Driver {

    /** Found dead, and nobody saw how it ended: the machine or the wrapper was killed. */
    static final int UNKNOWN_END = 255;

    private static final Duration MOMENT = Duration.ofSeconds(5);
    private static final long GLANCE_MILLIS = 10;

    private final Path tasks;
    private final Path wrapper;
    private final NodeDescription description;
    private final Executor executor;
    private final BlockingWork work;
    private final HostCommands host = new HostCommands();
    private final Users users;
    private final Map<TaskId, TaskDraft> drafts = new ConcurrentHashMap<>();
    private final Launches launches = new Launches();

    /**
     * Opens a directory, or makes it.
     *
     * @param data keeps everything; one driver at a time
     * @param unprivileged the user of tasks whose service names none, where Troupe runs as root: {@code nobody}
     * @param executor may be blocked; best one virtual thread each
     */
    public ProcessDriver(Path data, NodeDescription description, String unprivileged, Executor executor)
            throws IOException {
        this.tasks = Files.createDirectories(data.toAbsolutePath().resolve("tasks"));
        this.wrapper = data.toAbsolutePath().resolve("run-task.bash");
        this.description = description;
        this.executor = executor;
        this.work = new BlockingWork(
                executor,
                failure -> DriverTrouble.temporary("the files of a task cannot be used: " + failure, failure));
        this.users = Users.of(host, unprivileged);
        for (var program : List.of("bash", "setsid")) {
            if (host.answer(program, "--version").isEmpty()) {
                throw new IOException("the process driver needs the program " + program + ", which is not there");
            }
        }
        try (var script = ProcessDriver.class.getResourceAsStream("run-task.bash")) {
            if (script == null) throw new IOException("run-task.bash is missing from this build");
            // Into place as a whole: wrappers at work keep reading the old file.
            var unfinished = wrapper.resolveSibling("run-task.unfinished");
            Files.copy(script, unfinished, StandardCopyOption.REPLACE_EXISTING);
            Files.move(unfinished, wrapper, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    @Override
    public CompletionStage<NodeDescription> describe() {
        return CompletableFuture.completedFuture(description);
    }

    @Override
    public CompletionStage<List<Found>> adopt() {
        return work.does(() -> {
            var found = new ArrayList<Found>();
            for (var directory : directories()) {
                if (!directory.isPrepared()) {
                    directory.delete();
                    continue;
                }
                found.add(new Found(
                        directory.task(), look(directory), directory.note().stop()));
            }
            return List.copyOf(found);
        });
    }

    private List<TaskDirectory> directories() throws IOException {
        try (var paths = Files.list(tasks)) {
            return paths.filter(Files::isDirectory)
                    .map(path -> new TaskDirectory(new TaskId(path.getFileName().toString()), path))
                    .toList();
        }
    }

    private TaskDirectory directory(TaskId task) {
        // Ids are letters and digits; anything else must not become a path.
        if (!task.value().chars().allMatch(Character::isLetterOrDigit)) {
            throw DriverTrouble.fatal("not the id of a task: " + task);
        }
        return new TaskDirectory(task, tasks.resolve(task.value()));
    }

    private Condition look(TaskDirectory directory) throws IOException, InterruptedException {
        if (!directory.wasStarted())
            return new Condition.Created(directory.task().value());
        return lookAtStarted(directory);
    }

    private Condition lookAtStarted(TaskDirectory directory) throws IOException, InterruptedException {
        var exit = directory.exitCode();
        if (exit.isPresent()) return ended(directory, exit.getAsInt());
        var first = beginning(directory);
        if (first.flatMap(ProcessIdentity::handle).isPresent()) return up(directory, first.get());
        return awaitEnd(directory);
    }

    /** The task's first process, once the wrapper has written it down; empty when it never will. */
    private static Optional<ProcessIdentity> beginning(TaskDirectory directory)
            throws IOException, InterruptedException {
        var end = System.nanoTime() + MOMENT.toNanos();
        while (System.nanoTime() < end) {
            var first = directory.first();
            if (first.isPresent()) return first;
            if (directory.exitCode().isPresent()) return Optional.empty();
            var wrapper = directory.wrapper();
            if (wrapper.isPresent() && wrapper.get().handle().isEmpty()) return directory.first();
            Thread.sleep(GLANCE_MILLIS);
        }
        return Optional.empty();
    }

    private static Condition.Up up(TaskDirectory directory, ProcessIdentity first) throws IOException {
        return new Condition.Up(
                new ContainerStatus(directory.task().value(), (int) first.pid(), 0),
                directory.note().ports(),
                directory.startedAt());
    }

    private static Condition.Ended ended(TaskDirectory directory, int exitCode) throws IOException {
        var status = new ContainerStatus(directory.task().value(), 0, exitCode);
        return new Condition.Ended(status, "", directory.endedAt(), directory.isTold());
    }

    @Override
    public CompletionStage<Condition.Created> prepare(TaskDraft draft) {
        var wish = launches.wanted(draft.id());
        return work.does(() -> wish.launch(() -> {
            var directory = directory(draft.id());
            if (!directory.isPrepared()) {
                var command = CommandLine.of(draft, directory.work(), users);
                var container = draft.spec().container();
                directory.prepare(
                        new TaskDirectory.Note(StopOrder.of(container), container.image(), command.ports()),
                        command.argv(),
                        command.uid(),
                        command.gid());
            }
            drafts.put(draft.id(), draft);
            return new Condition.Created(draft.id().value());
        }));
    }

    @Override
    public CompletionStage<Condition> start(TaskId task) {
        var wish = launches.wanted(task);
        return work.does(() -> {
            var directory = directory(task);
            if (!directory.isPrepared()) throw DriverTrouble.destroyed();
            return wish.<Condition, IOException>launch(() -> {
                if (!directory.wasStarted()) {
                    var draft = drafts.get(task);
                    if (draft != null) CommandLine.checkPlaces(draft, directory.work());
                    spawn(directory);
                    beginning(directory);
                }
                return lookAtStarted(directory);
            });
        });
    }

    private void spawn(TaskDirectory directory) throws IOException {
        var process = new ProcessBuilder(
                        "setsid", "bash", wrapper.toString(), directory.path().toString())
                .directory(directory.path().toFile())
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        // Nothing of Troupe's own environment reaches a task, nor the wrapper, which may run as root.
        process.environment().clear();
        process.environment().put("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
        process.start();
    }

    @Override
    public CompletionStage<Condition> await(TaskId task) {
        return work.does(() -> {
            var directory = directory(task);
            if (!directory.isPrepared()) throw DriverTrouble.destroyed();
            return awaitEnd(directory);
        });
    }

    /** Blocks until the wrapper has ended, and with it everything else. */
    private Condition.Ended awaitEnd(TaskDirectory directory) throws IOException, InterruptedException {
        awaitExit(directory, Optional.empty());
        var exit = directory.exitCode();
        if (exit.isEmpty()) {
            if (!directory.isPrepared()) throw DriverTrouble.destroyed();
            killAll(directory);
            directory.endsUnknown(UNKNOWN_END);
        }
        return ended(directory, exit.orElse(UNKNOWN_END));
    }

    /** True once it has ended; false when the time is up. */
    private static boolean awaitExit(TaskDirectory directory, Optional<Duration> patience)
            throws IOException, InterruptedException {
        beginning(directory);
        var handle = directory.wrapper().flatMap(ProcessIdentity::handle);
        // Whoever killed the wrapper may have left the task: then its own end is all there is to see.
        if (handle.isEmpty() && directory.exitCode().isEmpty())
            handle = directory.first().flatMap(ProcessIdentity::handle);
        if (handle.isEmpty()) return true;
        var end = handle.get().onExit();
        try {
            if (patience.isPresent()) end.get(patience.get().toNanos(), TimeUnit.NANOSECONDS);
            else end.get();
            return true;
        } catch (TimeoutException _) {
            return false;
        } catch (ExecutionException failure) {
            throw new CompletionException(failure.getCause());
        }
    }

    @Override
    public CompletionStage<Optional<Condition.Ended>> stop(TaskId task, StopOrder order) {
        launches.stopped(task);
        return work.does(() -> {
            launches.settle(task);
            var directory = directory(task);
            if (!directory.isPrepared() || !directory.wasStarted()) return Optional.empty();
            var exit = directory.exitCode();
            if (exit.isPresent()) return Optional.of(ended(directory, exit.getAsInt()));
            if (order.wanted()) directory.tell();
            var first = beginning(directory);
            if (first.isPresent()
                    && first.get().handle().isPresent()
                    && !order.grace().isZero()) {
                host.signalGroup(order.signal().orElse("SIGTERM"), first.get().pid());
                if (awaitExit(directory, Optional.of(order.grace()))) return Optional.of(awaitEnd(directory));
            }
            killGroup(directory);
            return Optional.of(awaitEnd(directory));
        });
    }

    /** The task, not its wrapper, which is to tell how it ended. */
    private void killGroup(TaskDirectory directory) throws IOException {
        var first = directory.first();
        if (first.isPresent() && first.get().handle().isPresent())
            host.signalGroup("KILL", first.get().pid());
    }

    private void killAll(TaskDirectory directory) throws IOException {
        directory.wrapper().flatMap(ProcessIdentity::handle).ifPresent(ProcessHandle::destroyForcibly);
        killGroup(directory);
    }

    @Override
    public CompletionStage<Void> kill(TaskId task) {
        return work.acts(() -> {
            killGroup(directory(task));
        });
    }

    @Override
    public CompletionStage<Void> remove(TaskId task) {
        launches.stopped(task);
        return work.acts(() -> {
            launches.settle(task);
            var directory = directory(task);
            if (directory.isPrepared()
                    && directory.wasStarted()
                    && directory.exitCode().isEmpty()) {
                beginning(directory);
                killGroup(directory);
                awaitExit(directory, Optional.of(MOMENT));
                killAll(directory);
            }
            drafts.remove(task);
            directory.delete();
            launches.forget(task);
        });
    }

    @Override
    public Flow.Publisher<LogLine> logs(TaskId task, LogQuery query) {
        var directory = directory(task);
        if (!directory.isPrepared()) {
            return LogFeed.failed(DriverTrouble.notFound("task " + task + " has no output here"));
        }
        return new ProcessLog(directory, query, executor).feed();
    }

    @Override
    public CompletionStage<ResolvedImage> resolve(String image, Optional<String> auth) {
        return CompletableFuture.failedStage(
                DriverTrouble.notFound("the process driver does not use images, so there is no digest to find"));
    }

    @Override
    public CompletionStage<Void> cutPower() {
        return work.acts(() -> {
            // Wrappers first: nobody may be left to write down an exit code.
            for (var directory : directories()) {
                directory.wrapper().flatMap(ProcessIdentity::handle).ifPresent(ProcessHandle::destroyForcibly);
            }
            for (var directory : directories()) killGroup(directory);
            for (var directory : directories()) awaitGone(directory);
        });
    }

    /** A busy machine takes a while over a kill: whoever looks after it must not find the task running. */
    private static void awaitGone(TaskDirectory directory) throws IOException, InterruptedException {
        var end = System.nanoTime() + MOMENT.toNanos();
        while (directory.first().flatMap(ProcessIdentity::handle).isPresent() && System.nanoTime() < end) {
            Thread.sleep(GLANCE_MILLIS);
        }
    }

    @Override
    public void close() {}
}
