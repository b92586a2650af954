package dev.troupe.core.placement;

import static dev.troupe.core.placement.Groups.DB;
import static dev.troupe.core.placement.Groups.WEB;
import static dev.troupe.core.placement.Groups.task;
import static dev.troupe.core.placement.Groups.tasks;
import static dev.troupe.core.placement.Nodes.CPU;
import static dev.troupe.core.placement.Nodes.GIB;
import static dev.troupe.core.placement.Nodes.node;
import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import dev.troupe.core.id.NodeId;
import dev.troupe.core.id.TaskId;
import dev.troupe.core.node.Availability;
import dev.troupe.core.node.Choice;
import dev.troupe.core.node.HostPort;
import dev.troupe.core.node.NodeDescription.Plugin;
import dev.troupe.core.node.NodeState;
import dev.troupe.core.spec.Platform;
import dev.troupe.core.spec.Resources;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SchedulingTest {

    private static List<FloorNode> floor(Nodes.Draft... nodes) {
        return Stream.of(nodes).map(Nodes.Draft::stands).toList();
    }

    private static Verdict place(List<FloorNode> floor, Groups.Draft group) {
        return Scheduling.place(floor, List.of(group.waiting()));
    }

    /** How many tasks each node got. */
    private static Map<String, Long> share(Verdict verdict) {
        return new TreeMap<>(verdict.placed().values().stream().collect(groupingBy(NodeId::value, counting())));
    }

    private static String why(Verdict verdict, int number) {
        var why = verdict.explained().get(task(WEB, number));
        assertThat(why).as("explanation of task %s", number).isNotNull();
        return String.valueOf(why);
    }

    @Test
    void equalNodesFillInTurnStartingWithTheLowestId() { // SC-21, SC-23
        var verdict = place(floor(node("c"), node("a"), node("b")), tasks(WEB, 4));
        assertThat(verdict.placed())
                .containsExactly(
                        Map.entry(task(WEB, 1), new NodeId("a")),
                        Map.entry(task(WEB, 2), new NodeId("b")),
                        Map.entry(task(WEB, 3), new NodeId("c")),
                        Map.entry(task(WEB, 4), new NodeId("a")));
        assertThat(verdict.explained()).isEmpty();
    }

    @Test
    void valleysAreFilledBeforeTheRestIsSpreadEvenly() { // SC-23
        var floor = floor(node("a").runs(4, WEB), node("b"), node("c").runs(1, WEB));
        assertThat(share(place(floor, tasks(WEB, 5)))).isEqualTo(Map.of("b", 3L, "c", 2L));
        assertThat(share(place(floor, tasks(WEB, 10)))).isEqualTo(Map.of("a", 1L, "b", 5L, "c", 4L));
    }

    @Test
    void fewerOfTheServiceComesBeforeFewerInAll() { // SC-21
        var floor = floor(node("a").runs(1, WEB), node("b").runs(20, DB));
        assertThat(share(place(floor, tasks(WEB, 1)))).isEqualTo(Map.of("b", 1L));
        assertThat(share(place(floor(node("a").runs(3, DB), node("b").runs(2, DB)), tasks(WEB, 1))))
                .isEqualTo(Map.of("b", 1L));
    }

    @Test // SC-30: the old task is in the way of the new one; with stop-first it counts no more once it is to end.
    void theNewTaskOfAStartFirstUpdateWaitsWhereTheOldOneHasItsPlace() {
        var port = new HostPort("tcp", 80);
        assertThat(place(floor(node("a").runs(1, WEB)), tasks(WEB, 1).atMost(1)).placed())
                .isEmpty();
        assertThat(place(floor(node("a").uses(port)), tasks(WEB, 1).atMost(1)).placed())
                .as("the old one shuts down")
                .hasSize(1);
        assertThat(place(floor(node("a").uses(port)), tasks(WEB, 1).atMost(1).hostPort("tcp", 80))
                        .placed())
                .as("but still has its port")
                .isEmpty();
    }

    @Test // SC-20
    void groupsSeeWhatThoseBeforeThemTook() {
        var small = new Resources(CPU, GIB, 0, Map.of());
        var verdict = Scheduling.place(
                floor(node("a").has(small), node("b").has(small)),
                List.of(
                        tasks(DB, 1).reserve(CPU, 0).waiting(),
                        tasks(WEB, 2).reserve(CPU, 0).waiting()));
        assertThat(verdict.placed()).isEqualTo(Map.of(task(DB, 1), new NodeId("a"), task(WEB, 1), new NodeId("b")));
        assertThat(why(verdict, 2)).isEqualTo("no suitable node (insufficient resources on 2 nodes)");
    }

    @Test
    void aNodeWithFiveRecentFailuresComesLastButIsUsedWhenNothingElseFits() { // SC-21, SC-22
        var floor = floor(node("a").failed(5, WEB, 0), node("b").runs(3, WEB));
        assertThat(share(place(floor, tasks(WEB, 4)))).isEqualTo(Map.of("b", 4L));
        assertThat(share(place(floor, tasks(WEB, 4).atMost(5)))).isEqualTo(Map.of("a", 2L, "b", 2L));
    }

    @Test
    void ofTwoFaultyNodesTheOneWithFewerFailures() { // SC-21
        var floor =
                floor(node("a").failed(9, WEB, 0), node("b").failed(6, WEB, 0).runs(2, WEB));
        assertThat(share(place(floor, tasks(WEB, 1)))).isEqualTo(Map.of("b", 1L));
    }

    @Test
    void fourFailuresAreNoneAndAnotherRevisionStartsClean() { // SC-22
        var four = floor(node("a").failed(4, WEB, 0), node("b").runs(1, WEB));
        assertThat(share(place(four, tasks(WEB, 1)))).isEqualTo(Map.of("a", 1L));
        var older = floor(node("a").failed(9, WEB, 7), node("b").runs(1, WEB));
        assertThat(share(place(older, tasks(WEB, 1)))).isEqualTo(Map.of("a", 1L));
    }

    @Test
    void tasksSpreadBetweenBranchesWhateverTheirSize() { // SC-26
        var floor = floor(
                node("e1").label("zone", "east"),
                node("e2").label("zone", "east"),
                node("e3").label("zone", "east"),
                node("e4").label("zone", "east"),
                node("e5").label("zone", "east"),
                node("w1").label("zone", "west"));
        assertThat(share(place(floor, tasks(WEB, 10).spread("node.labels.zone"))))
                .isEqualTo(Map.of("e1", 1L, "e2", 1L, "e3", 1L, "e4", 1L, "e5", 1L, "w1", 5L));
    }

    @Test // SC-24, SC-26: other services' tasks weigh nothing.
    void aBranchWeighsWhatItHasOfThisService() {
        var floor = floor(
                node("e").label("zone", "east").runs(10, DB),
                node("w").label("zone", "west").runs(1, WEB));
        assertThat(share(place(floor, tasks(WEB, 1).spread("node.labels.zone"))))
                .isEqualTo(Map.of("e", 1L));
    }

    @Test
    void preferencesMakeATreeWithTheFirstAtItsRoot() { // SC-24
        var floor = floor(
                node("a").label("zone", "east").engineLabel("rack", "1"),
                node("b").label("zone", "east").engineLabel("rack", "2"),
                node("c").label("zone", "east").engineLabel("rack", "2"),
                node("d").label("zone", "west").engineLabel("rack", "1"));
        assertThat(share(place(floor, tasks(WEB, 8).spread("node.labels.zone", "Engine.Labels.rack"))))
                .isEqualTo(Map.of("a", 2L, "b", 1L, "c", 1L, "d", 4L));
    }

    @Test
    void aNodeWithoutTheLabelIsInABranchOfItsOwn() { // SC-24
        var floor = floor(node("a").label("zone", "east"), node("b").label("zone", "east"), node("c"));
        assertThat(share(place(floor, tasks(WEB, 4).spread("node.labels.zone"))))
                .isEqualTo(Map.of("a", 1L, "b", 1L, "c", 2L));
    }

    @Test
    void descriptorsNobodyKnowsAreIgnored() { // SC-24
        var floor = floor(node("a").label("zone", "east"), node("b").label("zone", "east"), node("c"));
        assertThat(share(place(floor, tasks(WEB, 3).spread("node.hostname"))))
                .isEqualTo(Map.of("a", 1L, "b", 1L, "c", 1L));
    }

    @Test
    void tasksOnNodesThatTakeNoMoreStillWeighDownTheirBranch() { // SC-24
        var floor = floor(
                node("e1").label("zone", "east").is(Availability.PAUSE).runs(3, WEB),
                node("e2").label("zone", "east"),
                node("w1").label("zone", "west"));
        assertThat(share(place(floor, tasks(WEB, 4).spread("node.labels.zone"))))
                .isEqualTo(
                        Map.of("e2", 1L, "w1", 3L)); // Target (3 + 4) / 2: four in each, one of them by the remainder.
    }

    @Test
    void whatAFullBranchCannotTakeGoesToTheOthers() { // SC-25
        var floor = floor(
                node("e1").label("zone", "east"),
                node("w1").label("zone", "west").has(new Resources(2 * CPU, GIB, 0, Map.of())));
        var verdict = place(floor, tasks(WEB, 7).spread("node.labels.zone").reserve(CPU, 0));
        assertThat(share(verdict)).isEqualTo(Map.of("e1", 4L, "w1", 2L));
        assertThat(why(verdict, 7)).isEqualTo("no suitable node (insufficient resources on 2 nodes)");
    }

    @Test
    void explanationsCountEveryNodeAtTheFilterThatStoppedItMostFirst() { // SC-9, its example
        var verdict = place(
                floor(
                        node("a").is(Availability.DRAIN),
                        node("b").is(NodeState.DOWN),
                        node("c").has(new Resources(CPU, GIB, 0, Map.of()))),
                tasks(WEB, 1).reserve(2 * CPU, 0));
        assertThat(why(verdict, 1))
                .isEqualTo("no suitable node (2 nodes not available for new tasks; insufficient resources on 1 node)");
    }

    @Test
    void equalCountsStandInTheOrderOfTheFilters() { // SC-9
        var verdict = place(
                floor(
                        node("a").label("zone", "east").uses(new HostPort("tcp", 80)),
                        node("b").label("zone", "west"),
                        node("c").is(NodeState.UNKNOWN)),
                tasks(WEB, 1).only("node.labels.zone==east").hostPort("tcp", 80));
        assertThat(why(verdict, 1))
                .isEqualTo("no suitable node (1 node not available for new tasks; "
                        + "scheduling constraints not satisfied on 1 node; host-mode port already in use on 1 node)");
    }

    @Test
    void nodesThatFilledUpInThisRoundCountToo() { // SC-9, 'Troupe: fix'
        var one = new Resources(CPU, GIB, 0, Map.of());
        var verdict = place(
                floor(node("a").has(one), node("b").has(one), node("c").is(Availability.PAUSE)),
                tasks(WEB, 4).reserve(CPU, 0));
        assertThat(share(verdict)).isEqualTo(Map.of("a", 1L, "b", 1L));
        assertThat(verdict.explained()).containsOnlyKeys(task(WEB, 3), task(WEB, 4));
        assertThat(why(verdict, 4))
                .isEqualTo("no suitable node (insufficient resources on 2 nodes; 1 node not available for new tasks)");
    }

    @Test
    void withoutAnyNodeThereIsNothingToCount() { // SC-9
        assertThat(why(place(List.of(), tasks(WEB, 1)), 1)).isEqualTo("no suitable node");
    }

    @Test
    void eachFilterSaysItsOwnWordsForOneNodeAndForMore() { // 8.3
        expect(tasks(WEB, 1), node("a").is(NodeState.DISCONNECTED), "1 node not available for new tasks");
        expect(tasks(WEB, 1).reserve(0, 9 * GIB), node("a"), "insufficient resources on 1 node");
        expect(
                tasks(WEB, 1).volumeDriver("nfs"),
                node("a").plugins(new Plugin("Volume", "local")),
                "missing plugin on 1 node");
        expect(tasks(WEB, 1).only("node.role==manager"), node("a"), "scheduling constraints not satisfied on 1 node");
        expect(tasks(WEB, 1).platforms(new Platform("windows", "")), node("a"), "unsupported platform on 1 node");
        expect(
                tasks(WEB, 1).hostPort("tcp", 80),
                node("a").uses(new HostPort("tcp", 80)),
                "host-mode port already in use on 1 node");
        expect(tasks(WEB, 1).atMost(2), node("a").runs(2, WEB), "max replicas per node limit exceed");

        for (var filter : Filter.values()) {
            var words = filter.explain(3);
            if (filter == Filter.MAX_REPLICAS) assertThat(words).isEqualTo(filter.explain(1));
            else assertThat(words).contains("3 nodes");
        }
    }

    private static void expect(Groups.Draft group, Nodes.Draft node, String words) {
        assertThat(why(place(floor(node), group), 1)).isEqualTo("no suitable node (" + words + ")");
    }

    @Test
    void genericUnitsFitOrNot() { // Filter 2, A-2
        var gpus = new Resources(0, 0, 0, Map.of("gpu", 3L));
        var verdict = place(
                floor(node("a").has(gpus).charged(new Resources(0, 0, 0, Map.of("gpu", 1L))), node("b")),
                tasks(WEB, 3).reserve(new Resources(0, 0, 0, Map.of("gpu", 1L))));
        assertThat(share(verdict)).isEqualTo(Map.of("a", 2L));
    }

    @Test
    void aNodeThatHasShrunkBelowItsChargeTakesOnlyWhatAsksForNothingOfThat() { // SC-7
        var overfull =
                node("a").has(new Resources(CPU, 4 * GIB, 0, Map.of())).charged(new Resources(2 * CPU, 0, 0, Map.of()));
        assertThat(place(floor(overfull), tasks(WEB, 1).reserve(1, 0)).placed()).isEmpty();
        assertThat(place(floor(overfull), tasks(WEB, 1).reserve(0, GIB)).placed())
                .hasSize(1);
        assertThat(place(floor(overfull), tasks(WEB, 1)).placed()).hasSize(1);
    }

    @Test
    void pluginsAreLookedForWhereTheEngineIsKnown() { // SC-10
        var group = tasks(WEB, 1).volumeDriver("nfs").volumeDriver("local").logDriver("syslog");
        assertPlaced(group, node("a").withoutEngine(), true);
        assertPlaced(group, node("a"), false);
        assertPlaced(group, node("a").plugins(new Plugin("Volume", "nfs:latest")), true);
        assertPlaced(group, node("a").plugins(new Plugin("Volume", "nfs"), new Plugin("Log", "json-file")), false);
        assertPlaced(group, node("a").plugins(new Plugin("Volume", "nfs"), new Plugin("Log", "syslog")), true);
        assertPlaced(group, node("a").plugins(new Plugin("Log", "syslog")), false);
        assertPlaced(tasks(WEB, 1).logDriver("none"), node("a").plugins(new Plugin("Log", "json-file")), true);
    }

    @Test
    void platformsKnowBothNamesOfAnArchitecture() { // SC-11
        assertPlaced(tasks(WEB, 1).platforms(new Platform("linux", "amd64")), node("a"), true);
        assertPlaced(tasks(WEB, 1).platforms(new Platform("linux", "arm64")), node("a"), false);
        assertPlaced(
                tasks(WEB, 1).platforms(new Platform("linux", "arm64")),
                node("a").platform("linux", "aarch64"),
                true);
        assertPlaced(tasks(WEB, 1).platforms(new Platform("windows", ""), new Platform("", "amd64")), node("a"), true);
        assertPlaced(tasks(WEB, 1).platforms(new Platform("", "")), node("a").platform("", ""), false);
        assertPlaced(tasks(WEB, 1), node("a").platform("", ""), true);
    }

    private static void assertPlaced(Groups.Draft group, Nodes.Draft node, boolean placed) {
        assertThat(place(floor(node), group).placed()).hasSize(placed ? 1 : 0);
    }

    @Test
    void aHostPortIsTakenPerProtocolAndByEarlierTasksOfTheRoundToo() { // Filter 6
        var floor = floor(node("a").uses(new HostPort("udp", 53)), node("b").uses(new HostPort("tcp", 53)));
        var verdict = place(floor, tasks(WEB, 2).hostPort("tcp", 53));
        assertThat(share(verdict)).isEqualTo(Map.of("a", 1L));
        assertThat(why(verdict, 2)).isEqualTo("no suitable node (host-mode port already in use on 2 nodes)");
        assertThat(place(floor, tasks(WEB, 3).hostPort("tcp", 0)).placed()).hasSize(3); // The engine picks.
    }

    @Test // Filter 7
    void theLimitOnANodeCountsTasksOfTheServiceOnly() {
        var floor = floor(node("a").runs(9, DB).runs(1, WEB));
        assertThat(place(floor, tasks(WEB, 3).atMost(3)).placed()).hasSize(2);
    }

    @Test
    void constraintsThatCannotBeReadKeepNoTaskWaiting() { // Filter 4
        assertPlaced(tasks(WEB, 1).only("nonsense"), node("a"), true);
    }

    @Test
    void tasksOfAGroupGoInTheOrderGiven() {
        var verdict = place(floor(node("a")), tasks(WEB, 3).atMost(2));
        assertThat(verdict.placed().keySet()).containsExactly(task(WEB, 1), task(WEB, 2));
        assertThat(verdict.explained().keySet()).containsExactly(new TaskId("web-3"));
    }

    @Test // A look at every node per group and a heap step per task; far below this bound, which suits any machine.
    void tenThousandTasksFindTheirHundredNodesInNoTime() {
        var hundred = IntStream.range(0, 100)
                .mapToObj(number ->
                        node("n" + number).label("zone", "z" + number % 3).stands())
                .toList();
        var many = tasks(WEB, 10_000).spread("node.labels.zone").only("node.role==worker");
        var verdict = assertTimeout(Duration.ofSeconds(2), () -> place(hundred, many));
        assertThat(verdict.placed()).hasSize(10_000);
    }

    @Test
    void eachNodeThatGetsTasksIsToldOnceWhyWithWhatTheFirstOneSaw() {
        var floor = floor(
                node("a").runs(1, WEB),
                node("b").runs(3, DB),
                node("c").is(Availability.DRAIN),
                node("d").runs(9, DB));
        var verdict = place(floor, tasks(WEB, 4));

        assertThat(share(verdict)).isEqualTo(Map.of("a", 1L, "b", 2L, "d", 1L));
        assertThat(verdict.choices().get(new NodeId("b")))
                .containsExactly(new Choice(
                        WEB,
                        0,
                        4,
                        Map.of("ready", 1),
                        new Choice.Score(0, 0, 3),
                        Optional.of(new Choice.Rival(new NodeId("d"), new Choice.Score(0, 0, 9))),
                        List.of()));
    }

    @Test
    void theOnlyNodeThatFitsHasNoRival() {
        var floor = floor(node("a").label("zone", "x"), node("b"), node("c").has(new Resources(CPU, 0, 0, Map.of())));
        var verdict = place(floor, tasks(WEB, 1).only("node.labels.zone==x").reserve(2 * CPU, 0));

        assertThat(verdict.choices().get(new NodeId("a")))
                .containsExactly(new Choice(
                        WEB,
                        0,
                        3,
                        Map.of("constraints", 1, "resources", 1),
                        new Choice.Score(0, 0, 0),
                        Optional.empty(),
                        List.of()));
    }

    @Test
    void aChoiceTellsWhereTheSpreadPreferencesLed() { // SC-24
        var floor =
                floor(node("a").label("zone", "east").runs(2, WEB), node("b").label("zone", "west"), node("c"));
        var verdict = place(floor, tasks(WEB, 1).spread("node.labels.zone"));

        var choice = verdict.choices().getOrDefault(new NodeId("c"), List.of()).getFirst();
        assertThat(choice.branches())
                .containsExactly(
                        new Choice.Branch("node.labels.zone", "", 0, Optional.of(new Choice.OtherBranch("west", 0))));
        assertThat(choice.next()).as("within the same zone").isEmpty();
    }
}
