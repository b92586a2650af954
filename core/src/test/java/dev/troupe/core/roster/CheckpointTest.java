package dev.troupe.core.roster;

import static dev.troupe.core.roster.Chronicle.N1;
import static dev.troupe.core.roster.Chronicle.N2;
import static dev.troupe.core.roster.Chronicle.WEB;
import static dev.troupe.core.roster.Chronicle.task;
import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.core.service.ServiceEvent;
import dev.troupe.core.task.DesiredState;
import dev.troupe.core.task.TaskEvent;
import dev.troupe.core.task.TaskState;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class CheckpointTest {

    private static Roster again(Roster roster) {
        return Checkpoint.of(roster, List.of()).roster();
    }

    @Test
    void nothingAtAllIsNothingAtAll() {
        assertThat(again(Roster.empty())).isEqualTo(Roster.empty());
    }

    @Test
    void failuresThatCountStillCount() {
        var story = Chronicle.ofWeb(1)
                .runs(N1, "t1")
                .observes(TaskState.FAILED, "t1")
                .later(Duration.ofMinutes(1))
                .runs(N2, "t2")
                .observes(TaskState.FAILED, "t2");
        var restored = again(story.roster());
        assertThat(restored).isEqualTo(story.roster());
        var floor = restored.floor(story.now()).stream().toList();
        assertThat(floor)
                .allSatisfy(node -> assertThat(node.failures().of(WEB, 0)).isEqualTo(1));
    }

    @Test
    void whatIsLeavingIsStillLeaving() {
        var story = Chronicle.ofWeb(2).runs(N1, "t1", "t2").sights("t1", "t2");
        story.happens(WEB, new ServiceEvent.TasksPruned(List.of(task("t1"))));
        var restored = again(story.roster());
        assertThat(restored.leaving()).containsOnlyKeys(task("t1"));
        assertThat(restored.heard(task("t2"))).isEqualTo(story.roster().heard(task("t2")));
        assertThat(Unsettled.of(restored)).isEqualTo(Unsettled.of(story.roster()));
    }

    @Test
    void tasksPlannedLaterComeAfterThoseThatEndedBefore() {
        var story = Chronicle.ofWeb(1).runs(N1, "t1");
        story.ends(DesiredState.REMOVE, "t1").happens(task("t1"), new TaskEvent.Deleted());
        var restored = again(story.roster());
        story.plans("t2", "t3");
        for (var fact : story.facts) restored = restored.with(fact); // Those it has seen already change nothing.
        assertThat(restored).isEqualTo(story.roster());
        assertThat(restored.tasks()).extracting(TaskView::id).containsExactly(task("t2"), task("t3"));
    }

    @Test
    void tasksOfAServiceShareItsLabels() {
        var restored = again(Chronicle.ofWeb(2).plans("t1", "t2").roster());
        assertThat(restored.task(task("t1")).orElseThrow().draft().serviceLabels())
                .isSameAs(restored.task(task("t2")).orElseThrow().draft().serviceLabels());
    }
}
