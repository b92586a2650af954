package dev.troupe.core.task;

import static dev.troupe.core.task.TaskStory.NODE;
import static dev.troupe.core.task.TaskStory.OTHER;
import static dev.troupe.core.task.TaskStory.draft;
import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.core.rule.Cause;
import dev.troupe.core.rule.Decision;
import java.time.Instant;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What holds for a task whatever is asked of it, in whatever order and however often. */
class TaskPropertiesTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    @Property
    void everything_only_moves_forward(@ForAll("commands") List<TaskCommand> commands) {
        Task task = new Task.Absent();
        var now = START;
        for (var command : commands) {
            now = now.plusMillis(1);
            var before = task;
            task = ask(before, command, now);
            if (before
                    instanceof
                    Task.Live(var d, var desired, var status, var node, var version, var correlation, var c, var u)) {
                if (task instanceof Task.Live after) {
                    assertThat(after.status().state()).as("L-2").isGreaterThanOrEqualTo(status.state());
                    assertThat(after.desired()).as("L-4").isGreaterThanOrEqualTo(desired);
                    if (node.isPresent()) assertThat(after.node()).as("OM-38").isEqualTo(node);
                    assertThat(after.version()).isGreaterThanOrEqualTo(version);
                    assertThat(after.version() == version).as("OM-5").isEqualTo(after.equals(before));
                } else {
                    assertThat(task).isInstanceOf(Task.Deleted.class);
                }
            }
            if (before instanceof Task.Deleted) assertThat(task).isEqualTo(before);
        }
    }

    @Property
    void asking_twice_is_asking_once(@ForAll("commands") List<TaskCommand> commands) {
        Task task = new Task.Absent();
        for (var command : commands) {
            task = ask(task, command, START);
            assertThat(ask(task, command, START.plusSeconds(1)))
                    .as(command.toString())
                    .isEqualTo(task);
        }
    }

    @Property
    void room_is_freed_exactly_when_it_has_ended(@ForAll("commands") List<TaskCommand> commands) {
        Task task = new Task.Absent();
        for (var command : commands) {
            task = ask(task, command, START);
            var frees = TaskRules.owed(task).stream().anyMatch(TaskErrand.Free.class::isInstance);
            var ended = switch (task) {
                case Task.Absent() -> false;
                case Task.Live live ->
                    live.node().isPresent() && live.status().state().isTerminal();
                case Task.Deleted deleted -> deleted.node().isPresent();
            };
            assertThat(frees).as("SC-7").isEqualTo(ended);
        }
    }

    @Property
    void nothing_waits_for_a_node_that_is_wanted_no_more(@ForAll("commands") List<TaskCommand> commands) {
        Task task = new Task.Absent();
        for (var command : commands) {
            task = ask(task, command, START);
            if (task instanceof Task.Live live && live.status().state() == TaskState.PENDING) {
                assertThat(live.desired()).as("L-9").isLessThan(DesiredState.SHUTDOWN);
            }
            if (task instanceof Task.Live live && live.desired() == DesiredState.REMOVE) {
                assertThat(live.status().state()).as("H-8").isBetween(TaskState.ASSIGNED, TaskState.RUNNING);
            }
        }
    }

    private static Task ask(Task task, TaskCommand command, Instant now) {
        return switch (TaskRules.decide(task, command, now)) {
            case Decision.Accept<TaskEvent>(var events) -> {
                var after = task;
                for (var event : events) after = TaskRules.evolve(after, event, now, Cause.outside("a story", "story"));
                yield after;
            }
            case Decision.Refuse<TaskEvent> _ -> task;
        };
    }

    @Provide
    Arbitrary<List<TaskCommand>> commands() {
        var node = Arbitraries.of(NODE, NODE, NODE, OTHER);
        var desired = Arbitraries.of(DesiredState.class);
        var state = Arbitraries.of(TaskState.class);
        return Arbitraries.<TaskCommand>oneOf(
                        desired.map(wanted -> new TaskCommand.Create(draft(wanted))),
                        desired.map(TaskCommand.Desire::new),
                        node.map(TaskCommand.Assign::new),
                        Arbitraries.of("", "no suitable node").map(TaskCommand.Explain::new),
                        node.flatMap(at -> state.map(
                                seen -> new TaskCommand.Observe(at, TaskStatus.of(seen, seen.word(), START)))),
                        Arbitraries.just(new TaskCommand.Reject("task rejected", "no room")),
                        Arbitraries.of("", "gone").map(TaskCommand.Orphan::new),
                        Arbitraries.just(new TaskCommand.Delete()))
                .list()
                .ofMaxSize(30);
    }
}
