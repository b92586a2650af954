package dev.troupe.core.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.core.id.NodeId;
import dev.troupe.core.id.ServiceId;
import dev.troupe.core.id.TaskId;
import dev.troupe.core.rule.Cause;
import dev.troupe.core.rule.Decision;
import dev.troupe.core.rule.Refusal;
import dev.troupe.core.spec.ContainerSpec;
import dev.troupe.core.spec.EndpointSpec;
import dev.troupe.core.spec.TaskSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One task, told command by command; every command comes a second after the one before. */
final class TaskStory {

    static final NodeId NODE = new NodeId("node-a");
    static final NodeId OTHER = new NodeId("node-b");
    static final ServiceId SERVICE = new ServiceId("service-ping");
    static final TaskId TASK = new TaskId("task-1");

    Task task = new Task.Absent();
    Instant now = Instant.parse("2026-01-01T00:00:00Z");

    static TaskStory waiting() {
        return new TaskStory().then(new TaskCommand.Create(draft(DesiredState.RUNNING)));
    }

    static TaskStory placed() {
        return waiting().then(new TaskCommand.Assign(NODE));
    }

    static TaskStory running() {
        return placed().sees(TaskState.RUNNING, "started");
    }

    static TaskDraft draft(DesiredState desired) {
        var spec = TaskSpec.of(ContainerSpec.of("alpine", "ping", "docker.com"), "essence");
        return new TaskDraft(TASK, SERVICE, "ping", Map.of(), 1, 0, spec, EndpointSpec.NONE, desired);
    }

    /** Asks, and expects that it is taken. */
    TaskStory then(TaskCommand command) {
        events(command);
        return this;
    }

    /** The agent reports. */
    TaskStory sees(TaskState state, String message) {
        return then(new TaskCommand.Observe(NODE, TaskStatus.of(state, message, now)));
    }

    /** Asks, expects that it is taken, and tells what happened. */
    List<TaskEvent> events(TaskCommand command) {
        now = now.plus(Duration.ofSeconds(1));
        return switch (TaskRules.decide(task, command, now)) {
            case Decision.Accept<TaskEvent>(var events) -> {
                for (var event : events) task = TaskRules.evolve(task, event, now, Cause.outside("a story", "story"));
                yield events;
            }
            case Decision.Refuse<TaskEvent>(var why) -> throw new AssertionError(command + " was refused: " + why);
        };
    }

    /** Asks, and expects that it is declined. */
    Refusal refusal(TaskCommand command) {
        return switch (TaskRules.decide(task, command, now)) {
            case Decision.Accept<TaskEvent>(var events) -> throw new AssertionError(command + " was taken: " + events);
            case Decision.Refuse<TaskEvent>(var why) -> why;
        };
    }

    Task.Live live() {
        assertThat(task).isInstanceOf(Task.Live.class);
        return (Task.Live) task;
    }

    TaskStatus status() {
        return live().status();
    }

    <E extends TaskErrand> Optional<E> owes(Class<E> kind) {
        return TaskRules.owed(task).stream()
                .filter(kind::isInstance)
                .map(kind::cast)
                .findFirst();
    }
}
