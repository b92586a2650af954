package dev.troupe.agent.driver.docker;

import dev.troupe.core.id.TaskId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * What an engine cannot tell of a task after a restart of Troupe: that it was told to stop, and that it had been started
 * though its container is not there any more. A file for each task and note; gone with the task.
 */
final class TaskNotes {

    private final Path told;
    private final Path started;

    TaskNotes(Path data) throws IOException {
        told = Files.createDirectories(data.resolve("told"));
        started = Files.createDirectories(data.resolve("started"));
    }

    void told(TaskId task) throws IOException {
        var file = told.resolve(task.value());
        if (!Files.exists(file)) Files.createFile(file);
    }

    boolean isTold(TaskId task) {
        return Files.exists(told.resolve(task.value()));
    }

    /** To be called before the engine is asked to: whoever may have run must never run again. */
    void started(TaskId task, String containerId) throws IOException {
        Files.writeString(started.resolve(task.value()), containerId);
    }

    /** All tasks that may have been started, and the ids of their containers. */
    Map<TaskId, String> started() throws IOException {
        var containers = new HashMap<TaskId, String>();
        try (var files = Files.newDirectoryStream(started)) {
            for (var file : files) {
                containers.put(new TaskId(file.getFileName().toString()), Files.readString(file));
            }
        }
        return containers;
    }

    void forget(TaskId task) throws IOException {
        Files.deleteIfExists(told.resolve(task.value()));
        Files.deleteIfExists(started.resolve(task.value()));
    }
}
