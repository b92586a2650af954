package dev.troupe.core.roster;

import static dev.troupe.core.roster.Chronicle.N1;
import static dev.troupe.core.roster.Chronicle.N2;
import static dev.troupe.core.roster.Chronicle.NOON;
import static dev.troupe.core.roster.Chronicle.PORT;
import static dev.troupe.core.roster.Chronicle.RESERVED;
import static dev.troupe.core.roster.Chronicle.WEB;
import static dev.troupe.core.roster.Chronicle.ofWeb;
import static dev.troupe.core.roster.Chronicle.spec;
import static dev.troupe.core.roster.Chronicle.task;
import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.core.feed.EntityKind;
import dev.troupe.core.feed.EntityRef;
import dev.troupe.core.id.NodeId;
import dev.troupe.core.node.NodeEvent;
import dev.troupe.core.node.NodeSpec;
import dev.troupe.core.node.NodeState;
import dev.troupe.core.node.Role;
import dev.troupe.core.placement.FloorNode;
import dev.troupe.core.placement.NodeLoad;
import dev.troupe.core.rule.Versions;
import dev.troupe.core.service.Reason;
import dev.troupe.core.service.ServiceEvent;
import dev.troupe.core.service.Sighting;
import dev.troupe.core.service.UpdateStatus;
import dev.troupe.core.task.DesiredState;
import dev.troupe.core.task.TaskEvent;
import dev.troupe.core.task.TaskState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

class RosterTest {

    private static List<String> ids(Iterable<TaskView> tasks) {
        return StreamSupport.stream(tasks.spliterator(), false)
                .map(task -> task.id().value())
                .toList();
    }

    private static NodeLoad load(Roster roster, NodeId node) {
        return roster.node(node).orElseThrow().load();
    }

    private static FloorNode floor(Roster roster, NodeId node, Instant now) {
        return roster.floor(now).stream()
                .filter(there -> there.facts().id().equals(node))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aTaskIsListedWhenItsServicePlansItAndWaitsForANodeOnceItExists() {
        var web = ofWeb(1).plans("t1");
        assertThat(web.shown("t1").status().state()).isEqualTo(TaskState.NEW);
        assertThat(web.shown("t1").status().message()).isEqualTo("created");
        assertThat(web.shown("t1").draft().name()).isEqualTo("Web.1.t1");
        assertThat(web.shown("t1").draft().serviceLabels()).isEqualTo(Map.of("tier", "front"));
        assertThat(web.roster().tasksAwaitingPlacement()).isEmpty(); // SC-1

        web.creates("t1");
        assertThat(web.shown("t1").status().state()).isEqualTo(TaskState.PENDING);
        assertThat(web.shown("t1").status().message()).isEqualTo("pending task scheduling");
        assertThat(ids(web.roster().tasksAwaitingPlacement())).containsExactly("t1");
    }

    @Test // SC-1
    void aTaskThatIsNotWantedAnyMoreWaitsForNoNode() {
        var web = ofWeb(2).plans("t1", "t2").creates("t1", "t2").ends(DesiredState.SHUTDOWN, "t1");
        assertThat(ids(web.roster().tasksAwaitingPlacement())).containsExactly("t2");
    }

    @Test
    void tasksWaitInTheOrderOfTheirPlanning() {
        var web = ofWeb(3).plans("c", "a", "b").creates("b").creates("a").creates("c");
        assertThat(ids(web.roster().tasksAwaitingPlacement())).containsExactly("c", "a", "b");
        assertThat(ids(web.roster().tasksOf(WEB))).containsExactly("c", "a", "b");
    }

    @Test
    void roomIsHeldFromTheReservationAndTheTaskIsThereFromItsAssignment() { // SC-7
        var web = ofWeb(1).plans("t1").creates("t1").reserves(N1, "t1");
        assertThat(web.roster().tasksAwaitingPlacement()).isEmpty();
        assertThat(web.roster().tasksOn(N1)).isEmpty();
        assertThat(load(web.roster(), N1).charged()).isEqualTo(RESERVED);
        assertThat(load(web.roster(), N1).ports()).containsExactly(PORT);

        web.assigns(N1, "t1");
        assertThat(web.shown("t1").status().state()).isEqualTo(TaskState.ASSIGNED);
        assertThat(web.shown("t1").status().message()).isEqualTo("scheduler assigned task to node");
        assertThat(ids(web.roster().tasksOn(N1))).containsExactly("t1");
        assertThat(load(web.roster(), N1).active()).isEqualTo(1);
        assertThat(load(web.roster(), N1).activeByService()).isEqualTo(Map.of(WEB, 1));
    }

    @Test // SC-5
    void aReservationGivenBackBeforeTheAssignmentPutsTheTaskBackInLine() {
        var web = ofWeb(2).plans("t1", "t2")
                .creates("t1", "t2")
                .reserves(N1, "t1", "t2")
                .assigns(N1, "t2");
        web.happens(N1, new NodeEvent.TasksReleased(List.of(task("t1"), task("t2"))));
        assertThat(ids(web.roster().tasksAwaitingPlacement())).containsExactly("t1");
        assertThat(ids(web.roster().tasksOn(N1))).containsExactly("t2"); // It is there, whatever the book says.
    }

    @Test
    void aTaskThatShutsDownHoldsItsRoomButCountsNoMore() { // SC-7, SC-8
        var web = ofWeb(1).runs(N1, "t1").ends(DesiredState.SHUTDOWN, "t1");
        assertThat(load(web.roster(), N1).charged()).isEqualTo(RESERVED);
        assertThat(load(web.roster(), N1).ports()).containsExactly(PORT);
        assertThat(load(web.roster(), N1).active()).isZero();
        assertThat(load(web.roster(), N1).activeByService()).isEmpty();

        web.observes(TaskState.SHUTDOWN, "t1");
        assertThat(load(web.roster(), N1)).isEqualTo(NodeLoad.EMPTY);
        assertThat(ids(web.roster().tasksOn(N1))).containsExactly("t1"); // History stays where it was.
    }

    @Test
    void whyNoNodeFitsIsToldWithTheTimeOfThatWord() { // SC-9
        var web = ofWeb(1).plans("t1").creates("t1").later(Duration.ofSeconds(3));
        web.happens(task("t1"), new TaskEvent.Explained("no suitable node"));
        assertThat(web.shown("t1").status().error()).isEqualTo("no suitable node");
        assertThat(web.shown("t1").status().message()).isEqualTo("pending task scheduling");
        assertThat(web.shown("t1").status().at()).isEqualTo(NOON.plusSeconds(3));
        assertThat(web.shown("t1").updatedAt()).isEqualTo(NOON.plusSeconds(3));

        web.assigns(N1, "t1");
        assertThat(web.shown("t1").status().error()).isEmpty();
    }

    @Test
    void whatTheServiceWantsShowsAtOnceAndIsNeverLowered() { // L-4
        var web = ofWeb(1).plans(DesiredState.READY, "t1").creates("t1");
        web.happens(WEB, new ServiceEvent.TasksReleased(List.of(task("t1"))));
        assertThat(web.shown("t1").desired()).isEqualTo(DesiredState.RUNNING);
        web.ends(DesiredState.SHUTDOWN, "t1").happens(task("t1"), new TaskEvent.DesireRaised(DesiredState.RUNNING));
        assertThat(web.shown("t1").desired()).isEqualTo(DesiredState.SHUTDOWN);
        web.happens(WEB, new ServiceEvent.TasksReleased(List.of(task("t1"))));
        assertThat(web.shown("t1").desired()).isEqualTo(DesiredState.SHUTDOWN);
    }

    @Test
    void runningTasksAreCountedWhateverIsWantedOfThem() { // T-2
        var web = ofWeb(3).runs(N1, "t1", "t2").ends(DesiredState.SHUTDOWN, "t1");
        assertThat(web.roster().running(WEB)).isEqualTo(2);
        web.observes(TaskState.SHUTDOWN, "t1");
        assertThat(web.roster().running(WEB)).isEqualTo(1);
        web.happens(task("t2"), new TaskEvent.Deleted());
        assertThat(web.roster().running(WEB)).isZero();
    }

    @Test
    void aRejectionByTheServiceShowsOnlyOnceTheTaskSaysSo() { // N-6
        var web = ofWeb(1).runs(N1, "t1");
        var before = web.shown("t1");
        web.happens(WEB, new ServiceEvent.TasksRejected(List.of(task("t1")), "task rejected", "no longer fits"));
        assertThat(web.shown("t1")).isEqualTo(before);
    }

    @Test
    void prunedHistoryIsOffTheListsAtOnceAndForgottenWhenItsServiceHasHeard() { // H-10
        var web = ofWeb(1).runs(N1, "t1").ends(DesiredState.SHUTDOWN, "t1").observes(TaskState.SHUTDOWN, "t1");
        web.happens(WEB, new ServiceEvent.TasksPruned(List.of(task("t1"))));
        assertThat(web.roster().tasks()).isEmpty();
        assertThat(web.roster().tasksOn(N1)).isEmpty();
        assertThat(web.roster().leaving()).isEqualTo(Map.of(task("t1"), WEB));

        web.happens(task("t1"), new TaskEvent.Deleted());
        web.happens(
                WEB,
                new ServiceEvent.TasksSighted(List.of(new Sighting(
                        task("t1"), DesiredState.REMOVE, TaskState.SHUTDOWN, Optional.of(N1), NOON, true))));
        assertThat(web.roster().leaving()).isEmpty();
        assertThat(web.roster().sequenceOf(new EntityRef(EntityKind.TASK, "t1")))
                .isZero();
    }

    @Test
    void aRemovedServiceTakesItsHistoryWithItAndLeavesWhatStillRuns() { // OM-7, R-15, R-16
        var web = ofWeb(2).runs(N1, "t1", "t2").observes(TaskState.FAILED, "t1");
        web.happens(WEB, new ServiceEvent.Removed(List.of(task("t2"))));
        assertThat(web.roster().service(WEB)).isEmpty();
        assertThat(web.roster().serviceNamed("web")).isEmpty();
        assertThat(ids(web.roster().tasks())).containsExactly("t2");
        assertThat(web.shown("t2").desired()).isEqualTo(DesiredState.REMOVE);

        web.observes(TaskState.SHUTDOWN, "t2").happens(task("t2"), new TaskEvent.Deleted());
        assertThat(web.roster().tasks()).isEmpty();
        assertThat(load(web.roster(), N1)).isEqualTo(NodeLoad.EMPTY);
    }

    @Test
    void aServiceIsFoundByItsNameWhateverTheCase() { // OM-15
        assertThat(ofWeb(1).roster().serviceNamed("wEB").map(ServiceView::id)).contains(WEB);
        assertThat(ofWeb(1).roster().serviceNamed("we")).isEmpty();
    }

    @Test // OM-6, U-34
    void aServiceShowsItsSpecTheOneBeforeAndHowItsUpdateGoes() {
        var web = ofWeb(1).later(Duration.ofSeconds(1));
        var created = web.roster().service(WEB).orElseThrow();
        assertThat(created.version()).isEqualTo(Versions.next(0, NOON));

        var old = new ServiceEvent.Previous(created.spec(), 0);
        web.happens(WEB, new ServiceEvent.SpecChanged(spec("alpine:4", 1), 7, Optional.of(old), Optional.empty()));
        var changed = web.roster().service(WEB).orElseThrow();
        assertThat(changed.previousSpec()).contains(created.spec());
        assertThat(changed.specVersion()).isEqualTo(7);
        assertThat(changed.version()).isGreaterThan(created.version());
        assertThat(changed.createdAt()).isEqualTo(NOON);
        assertThat(changed.updatedAt()).isEqualTo(NOON.plusSeconds(1));

        var status = new UpdateStatus(UpdateStatus.State.UPDATING, web.now(), Optional.empty(), "update in progress");
        web.happens(WEB, new ServiceEvent.RolloutStarted(List.of(1), false, Optional.of(status)));
        var updating = web.roster().service(WEB).orElseThrow();
        assertThat(updating.updateStatus()).contains(status);
        assertThat(updating.version()).isGreaterThan(changed.version());
    }

    @Test
    void whatAServiceKeepsToItselfLeavesItsVersionAlone() {
        var web = ofWeb(1).runs(N1, "t1");
        var before = web.roster().service(WEB).orElseThrow();
        web.sights("t1")
                .ends(DesiredState.SHUTDOWN, "t1")
                .happens(WEB, new ServiceEvent.RolloutStarted(List.of(1), false, Optional.empty()))
                .happens(WEB, new ServiceEvent.SlotsTaken(List.of(1), List.of(Optional.empty())))
                .happens(WEB, new ServiceEvent.SlotsDone(List.of(1), NOON))
                .happens(WEB, new ServiceEvent.HistoryLimited(3));
        assertThat(web.roster().service(WEB)).contains(before);
    }

    @Test // OM-5
    void everyFactAboutATaskRaisesItsVersion() {
        var web = ofWeb(1).plans("t1");
        var versions = new ArrayList<Long>();
        versions.add(web.shown("t1").version());
        versions.add(web.creates("t1").shown("t1").version());
        versions.add(web.reserves(N1, "t1").shown("t1").version());
        versions.add(web.assigns(N1, "t1").shown("t1").version());
        versions.add(web.observes(TaskState.RUNNING, "t1").shown("t1").version());
        versions.add(web.ends(DesiredState.SHUTDOWN, "t1").shown("t1").version());
        assertThat(versions).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void aNodeIsUnknownThenReadyThenDown() { // CL-7, D-2, D-6
        var story = ofWeb(1);
        var ready = story.roster().node(N1).orElseThrow();
        assertThat(ready.facts().state()).isEqualTo(NodeState.READY);
        assertThat(ready.facts().address()).isEqualTo("10.0.0.1");
        story.happens(N1, new NodeEvent.WentDown("heartbeat failure"));
        var down = story.roster().node(N1).orElseThrow();
        assertThat(down.facts().state()).isEqualTo(NodeState.DOWN);
        assertThat(down.facts().message()).isEqualTo("heartbeat failure");
        assertThat(down.version()).isGreaterThan(ready.version());
    }

    @Test
    void whatANodeCarriesIsNoChangeOfTheNodeItself() {
        var before = ofWeb(1).roster().node(N1).orElseThrow();
        var after = ofWeb(1).runs(N1, "t1").roster().node(N1).orElseThrow();
        assertThat(after.version()).isEqualTo(before.version());
        assertThat(after.load()).isNotEqualTo(before.load());
    }

    @Test
    void failuresAreRememberedForFiveMinutesByNodeAndRevision() { // SC-22
        var web = ofWeb(2).runs(N1, "t1", "t2").observes(TaskState.FAILED, "t1");
        web.later(Duration.ofMinutes(3)).observes(TaskState.REJECTED, "t2");
        assertThat(floor(web.roster(), N1, web.now()).failures().of(WEB, 0)).isEqualTo(2);
        assertThat(floor(web.roster(), N1, web.now()).failures().of(WEB, 1)).isZero();
        assertThat(floor(web.roster(), N2, web.now()).failures().of(WEB, 0)).isZero();

        web.later(Duration.ofMinutes(3));
        assertThat(floor(web.roster(), N1, web.now()).failures().of(WEB, 0)).isEqualTo(1);
    }

    @Test
    void aSecondReportOfTheSameFailureIsNoSecondFailure() { // SC-22
        var web = ofWeb(1).runs(N1, "t1").observes(TaskState.FAILED, "t1").observes(TaskState.FAILED, "t1");
        assertThat(floor(web.roster(), N1, web.now()).failures().of(WEB, 0)).isEqualTo(1);
    }

    @Test
    void factsAlreadySeenChangeNothing() {
        var story = ofWeb(1);
        var entity = new EntityRef(EntityKind.NODE, N1.value());
        var lost = story.next(entity, new NodeEvent.WentDown("heartbeat failure"));
        var once = story.roster().with(lost);
        assertThat(once.with(lost)).isSameAs(once);
        assertThat(once.offset()).isEqualTo(lost.offset());
        assertThat(once.sequenceOf(entity)).isEqualTo(lost.sequence());
        assertThat(story.roster().node(N1).orElseThrow().facts().state()).isEqualTo(NodeState.READY);
    }

    @Test
    void factsOfATaskOnNoListAreNobodysBusiness() {
        var web = ofWeb(1).plans("t1").creates("t1");
        web.happens(WEB, new ServiceEvent.TasksPruned(List.of(task("t1"))));
        web.happens(task("t1"), new TaskEvent.Assigned(N1)).observes(TaskState.RUNNING, "t1");
        assertThat(web.roster().tasks()).isEmpty();
        assertThat(load(web.roster(), N1)).isEqualTo(NodeLoad.EMPTY);
    }

    @Test
    void aDeletedTaskIsGoneFromEveryIndex() {
        var web = ofWeb(1).runs(N1, "t1")
                .happens(WEB, new ServiceEvent.TasksEnded(List.of(task("t1")), DesiredState.REMOVE, Reason.SCALED));
        web.happens(task("t1"), new TaskEvent.Deleted());
        assertThat(web.roster().task(task("t1"))).isEmpty();
        assertThat(web.roster().tasksOf(WEB)).isEmpty();
        assertThat(web.roster().tasksOn(N1)).isEmpty();
        assertThat(load(web.roster(), N1)).isEqualTo(NodeLoad.EMPTY);
    }

    @Test
    void whatWasToComeToARemovedNodeWaitsForAnother() { // N-12
        var story = Chronicle.ofWeb(1).plans("t1").creates("t1").reserves(N1, "t1");
        assertThat(story.roster().tasksAwaitingPlacement()).isEmpty();
        story.happens(N1, new NodeEvent.Removed());
        assertThat(story.roster().tasksAwaitingPlacement()).containsExactly(story.shown("t1"));
        assertThat(story.shown("t1").reservedOn()).isEmpty();
    }

    @Test
    void theRoleOfANodeFollowsItsSpec() { // N-14, OM-36: at once, in one process
        var story = Chronicle.ofWeb(1);
        story.happens(N1, new NodeEvent.SpecChanged(NodeSpec.active(Role.MANAGER)));
        assertThat(story.roster().node(N1).orElseThrow().facts().role()).isEqualTo(Role.MANAGER);
    }

    @Test
    void aTaskKeepsTheSpecThatHeldWhenItWasPlanned() { // OM-38
        var story = Chronicle.ofWeb(2).plans("t1");
        story.happens(
                WEB,
                new ServiceEvent.SpecChanged(Chronicle.spec("alpine:4", 2), 7, Optional.empty(), Optional.empty()));
        story.plans("t2");
        assertThat(story.shown("t1").draft().spec().container().image()).isEqualTo("alpine:3");
        assertThat(story.shown("t2").draft().spec().container().image()).isEqualTo("alpine:4");
        assertThat(story.shown("t2").draft().specVersion()).isEqualTo(7);
    }

    @Test
    void tasksOfALostNodeCountAsRunningUnlessTheyAreLeftOut() { // T-2
        var story = Chronicle.ofWeb(3).runs(N1, "t1", "t2").runs(N2, "t3").ends(DesiredState.SHUTDOWN, "t2");
        assertThat(Counting.NODES_NOT_DOWN.of(story.roster()).applyAsInt(WEB)).isEqualTo(3);

        story.happens(N1, new NodeEvent.WentDown("heartbeat failure"));

        assertThat(Counting.ALL.of(story.roster()).applyAsInt(WEB)).isEqualTo(3);
        assertThat(Counting.NODES_NOT_DOWN.of(story.roster()).applyAsInt(WEB)).isEqualTo(1);
    }
}
