package dev.troupe.core.vitals;

import static dev.troupe.core.vitals.Facts.N1;
import static dev.troupe.core.vitals.Facts.N2;
import static dev.troupe.core.vitals.Facts.WEB;
import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.core.id.TaskId;
import dev.troupe.core.node.NodeEvent;
import dev.troupe.core.node.Standing;
import dev.troupe.core.roster.Roster;
import dev.troupe.core.service.Reason;
import dev.troupe.core.service.ServiceEvent;
import dev.troupe.core.task.DesiredState;
import dev.troupe.core.task.TaskEvent;
import dev.troupe.core.task.TaskState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LatenciesTest {

    private final List<String> told = new ArrayList<>();
    private final Latencies latencies =
            Latencies.from(Roster.empty(), (span, took) -> told.add(span + " " + took.toMillis()));
    private final Facts facts = new Facts(latencies::see);

    @Test
    void aTaskIsTimedFromCreationToNodeAndFromNodeToRunning() {
        facts.created("a", 1, DesiredState.RUNNING);
        facts.later(30);
        facts.happens("a", new TaskEvent.Assigned(N1));
        facts.later(500);
        facts.observed("a", TaskState.PREPARING);
        facts.later(700);
        facts.observed("a", TaskState.RUNNING);

        assertThat(told).containsExactly("SCHEDULING 30", "CREATED_TO_RUNNING 1230", "START 1200");
        assertThat(latencies.size()).isZero();
    }

    @Test
    void whatATaskWaitsForAtItsServicesWishIsNoPartOfItsStart() {
        facts.created("a", 1, DesiredState.READY);
        facts.happens("a", new TaskEvent.Assigned(N1));
        facts.later(5_000);
        facts.happens("a", new TaskEvent.DesireRaised(DesiredState.RUNNING));
        facts.later(400);
        facts.observed("a", TaskState.RUNNING);

        assertThat(told).containsExactly("SCHEDULING 0", "CREATED_TO_RUNNING 5400", "START 400");
    }

    @Test
    void aTaskThatNeverRunsHasNoStartAndIsForgotten() {
        facts.created("a", 1, DesiredState.RUNNING);
        facts.happens("a", new TaskEvent.Assigned(N1));
        facts.observed("a", TaskState.FAILED);
        facts.created("b", 1, DesiredState.RUNNING);
        facts.happens("b", new TaskEvent.Deleted());

        assertThat(told).containsExactly("SCHEDULING 0");
        assertThat(latencies.size()).isZero();
    }

    @Test
    void aFailoverLastsUntilTheSlotRunsAgainEvenWhenItsFirstReplacementFails() {
        facts.down(N1);
        facts.later(100);
        facts.loses(N1, 1, 2);
        facts.created("a2", 1, DesiredState.RUNNING);
        facts.created("b2", 2, DesiredState.RUNNING);
        facts.later(900);
        facts.observed("a2", TaskState.RUNNING);
        facts.observed("b2", TaskState.FAILED);
        facts.created("b3", 2, DesiredState.RUNNING);
        facts.later(2_000);
        facts.observed("b3", TaskState.RUNNING);

        assertThat(failovers()).containsExactly("FAILOVER 1000", "FAILOVER 3000");
    }

    @Test
    void aReplacementLostWithItsNodeCountsFromTheFirstLoss() {
        facts.down(N1);
        facts.loses(N1, 1);
        facts.created("a2", 1, DesiredState.RUNNING);
        facts.later(1_000);
        facts.down(N2);
        facts.loses(N2, 1);
        facts.created("a3", 1, DesiredState.RUNNING);
        facts.later(1_000);
        facts.observed("a3", TaskState.RUNNING);

        assertThat(failovers()).containsExactly("FAILOVER 2000");
    }

    @Test
    void aDrainAndARestartAreNoFailovers() {
        facts.happens(WEB, new ServiceEvent.NodeNoted(N1, Standing.DRAINED, 1, Optional.empty()));
        facts.planned(Reason.RELOCATED, 1);
        facts.created("a2", 1, DesiredState.RUNNING);
        facts.observed("a2", TaskState.RUNNING);
        facts.planned(Reason.RESTARTED, 2);
        facts.created("b2", 2, DesiredState.RUNNING);
        facts.observed("b2", TaskState.RUNNING);

        assertThat(failovers()).isEmpty();
    }

    @Test
    void nothingIsRememberedOfSlotsAndServicesThatAreGone() {
        facts.down(N1);
        facts.loses(N1, 1, 2, 3);
        facts.created("c2", 3, DesiredState.RUNNING);
        facts.happens(WEB, new ServiceEvent.TasksEnded(List.of(new TaskId("c2")), DesiredState.REMOVE, Reason.SCALED));
        facts.happens("c2", new TaskEvent.Deleted());
        facts.happens(WEB, new ServiceEvent.Removed(List.of()));
        facts.happens(N1, new NodeEvent.Removed());

        assertThat(latencies.size()).isZero();
    }

    @Test
    void aClockThatIsSetBackGivesNoTimeRatherThanLessThanNone() {
        facts.created("a", 1, DesiredState.RUNNING);
        facts.happens("a", new TaskEvent.Assigned(N1));
        facts.now = facts.now.minusSeconds(3);
        facts.observed("a", TaskState.RUNNING);

        assertThat(told).containsExactly("SCHEDULING 0", "CREATED_TO_RUNNING 0", "START 0");
    }

    private List<String> failovers() {
        return told.stream().filter(one -> one.startsWith("FAILOVER")).toList();
    }
}
