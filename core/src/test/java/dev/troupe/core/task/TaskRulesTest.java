package dev.troupe.core.task;

import static dev.troupe.core.task.TaskStory.NODE;
import static dev.troupe.core.task.TaskStory.OTHER;
import static dev.troupe.core.task.TaskStory.SERVICE;
import static dev.troupe.core.task.TaskStory.TASK;
import static dev.troupe.core.task.TaskStory.draft;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.troupe.core.node.NodeErrands;
import dev.troupe.core.rule.Cause;
import dev.troupe.core.rule.Refusal;
import dev.troupe.core.task.TaskCommand.Assign;
import dev.troupe.core.task.TaskCommand.Create;
import dev.troupe.core.task.TaskCommand.Delete;
import dev.troupe.core.task.TaskCommand.Desire;
import dev.troupe.core.task.TaskCommand.Explain;
import dev.troupe.core.task.TaskCommand.Observe;
import dev.troupe.core.task.TaskCommand.Orphan;
import dev.troupe.core.task.TaskCommand.Reject;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class TaskRulesTest {

    private static final String NO_NODE = "no suitable node (insufficient resources on 1 node)";

    @Nested
    class A_new_task {

        @Test
        @DisplayName("waits for a node (L-1)")
        void waits() {
            var story = TaskStory.waiting();
            assertThat(story.status())
                    .isEqualTo(TaskStatus.of(TaskState.PENDING, "pending task scheduling", story.now));
            assertThat(story.live().desired()).isEqualTo(DesiredState.RUNNING);
            assertThat(story.live().node()).isEmpty();
        }

        @Test
        @DisplayName("is made once, however often its service asks")
        void once() {
            assertThat(TaskStory.waiting().events(new Create(draft(DesiredState.RUNNING))))
                    .isEmpty();
        }

        @Test
        @DisplayName("is not made by asking for its end: its creation was lost, and comes again first")
        void noResurrection() {
            var story = new TaskStory();
            assertThat(story.refusal(new Desire(DesiredState.SHUTDOWN))).isInstanceOf(Refusal.NotFound.class);
            assertThat(story.refusal(new Delete())).isInstanceOf(Refusal.NotFound.class);
            assertThat(TaskRules.owed(story.task)).isEmpty();
        }

        @Test
        @DisplayName("says why no node fits, once for each reason (SC-9)")
        void explains() {
            var story = TaskStory.waiting();
            assertThat(story.events(new Explain(NO_NODE))).containsExactly(new TaskEvent.Explained(NO_NODE));
            assertThat(story.events(new Explain(NO_NODE))).isEmpty();
            assertThat(story.status().error()).isEqualTo(NO_NODE);
            assertThat(story.status().message()).isEqualTo("pending task scheduling");
            assertThat(story.status().at()).isBefore(story.now);
            story.then(new Assign(NODE));
            assertThat(story.status().error()).isEmpty();
            assertThat(story.events(new Explain(NO_NODE))).as("too late").isEmpty();
        }

        @Test
        @DisplayName("that is not wanted any more ends by itself, for there is no agent to say so (L-9)")
        void endsUnplaced() {
            var story = TaskStory.waiting().then(new Explain(NO_NODE));
            assertThat(story.events(new Desire(DesiredState.SHUTDOWN))).hasSize(2);
            assertThat(story.status())
                    .isEqualTo(TaskStatus.of(TaskState.SHUTDOWN, "pending task scheduling", story.now));
            assertThat(story.refusal(new Assign(NODE))).isInstanceOf(Refusal.Precondition.class);
        }

        @Test
        @DisplayName("that is to be forgotten is deleted at once (H-8, R-13)")
        void forgottenUnplaced() {
            var story = TaskStory.waiting().then(new Desire(DesiredState.REMOVE));
            assertThat(story.task).isEqualTo(new Task.Deleted(draft(DesiredState.RUNNING), Optional.empty(), "story"));
            assertThat(TaskRules.owed(story.task))
                    .as("only its service is to know")
                    .hasSize(1);
        }
    }

    @Nested
    class A_placed_task {

        @Test
        @DisplayName("keeps its node for ever (OM-38, SC-5)")
        void keepsItsNode() {
            var story = TaskStory.placed();
            assertThat(story.status())
                    .isEqualTo(TaskStatus.of(TaskState.ASSIGNED, "scheduler assigned task to node", story.now));
            assertThat(story.events(new Assign(NODE))).isEmpty();
            assertThat(story.refusal(new Assign(OTHER))).isInstanceOf(Refusal.Precondition.class);
            assertThat(story.live().node()).contains(NODE);
        }

        @Test
        @DisplayName("is delivered to its agent with what is wanted of it by now (L-10)")
        void delivered() {
            var story =
                    new TaskStory().then(new Create(draft(DesiredState.READY))).then(new Assign(NODE));
            assertThat(story.owes(TaskErrand.Deliver.class).map(TaskErrand.Deliver::desired))
                    .contains(DesiredState.READY);
            story.then(new Desire(DesiredState.RUNNING));
            assertThat(story.owes(TaskErrand.Deliver.class).map(TaskErrand.Deliver::desired))
                    .contains(DesiredState.RUNNING);
        }

        @Test
        @DisplayName("is never wanted less than before (L-4)")
        void desireOnlyRises() {
            var story = TaskStory.running().then(new Desire(DesiredState.SHUTDOWN));
            assertThat(story.events(new Desire(DesiredState.RUNNING))).isEmpty();
            assertThat(story.events(new Desire(DesiredState.SHUTDOWN))).isEmpty();
            assertThat(story.live().desired()).isEqualTo(DesiredState.SHUTDOWN);
            assertThat(story.status().state())
                    .as("its agent has still to stop it (L-12)")
                    .isEqualTo(TaskState.RUNNING);
        }

        @Test
        @DisplayName("takes no steps back, and no news that is none (L-2, D-16)")
        void onlyForward() {
            var story = TaskStory.running();
            var known = story.status();
            assertThat(story.events(new Observe(NODE, known))).isEmpty();
            var lookedAtAgain =
                    TaskStatus.of(known.state(), known.message(), known.at().minusMillis(30));
            assertThat(story.events(new Observe(NODE, lookedAtAgain))).isEmpty();
            assertThat(story.events(new Observe(NODE, TaskStatus.of(TaskState.STARTING, "starting", story.now))))
                    .isEmpty();
            var other = known.withError("retrying");
            assertThat(story.events(new Observe(NODE, other))).containsExactly(new TaskEvent.Observed(other));
        }

        @Test
        @DisplayName("may be seen to have skipped what was between, for reports overtake each other (L-7, D-15)")
        void skips() {
            var story = TaskStory.placed().sees(TaskState.RUNNING, "started");
            assertThat(story.status().state()).isEqualTo(TaskState.RUNNING);
            assertThat(TaskStory.placed()
                            .sees(TaskState.FAILED, "starting")
                            .status()
                            .state())
                    .isEqualTo(TaskState.FAILED);
        }

        @Test
        @DisplayName("is what its service made it, whatever its agent says: that is its status and no more (OM-37)")
        void isWhatItWasMade() {
            var story = TaskStory.placed();
            var made = story.live();
            story.sees(TaskState.RUNNING, "started").sees(TaskState.FAILED, "started");
            assertThat(story.live().draft()).isEqualTo(made.draft());
            assertThat(story.live().desired()).isEqualTo(made.desired());
            assertThat(story.live().node()).isEqualTo(made.node());
            assertThat(story.live().createdAt()).as("OM-6").isEqualTo(made.createdAt());
            assertThat(story.live().updatedAt()).as("OM-6").isEqualTo(story.now);
        }

        @Test
        @DisplayName("believes no other node (D-16)")
        void believesItsNodeOnly() {
            var ended = TaskStatus.of(TaskState.FAILED, "started", TaskStory.running().now);
            assertThat(TaskStory.running().refusal(new Observe(OTHER, ended)).message())
                    .startsWith("cannot update a task not assigned this node");
            assertThat(TaskStory.waiting().refusal(new Observe(NODE, ended))).isInstanceOf(Refusal.Precondition.class);
        }

        @Test
        @DisplayName("lets no agent say what only managers may (L-3)")
        void agentsDoNotOrphan() {
            var story = TaskStory.running();
            for (var state : new TaskState[] {TaskState.REMOVE, TaskState.ORPHANED}) {
                assertThat(story.refusal(new Observe(NODE, TaskStatus.of(state, "", story.now))))
                        .isInstanceOf(Refusal.Invalid.class);
            }
        }
    }

    @Nested
    class A_task_that_has_ended {

        @Test
        @DisplayName("stays as it ended")
        void stays() {
            var story = TaskStory.running().sees(TaskState.COMPLETE, "finished").sees(TaskState.FAILED, "started");
            assertThat(story.status().state()).isEqualTo(TaskState.COMPLETE);
        }

        @Test
        @DisplayName("gives its room back, and only then (SC-7)")
        void freesItsRoom() {
            var story = TaskStory.running().then(new Desire(DesiredState.SHUTDOWN));
            assertThat(story.owes(TaskErrand.Free.class))
                    .as("still shutting down")
                    .isEmpty();
            story.sees(TaskState.SHUTDOWN, "shutdown");
            assertThat(story.owes(TaskErrand.Free.class)).contains(new TaskErrand.Free(NODE, TASK));
            assertThat(story.owes(TaskErrand.Deliver.class)).isEmpty();
        }

        @Test
        @DisplayName("says so to its service, on the agent's clock (U-19)")
        void reports() {
            var story = TaskStory.running();
            var before = story.now;
            story.sees(TaskState.FAILED, "started");
            assertThat(story.owes(TaskErrand.Report.class))
                    .contains(new TaskErrand.Report(
                            SERVICE, TASK, DesiredState.RUNNING, TaskState.FAILED, Optional.of(NODE), before, false));
        }

        @Test
        @DisplayName("is history with its container, until it is deleted (H-10)")
        void history() {
            var story = TaskStory.running().sees(TaskState.FAILED, "started");
            assertThat(story.owes(TaskErrand.Withdraw.class)).isEmpty();
            story.then(new Delete());
            assertThat(story.owes(TaskErrand.Withdraw.class)).contains(new TaskErrand.Withdraw(NODE, TASK));
        }
    }

    @Nested
    class A_task_to_be_removed {

        @Test
        @DisplayName("deletes itself when its agent has stopped it (H-8, R-13)")
        void deletesItself() {
            var story = TaskStory.running().then(new Desire(DesiredState.REMOVE));
            assertThat(story.owes(TaskErrand.Deliver.class).map(TaskErrand.Deliver::desired))
                    .contains(DesiredState.REMOVE);
            var stopped = TaskStatus.of(TaskState.SHUTDOWN, "shutdown", story.now);
            assertThat(story.events(new Observe(NODE, stopped)))
                    .containsExactly(new TaskEvent.Observed(stopped), new TaskEvent.Deleted());
            assertThat(story.owes(TaskErrand.Report.class).map(TaskErrand.Report::gone))
                    .contains(true);
            assertThat(story.owes(TaskErrand.Withdraw.class)).isPresent();
            assertThat(story.owes(TaskErrand.Free.class)).isPresent();
        }

        @Test
        @DisplayName("is deleted at once when it has ended before (H-8)")
        void atOnce() {
            var story = TaskStory.running().sees(TaskState.FAILED, "started");
            assertThat(story.events(new Desire(DesiredState.REMOVE)))
                    .containsExactly(new TaskEvent.DesireRaised(DesiredState.REMOVE), new TaskEvent.Deleted());
        }

        @Test
        @DisplayName("is deleted when told again, where a copy of the journal ends between the wish and that (H-8)")
        void cutInBetween() {
            var story = TaskStory.waiting();
            story.task = TaskRules.evolve(
                    story.task,
                    new TaskEvent.DesireRaised(DesiredState.REMOVE),
                    story.now,
                    Cause.outside("a", "story"));
            assertThat(story.events(new Desire(DesiredState.REMOVE))).containsExactly(new TaskEvent.Deleted());
        }

        @Test
        @DisplayName("is deleted when its node is lost for good (H-8, N-12)")
        void orphaned() {
            var story = TaskStory.running().then(new Desire(DesiredState.REMOVE));
            assertThat(story.events(new Orphan(NodeErrands.NODE_DELETED))).endsWith(new TaskEvent.Deleted());
        }

        @Test
        @DisplayName("never comes back (H-10)")
        void staysDeleted() {
            var story = TaskStory.running().then(new Delete());
            assertThat(story.events(new Create(draft(DesiredState.RUNNING)))).isEmpty();
            assertThat(story.events(new Desire(DesiredState.RUNNING))).isEmpty();
            assertThat(story.events(new Delete())).isEmpty();
            assertThat(story.refusal(new Assign(NODE))).isInstanceOf(Refusal.Precondition.class);
            assertThat(story.sees(TaskState.RUNNING, "started").task).isInstanceOf(Task.Deleted.class);
        }
    }

    @Nested
    class Over_the_agents_head {

        @Test
        @DisplayName(
                "an enforcer rejects; the agent still has to stop the container, and the row stays Rejected (N-6, N-7)")
        void rejected() {
            var story = TaskStory.running();
            var why = new Reject("task rejected by constraint enforcer", "assigned node no longer meets constraints");
            story.then(why);
            assertThat(story.status().state()).isEqualTo(TaskState.REJECTED);
            assertThat(story.status().error()).isEqualTo("assigned node no longer meets constraints");
            assertThat(story.owes(TaskErrand.Deliver.class).map(TaskErrand.Deliver::desired))
                    .contains(DesiredState.SHUTDOWN);
            story.sees(TaskState.SHUTDOWN, "shutdown");
            assertThat(story.status().state()).isEqualTo(TaskState.REJECTED);
            assertThat(story.events(why)).isEmpty();
        }

        @Test
        @DisplayName("a removed node orphans its tasks (N-12)")
        void nodeRemoved() {
            var story = TaskStory.running().then(new Orphan("Task belonged to a node that has been deleted"));
            assertThat(story.status().state()).isEqualTo(TaskState.ORPHANED);
            assertThat(story.status().message()).isEqualTo("Task belonged to a node that has been deleted");
        }

        @Test
        @DisplayName(
                "a node that is down for too long does, too, without a word; the agent's return changes nothing (D-24, D-25)")
        void nodeDownForTooLong() {
            var story = TaskStory.running().then(new Orphan(""));
            assertThat(story.status().message()).isEqualTo("started");
            assertThat(story.owes(TaskErrand.Deliver.class).map(TaskErrand.Deliver::desired))
                    .contains(DesiredState.SHUTDOWN);
            story.sees(TaskState.SHUTDOWN, "shutdown");
            assertThat(story.status().state()).isEqualTo(TaskState.ORPHANED);
        }

        @Test
        @DisplayName("a task that is on no node is no node's orphan")
        void noOrphan() {
            assertThat(TaskStory.waiting().refusal(new Orphan(""))).isInstanceOf(Refusal.Precondition.class);
            assertThat(TaskStory.running().sees(TaskState.FAILED, "started").events(new Orphan("")))
                    .isEmpty();
        }
    }

    @Test
    @DisplayName("a fact that cannot be is named")
    void impossible() {
        var story = TaskStory.placed();
        assertThatThrownBy(() -> TaskRules.evolve(
                        story.task, new TaskEvent.Assigned(OTHER), story.now, Cause.outside("a story", "story")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Assigned")
                .hasMessageContaining("node-b");
        assertThatThrownBy(() -> TaskRules.evolve(
                        new Task.Absent(), new TaskEvent.Deleted(), story.now, Cause.outside("a story", "story")))
                .isInstanceOf(IllegalStateException.class);
    }
}
