package dev.troupe.core.roster;

import static dev.troupe.core.roster.Chronicle.N1;
import static dev.troupe.core.roster.Chronicle.N2;
import static dev.troupe.core.roster.Chronicle.task;
import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.core.id.TaskId;
import dev.troupe.core.session.TaskReport;
import dev.troupe.core.task.DesiredState;
import dev.troupe.core.task.TaskState;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** D-11, D-12: what the agent has and what the swarm wants are brought together. */
class SettlementTest {

    private final Chronicle story = Chronicle.ofWeb(3);

    private TaskReport report(String task, TaskState state, DesiredState desired) {
        return new TaskReport(task(task), Chronicle.status(state, story.now()), desired);
    }

    private Settlement.Welcome welcome(Set<TaskId> held, TaskReport... reports) {
        return Settlement.welcome(N1, held, List.of(reports), story.roster());
    }

    @Test
    void anAgentThatKnowsWhatIsWantedIsOnlyListenedTo() {
        story.runs(N1, "t1");
        var report = report("t1", TaskState.RUNNING, DesiredState.RUNNING);
        var welcome = welcome(Set.of(task("t1")), report);
        assertThat(welcome).isEqualTo(new Settlement.Welcome(List.of(), List.of(report), List.of()));
    }

    @Test
    void aTaskThatWentElsewhereIsDroppedHereAndItsReportIsNotTaken() {
        story.runs(N2, "t1");
        var welcome = welcome(Set.of(), report("t1", TaskState.RUNNING, DesiredState.RUNNING));
        assertThat(welcome.drop()).containsExactly(task("t1"));
        assertThat(welcome.take()).isEmpty();
    }

    @Test
    void aTaskNobodyKnowsIsDroppedUnlessTheNodeHoldsRoomForIt() {
        var report = report("ghost", TaskState.RUNNING, DesiredState.RUNNING);
        assertThat(welcome(Set.of(), report).drop()).containsExactly(task("ghost"));
        assertThat(welcome(Set.of(task("ghost")), report).take()).containsExactly(report);
    }

    @Test
    void aWishTheAgentHasMissedIsSaidAgain() {
        story.runs(N1, "t1").ends(DesiredState.SHUTDOWN, "t1");
        var welcome = welcome(Set.of(task("t1")), report("t1", TaskState.RUNNING, DesiredState.RUNNING));
        assertThat(welcome.repeat()).containsExactly(task("t1"));
        assertThat(welcome.take()).hasSize(1);
    }

    @Test
    void aTaskTheAgentHasNeverHeardOfIsSaidAgainButNotOneThatHasEnded() {
        story.runs(N1, "t1", "t2").observes(TaskState.FAILED, "t2");
        assertThat(welcome(Set.of(task("t1"))).repeat()).containsExactly(task("t1"));
    }

    @Test
    void roomIsGivenBackForTasksThatEndedWentElsewhereOrAreGone() {
        story.runs(N1, "t1", "t2").observes(TaskState.COMPLETE, "t2");
        var held = Set.of(task("t1"), task("t2"), task("gone"));
        var tenancy = Settlement.tenancy(N1, held, story.roster());
        assertThat(tenancy.release()).containsExactlyInAnyOrder(task("t2"), task("gone"));
        assertThat(tenancy.unconfirmed()).isEmpty();
        assertThat(Settlement.tenancy(N2, Set.of(task("t1")), story.roster()).release())
                .containsExactly(task("t1"));
    }

    @Test
    void aTaskThatDoesNotKnowItsPlaceYetIsStillToBeTold() {
        story.plans("t1").creates("t1").reserves(N1, "t1");
        var tenancy = Settlement.tenancy(N1, Set.of(task("t1")), story.roster());
        assertThat(tenancy.unconfirmed()).containsExactly(task("t1"));
        assertThat(tenancy.release()).isEmpty();
    }
}
