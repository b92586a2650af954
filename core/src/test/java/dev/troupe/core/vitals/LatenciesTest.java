package dev.troupe.core.vitals;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.core.feed.EntityKind;
import dev.troupe.core.feed.EntityRef;
import dev.troupe.core.feed.Recorded;
import dev.troupe.core.id.NodeId;
import dev.troupe.core.id.ServiceId;
import dev.troupe.core.id.TaskId;
import dev.troupe.core.node.NodeDescription;
import dev.troupe.core.node.NodeEvent;
import dev.troupe.core.node.Standing;
import dev.troupe.core.roster.Roster;
import dev.troupe.core.rule.Cause;
import dev.troupe.core.rule.Event;
import dev.troupe.core.rule.Fact;
import dev.troupe.core.service.Plan;
import dev.troupe.core.service.Reason;
import dev.troupe.core.service.ServiceEvent;
import dev.troupe.core.spec.ContainerSpec;
import dev.troupe.core.spec.Document;
import dev.troupe.core.spec.EndpointSpec;
import dev.troupe.core.spec.Placement;
import dev.troupe.core.spec.Platform;
import dev.troupe.core.spec.Resources;
import dev.troupe.core.spec.RestartPolicy;
import dev.troupe.core.spec.TaskSpec;
import dev.troupe.core.task.DesiredState;
import dev.troupe.core.task.TaskDraft;
import dev.troupe.core.task.TaskEvent;
import dev.troupe.core.task.TaskState;
import dev.troupe.core.task.TaskStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LatenciesTest {

    private static final ServiceId WEB = new ServiceId("web");
    private static final NodeId N1 = new NodeId("n1");
    private static final NodeId N2 = new NodeId("n2");

    private final List<String> told = new ArrayList<>();
    private final Latencies latencies =
            Latencies.from(Roster.empty(), (span, took) -> told.add(span + " " + took.toMillis()));
    private Instant now = Instant.parse("2026-01-01T12:00:00Z");
    private long offset;

    @Test
    void aTaskIsTimedFromCreationToNodeAndFromNodeToRunning() {
        created("a", 1, DesiredState.RUNNING);
        later(30);
        happens("a", new TaskEvent.Assigned(N1));
        later(500);
        observed("a", TaskState.PREPARING);
        later(700);
        observed("a", TaskState.RUNNING);

        assertThat(told).containsExactly("SCHEDULING 30", "CREATED_TO_RUNNING 1230", "START 1200");
        assertThat(latencies.size()).isZero();
    }

    @Test
    void whatATaskWaitsForAtItsServicesWishIsNoPartOfItsStart() {
        created("a", 1, DesiredState.READY);
        happens("a", new TaskEvent.Assigned(N1));
        later(5_000);
        happens("a", new TaskEvent.DesireRaised(DesiredState.RUNNING));
        later(400);
        observed("a", TaskState.RUNNING);

        assertThat(told).containsExactly("SCHEDULING 0", "CREATED_TO_RUNNING 5400", "START 400");
    }

    @Test
    void aTaskThatNeverRunsHasNoStartAndIsForgotten() {
        created("a", 1, DesiredState.RUNNING);
        happens("a", new TaskEvent.Assigned(N1));
        observed("a", TaskState.FAILED);
        created("b", 1, DesiredState.RUNNING);
        happens("b", new TaskEvent.Deleted());

        assertThat(told).containsExactly("SCHEDULING 0");
        assertThat(latencies.size()).isZero();
    }

    @Test
    void aFailoverLastsUntilTheSlotRunsAgainEvenWhenItsFirstReplacementFails() {
        down(N1);
        later(100);
        loses(N1, 1, 2);
        created("a2", 1, DesiredState.RUNNING);
        created("b2", 2, DesiredState.RUNNING);
        later(900);
        observed("a2", TaskState.RUNNING);
        observed("b2", TaskState.FAILED);
        created("b3", 2, DesiredState.RUNNING);
        later(2_000);
        observed("b3", TaskState.RUNNING);

        assertThat(failovers()).containsExactly("FAILOVER 1000", "FAILOVER 3000");
    }

    @Test
    void aReplacementLostWithItsNodeCountsFromTheFirstLoss() {
        down(N1);
        loses(N1, 1);
        created("a2", 1, DesiredState.RUNNING);
        later(1_000);
        down(N2);
        loses(N2, 1);
        created("a3", 1, DesiredState.RUNNING);
        later(1_000);
        observed("a3", TaskState.RUNNING);

        assertThat(failovers()).containsExactly("FAILOVER 2000");
    }

    @Test
    void aDrainAndARestartAreNoFailovers() {
        happens(WEB, new ServiceEvent.NodeNoted(N1, Standing.DRAINED, 1, Optional.empty()));
        planned(Reason.RELOCATED, 1);
        created("a2", 1, DesiredState.RUNNING);
        observed("a2", TaskState.RUNNING);
        planned(Reason.RESTARTED, 2);
        created("b2", 2, DesiredState.RUNNING);
        observed("b2", TaskState.RUNNING);

        assertThat(failovers()).isEmpty();
    }

    @Test
    void nothingIsRememberedOfSlotsAndServicesThatAreGone() {
        down(N1);
        loses(N1, 1, 2, 3);
        created("c2", 3, DesiredState.RUNNING);
        happens(
                WEB,
                new ServiceEvent.TasksEnded(List.of(new TaskId("c2")), DesiredState.REMOVE, Reason.SCALED));
        happens("c2", new TaskEvent.Deleted());
        happens(WEB, new ServiceEvent.Removed(List.of()));
        happens(N1, new NodeEvent.Removed());

        assertThat(latencies.size()).isZero();
    }

    @Test
    void aClockThatIsSetBackGivesNoTimeRatherThanLessThanNone() {
        created("a", 1, DesiredState.RUNNING);
        happens("a", new TaskEvent.Assigned(N1));
        now = now.minusSeconds(3);
        observed("a", TaskState.RUNNING);

        assertThat(told).containsExactly("SCHEDULING 0", "CREATED_TO_RUNNING 0", "START 0");
    }

    private List<String> failovers() {
        return told.stream().filter(one -> one.startsWith("FAILOVER")).toList();
    }

    private void later(long millis) {
        now = now.plus(Duration.ofMillis(millis));
    }

    private void down(NodeId node) {
        happens(node, new NodeEvent.Registered(description(), ""));
        happens(node, new NodeEvent.WentDown("heartbeat failure"));
    }

    /** The service hears of the loss and plans replacements for these slots, in one breath. */
    private void loses(NodeId node, Integer... slots) {
        happens(WEB, new ServiceEvent.NodeNoted(node, Standing.DOWN, 1, Optional.empty()));
        planned(Reason.RELOCATED, slots);
    }

    private void planned(Reason reason, Integer... slots) {
        var plans = Arrays.stream(slots)
                .map(slot -> new Plan(new TaskId("of" + slot), slot, DesiredState.RUNNING, Optional.empty()))
                .toList();
        happens(WEB, new ServiceEvent.TasksPlanned(plans, 0, reason));
    }

    private void created(String task, int slot, DesiredState desired) {
        var spec = new TaskSpec(
                ContainerSpec.of("web:1"),
                Resources.NONE,
                Resources.NONE,
                RestartPolicy.DEFAULT,
                Placement.ANYWHERE,
                Optional.empty(),
                0,
                "",
                Document.EMPTY);
        var endpoint = new EndpointSpec("vip", List.of());
        happens(
                task,
                new TaskEvent.Created(
                        new TaskDraft(new TaskId(task), WEB, "web", Map.of(), slot, 0, spec, endpoint, desired)));
    }

    private static NodeDescription description() {
        return new NodeDescription("host", new Platform("linux", "x86_64"), Resources.NONE, "", Map.of(), List.of());
    }

    private void observed(String task, TaskState state) {
        happens(task, new TaskEvent.Observed(TaskStatus.of(state, state.word(), now)));
    }

    private void happens(String task, TaskEvent event) {
        happens(new EntityRef(EntityKind.TASK, task), event);
    }

    private void happens(ServiceId service, ServiceEvent event) {
        happens(new EntityRef(EntityKind.SERVICE, service.value()), event);
    }

    private void happens(NodeId node, NodeEvent event) {
        happens(new EntityRef(EntityKind.NODE, node.value()), event);
    }

    private <E extends Event> void happens(EntityRef entity, E event) {
        latencies.see(new Recorded(++offset, entity, offset, new Fact<>(event, now, Cause.outside("test", "test"))));
    }
}
