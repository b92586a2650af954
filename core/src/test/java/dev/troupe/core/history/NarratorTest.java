package dev.troupe.core.history;

import static dev.troupe.core.history.Facts.TASK;
import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.core.id.TaskId;
import dev.troupe.core.node.Availability;
import dev.troupe.core.node.NodeEvent;
import dev.troupe.core.node.NodeSpec;
import dev.troupe.core.node.Role;
import dev.troupe.core.roster.Roster;
import dev.troupe.core.rule.Cause;
import dev.troupe.core.service.Hold;
import dev.troupe.core.service.Plan;
import dev.troupe.core.service.Reason;
import dev.troupe.core.service.ServiceEvent;
import dev.troupe.core.service.UpdateStatus;
import dev.troupe.core.service.UpdateStatus.State;
import dev.troupe.core.task.DesiredState;
import dev.troupe.core.task.TaskState;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NarratorTest {

    private final Facts facts = new Facts();
    private final Learned learned = new Learned();
    private final Narrator narrator = new Narrator(learned, when -> "noon");

    @Test
    void thingsAreCalledByTheNamesPeopleKnow() {
        learned.learn(facts.serviceCreated());
        learned.learn(facts.taskCreated());
        learned.learn(facts.nodeJoined());
        assertThat(narrator.tell(facts.assigned())).isEqualTo("task web.3/ok3d is assigned to node two");
        assertThat(narrator.tell(facts.observed(TaskState.FAILED, "task: non-zero exit (1)")))
                .isEqualTo("task web.3/ok3d is observed failed (task: non-zero exit (1))");
        assertThat(narrator.tell(facts.of(new NodeEvent.WentDown("heartbeat failure"))))
                .isEqualTo("node two goes down: heartbeat failure");
        assertThat(narrator.tell(facts.of(
                        new NodeEvent.SpecChanged(new NodeSpec("", Map.of(), Role.WORKER, Availability.DRAIN)))))
                .isEqualTo("node two is to be drained");
    }

    @Test
    void aStoryThatBeginsInTheMiddleTakesTheNamesFromTheRoster() {
        var roster = Roster.empty()
                .with(facts.nodeJoined())
                .with(facts.serviceCreated())
                .with(facts.of(new ServiceEvent.TasksPlanned(
                        List.of(new Plan(TASK, 3, DesiredState.RUNNING, Optional.empty())), 1, Reason.CREATED)))
                .with(facts.taskCreated());
        assertThat(new Narrator(Directory.of(roster), when -> "").tell(facts.assigned()))
                .isEqualTo("task web.3/ok3d is assigned to node two");
    }

    @Test
    void whoeverIsNotKnownIsCalledByTheBeginningOfItsId() {
        assertThat(narrator.tell(facts.assigned())).isEqualTo("task ok3d is assigned to node two0");
    }

    @Test
    void firstFactsNameThemselves() {
        assertThat(narrator.tell(facts.serviceCreated())).isEqualTo("service web is created: 3 x nginx:1");
        assertThat(narrator.tell(facts.nodeJoined())).isEqualTo("node two joins");
    }

    @Test
    void ofANodeAllThatIsWantedOfItIsTold() {
        learned.learn(facts.nodeJoined());
        assertThat(set(Availability.DRAIN, Map.of())).isEqualTo("node two is to be drained");
        assertThat(set(Availability.ACTIVE, Map.of("zone", "a")))
                .isEqualTo("node two is to be active, with label zone=a");
        assertThat(set(Availability.PAUSE, Map.of("zone", "a", "disk", "ssd")))
                .isEqualTo("node two is to be paused, with labels disk=ssd, zone=a");
    }

    private String set(Availability availability, Map<String, String> labels) {
        return narrator.tell(facts.of(new NodeEvent.SpecChanged(new NodeSpec("", labels, Role.WORKER, availability))));
    }

    @Test
    void whoeverCausedItIsCalledByNameToo() {
        learned.learn(facts.serviceCreated());
        assertThat(narrator.who(Cause.outside("service " + Facts.WEB, "c"))).isEqualTo("service web");
        assertThat(narrator.who(Cause.outside("client docker service update", "c")))
                .isEqualTo("client docker service update");
        assertThat(narrator.who(Cause.outside("scheduler", "c"))).isEqualTo("scheduler");
    }

    @Test
    void peopleHearOfWhatWasAskedDecidedAndCameOfItAndNotOfTheStepsBetween() {
        assertThat(Notable.is(facts.serviceCreated().fact().event())).isTrue();
        assertThat(Notable.is(facts.assigned().fact().event())).isTrue();
        assertThat(Notable.is(facts.observed(TaskState.PREPARING, "").fact().event()))
                .isFalse();
        assertThat(Notable.is(facts.observed(TaskState.RUNNING, "").fact().event()))
                .isTrue();
        assertThat(Notable.is(facts.observed(TaskState.FAILED, "exit 1").fact().event()))
                .isTrue();
        assertThat(Notable.is(new ServiceEvent.TasksSighted(List.of()))).isFalse();
    }

    @Test
    void aPlanSaysWhatItWaitsFor() {
        learned.learn(facts.serviceCreated());
        learned.learn(facts.taskCreated());
        assertThat(planned(new Hold(Facts.NOON.plusSeconds(5), Optional.of(TASK), Facts.NOON)))
                .isEqualTo("service web plans web.3/n3wt ready (held until noon and the end of web.3/ok3d): restarted");
        assertThat(planned(new Hold(Facts.NOON, Optional.of(TASK), Facts.NOON)))
                .isEqualTo("service web plans web.3/n3wt ready (held until the end of web.3/ok3d): restarted");
        assertThat(planned(new Hold(Facts.NOON, Optional.empty(), Facts.NOON)))
                .isEqualTo("service web plans web.3/n3wt ready: restarted");
    }

    private String planned(Hold hold) {
        var plan = new Plan(new TaskId("n3wtask"), 3, DesiredState.READY, Optional.of(hold));
        return narrator.tell(facts.of(new ServiceEvent.TasksPlanned(List.of(plan), 1, Reason.RESTARTED)));
    }

    @Test
    void itIsTheUpdateThatEndsOrStandsAndNotTheService() {
        learned.learn(facts.serviceCreated());
        learned.learn(facts.taskCreated());
        assertThat(narrator.tell(facts.of(new ServiceEvent.RolloutFinished(
                        new UpdateStatus(State.COMPLETED, Facts.NOON, Optional.of(Facts.NOON), "update completed")))))
                .isEqualTo("service web: update completed");
        assertThat(narrator.tell(facts.of(new ServiceEvent.RolloutPaused(new UpdateStatus(
                        State.PAUSED,
                        Facts.NOON,
                        Optional.empty(),
                        "update paused due to failure or early termination of task ok3dtask")))))
                .isEqualTo("service web: update paused due to failure or early termination of task web.3/ok3d");
    }

    @Test
    void ofADigestTheBeginningIsTold() {
        var digest = "442e6b78c878f0c2e04854fe7c5638758b01d4111f47789ed5acee16f1654968";
        assertThat(narrator.tell(facts.serviceCreated("nginx:2@sha256:" + digest)))
                .isEqualTo("service web is created: 3 x nginx:2@sha256:442e6b78");
    }

    @Test
    void aSentenceStaysShortHoweverManyTasksItIsAbout() {
        learned.learn(facts.serviceCreated());
        var plans = IntStream.rangeClosed(1, 1000)
                .mapToObj(slot -> new Plan(new TaskId("task" + slot), slot, DesiredState.RUNNING, Optional.empty()))
                .toList();
        assertThat(narrator.tell(facts.of(new ServiceEvent.TasksPlanned(plans, 1, Reason.CREATED))))
                .startsWith("service web plans web.1/task running, ")
                .endsWith(" and 988 more: created");
    }
}
