package dev.troupe.core.placement;

import static dev.troupe.core.placement.Groups.WEB;
import static dev.troupe.core.placement.Groups.tasks;
import static dev.troupe.core.placement.Nodes.node;
import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.core.id.NodeId;
import dev.troupe.core.id.ServiceId;
import dev.troupe.core.id.TaskId;
import dev.troupe.core.node.Availability;
import dev.troupe.core.node.HostPort;
import dev.troupe.core.node.NodeState;
import dev.troupe.core.spec.PortConfig;
import dev.troupe.core.spec.Resources;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** Whatever the floor and whoever waits: what no verdict ever does. */
class PlacementPropertiesTest {

    private static final List<String> ZONES = List.of("", "east", "west", "north");

    @Provide
    Arbitrary<List<FloorNode>> floors() {
        var one = Combinators.combine(
                        Arbitraries.of(NodeState.class),
                        Arbitraries.of(Availability.class),
                        Arbitraries.of(ZONES),
                        Arbitraries.integers().between(0, 8),
                        Arbitraries.integers().between(0, 3),
                        Arbitraries.integers().between(0, 9),
                        Arbitraries.of(true, false))
                .as((state, availability, zone, size, running, failures, portTaken) ->
                        (Function<String, FloorNode>) id -> {
                            var draft = node(id).is(state)
                                    .is(availability)
                                    .has(new Resources(size, size, 0, Map.of()))
                                    .charged(new Resources(running, 0, 0, Map.of()))
                                    .runs(running, WEB)
                                    .failed(failures, WEB, 0);
                            if (!zone.isEmpty()) draft.label("zone", zone);
                            if (portTaken) draft.uses(new HostPort("tcp", 80));
                            return draft.stands();
                        });
        return one.list()
                .ofMaxSize(8)
                .map(drafts -> IntStream.range(0, drafts.size())
                        .mapToObj(i -> drafts.get(i).apply("n" + i))
                        .toList());
    }

    @Provide
    Arbitrary<List<PlacementGroup>> waiting() {
        var one = Combinators.combine(
                        Arbitraries.integers().between(1, 12),
                        Arbitraries.integers().between(0, 3),
                        Arbitraries.integers().between(0, 3),
                        Arbitraries.of("", "node.labels.zone==east", "node.labels.zone!=west"),
                        Arbitraries.of(true, false),
                        Arbitraries.of(true, false),
                        Arbitraries.integers().between(0, 3))
                .as((count, cpus, memory, constraint, hostPort, spread, atMost) ->
                        (Function<ServiceId, PlacementGroup>) id -> {
                            var draft = tasks(id, count).reserve(cpus, memory).atMost(atMost);
                            if (!constraint.isEmpty()) draft.only(constraint);
                            if (hostPort) draft.hostPort("tcp", 80);
                            if (spread) draft.spread("node.labels.zone");
                            return draft.waiting();
                        });
        return one.list()
                .ofMaxSize(4)
                .map(drafts -> IntStream.range(0, drafts.size())
                        .mapToObj(i -> drafts.get(i).apply(i == 0 ? WEB : new ServiceId("s" + i)))
                        .toList());
    }

    @Property // SC-7, SC-13, filters 1, 2, 4, 6 and 7
    void noTaskIsEverWhereItMayNotBe(
            @ForAll("floors") List<FloorNode> floor, @ForAll("waiting") List<PlacementGroup> groups) {
        var verdict = Scheduling.place(floor, groups);
        var nodes = floor.stream().collect(toMap(n -> n.facts().id(), n -> n));
        var load = new HashMap<NodeId, Resources>();
        var ports = new HashMap<NodeId, HashSet<HostPort>>();
        nodes.forEach((id, n) -> {
            load.put(id, n.load().charged());
            ports.put(id, new HashSet<>(n.load().ports()));
        });
        for (var group : groups) {
            var here = new HashMap<NodeId, Integer>();
            for (var task : group.tasks()) {
                var id = verdict.placed().get(task);
                if (id == null) continue;
                var n = known(nodes, id);
                var now = known(load, id).plus(group.spec().reservations());
                load.put(id, now);
                var reserved = group.spec().reservations();
                var total = n.facts().description().resources();
                assertThat(n.facts().takesTasks()).isTrue();
                if (reserved.nanoCpus() > 0) assertThat(now.nanoCpus()).isLessThanOrEqualTo(total.nanoCpus());
                if (reserved.memoryBytes() > 0) assertThat(now.memoryBytes()).isLessThanOrEqualTo(total.memoryBytes());
                assertThat(Constraints.satisfiedBy(group.spec().placement().constraints(), n.facts()))
                        .isTrue();
                group.endpoint().ports().stream()
                        .filter(PortConfig::claimsHostPort)
                        .forEach(port -> assertThat(
                                        known(ports, id).add(new HostPort(port.protocol(), port.published())))
                                .isTrue());
                var active = here.merge(id, 1, Integer::sum)
                        + n.load().activeByService().getOrDefault(group.service(), 0);
                var limit = group.spec().placement().maxReplicasPerNode();
                if (limit > 0) assertThat(active).isLessThanOrEqualTo(limit);
            }
        }
    }

    @Property
    void everyTaskIsEitherPlacedOrExplained(
            @ForAll("floors") List<FloorNode> floor, @ForAll("waiting") List<PlacementGroup> groups) {
        var verdict = Scheduling.place(floor, groups);
        var all = groups.stream().flatMap(group -> group.tasks().stream()).toList();
        var answered = new ArrayList<TaskId>(verdict.placed().keySet());
        answered.addAll(verdict.explained().keySet());
        assertThat(answered).containsExactlyInAnyOrderElementsOf(all);
        assertThat(verdict.explained().values()).allMatch(why -> why.startsWith("no suitable node"));
    }

    @Property // SC-27: nobody waits while there is room.
    void whoIsLeftFitsNowhere(@ForAll("floors") List<FloorNode> floor, @ForAll("waiting") List<PlacementGroup> groups) {
        if (groups.isEmpty()) return;
        var first = groups.subList(0, 1);
        var verdict = Scheduling.place(floor, first);
        if (verdict.explained().isEmpty()) return;
        var nodes = verdict.explained().values().iterator().next();
        var counted = floor.isEmpty() || nodes.contains("max replicas")
                ? floor.size()
                : List.of(nodes.replaceAll("[^0-9]+", " ").strip().split(" ")).stream()
                        .mapToInt(Integer::parseInt)
                        .sum();
        assertThat(counted).isEqualTo(floor.size());
    }

    @Property
    void theOrderInWhichNodesAreNamedChangesNothing(
            @ForAll("floors") List<FloorNode> floor, @ForAll("waiting") List<PlacementGroup> groups) {
        assertThat(Scheduling.place(floor.reversed(), groups)).isEqualTo(Scheduling.place(floor, groups));
    }

    @Property // SC-23
    void equalNodesEndUpWithinOneTaskOfEachOther(
            @ForAll @IntRange(min = 1, max = 30) int nodes, @ForAll @IntRange(max = 200) int count) {
        var floor =
                IntStream.range(0, nodes).mapToObj(i -> node("n" + i).stands()).toList();
        assertBalanced(perNode(floor, tasks(WEB, count)).values());
    }

    @Property // SC-25, SC-26
    void branchesEndUpWithinOneTaskOfEachOther(
            @ForAll @IntRange(min = 1, max = 20) int nodes, @ForAll @IntRange(max = 100) int count) {
        var floor = IntStream.range(0, nodes)
                .mapToObj(i -> node("n" + i).label("zone", "z" + i * i % 7).stands())
                .toList();
        var zones = new HashMap<String, Long>();
        floor.forEach(n -> zones.merge(zone(n), 0L, Long::sum));
        var perNode = perNode(floor, tasks(WEB, count).spread("node.labels.zone"));
        floor.forEach(n -> zones.merge(zone(n), known(perNode, n.facts().id()), Long::sum));
        assertBalanced(zones.values());
    }

    private static String zone(FloorNode node) {
        return node.facts().spec().labels().getOrDefault("zone", "");
    }

    private static Map<NodeId, Long> perNode(List<FloorNode> floor, Groups.Draft group) {
        var verdict = Scheduling.place(floor, List.of(group.waiting()));
        var share = new HashMap<>(verdict.placed().values().stream().collect(groupingBy(id -> id, counting())));
        floor.forEach(n -> share.putIfAbsent(n.facts().id(), 0L));
        return share;
    }

    private static void assertBalanced(Iterable<Long> counts) {
        var summary = new LongSummaryStatistics();
        counts.forEach(summary::accept);
        assertThat(summary.getMax() - summary.getMin()).isLessThanOrEqualTo(1);
    }

    private static <K, V> V known(Map<K, V> map, K key) {
        var value = map.get(key);
        if (value == null) throw new AssertionError(key + " is not known");
        return value;
    }
}
