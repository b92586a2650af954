package dev.troupe.core.history;

import static dev.troupe.core.history.Facts.TASK;
import static dev.troupe.core.history.Facts.TWO;
import static dev.troupe.core.history.Facts.WEB;
import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.core.feed.EntityKind;
import dev.troupe.core.feed.Recorded;
import dev.troupe.core.id.NodeId;
import dev.troupe.core.id.ServiceId;
import dev.troupe.core.id.TaskId;
import dev.troupe.core.name.NameEvent;
import dev.troupe.core.node.NodeEvent;
import dev.troupe.core.node.Reservation;
import dev.troupe.core.service.Plan;
import dev.troupe.core.service.Reason;
import dev.troupe.core.service.ServiceEvent;
import dev.troupe.core.service.Sighting;
import dev.troupe.core.spec.Resources;
import dev.troupe.core.swarm.SwarmEvent;
import dev.troupe.core.task.DesiredState;
import dev.troupe.core.task.TaskEvent;
import dev.troupe.core.task.TaskState;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SubjectsTest {

    private static final Map<ServiceId, String> SERVICE = Map.of(WEB, "web");
    private static final Map<TaskId, String> THE_TASK = Map.of(TASK, "web.3");
    private static final Map<NodeId, String> NODE = Map.of(TWO, "two");

    private final Facts facts = new Facts();
    private final Learned learned = new Learned();

    @BeforeEach
    void learn() {
        learned.learn(facts.serviceCreated());
        learned.learn(facts.taskCreated());
        learned.learn(facts.assigned());
        learned.learn(facts.nodeJoined());
    }

    private Subjects of(Recorded recorded) {
        return Subjects.of(recorded, learned);
    }

    @Test
    void aTasksFactsAreAboutItsServiceItsStackAndFromItsAssignmentOnItsNode() {
        assertThat(of(facts.taskCreated())).isEqualTo(new Subjects(SERVICE, THE_TASK, Map.of(), Set.of("shop")));
        assertThat(of(facts.of(new TaskEvent.Explained("no suitable node"))).nodes())
                .isEmpty();
        assertThat(of(facts.assigned())).isEqualTo(all());
        assertThat(of(facts.observed(TaskState.RUNNING, ""))).isEqualTo(all());
        assertThat(of(facts.of(new TaskEvent.Deleted()))).isEqualTo(all());
    }

    private static Subjects all() {
        return new Subjects(SERVICE, THE_TASK, NODE, Set.of("shop"));
    }

    @Test
    void aServicesFactsAreAboutTheTasksAndNodesTheyName() {
        var plan = new Plan(TASK, 3, DesiredState.RUNNING, Optional.empty());
        assertThat(of(facts.of(new ServiceEvent.TasksPlanned(List.of(plan), 1, Reason.CREATED))))
                .isEqualTo(new Subjects(SERVICE, THE_TASK, Map.of(), Set.of("shop")));
        var sighting = new Sighting(TASK, DesiredState.RUNNING, TaskState.RUNNING, Optional.of(TWO), Facts.NOON, false);
        assertThat(of(facts.of(new ServiceEvent.TasksSighted(List.of(sighting)))))
                .isEqualTo(all());
    }

    @Test
    void aNodesFactsAreAboutTheTasksWhoseRoomItHoldsOrFreesAndTheirServices() {
        var room = new Reservation(TASK, WEB, Resources.NONE, List.of());
        assertThat(of(facts.of(new NodeEvent.TasksReserved(List.of(room), List.of()))))
                .isEqualTo(all());
        assertThat(of(facts.of(new NodeEvent.TasksReleased(List.of(TASK))))).isEqualTo(all());
        assertThat(of(facts.of(new NodeEvent.WentDown("heartbeat failure"))))
                .isEqualTo(new Subjects(Map.of(), Map.of(), NODE, Set.of()));
    }

    @Test
    void aClaimedNameIsAboutItsServiceAndTheSwarmAboutNoOneThing() {
        var claimed = facts.recorded(EntityKind.NAMES, "services", new NameEvent.Claimed("web", WEB));
        assertThat(of(claimed).services()).isEqualTo(SERVICE);
        assertThat(Subjects.of(claimed, new Learned()).services())
                .as("the name is taken before there is a service of that name")
                .isEqualTo(SERVICE);
        var dissolved = facts.recorded(EntityKind.SWARM, "swarm", new SwarmEvent.Dissolved());
        assertThat(of(dissolved)).isEqualTo(new Subjects(Map.of(), Map.of(), Map.of(), Set.of()));
    }
}
