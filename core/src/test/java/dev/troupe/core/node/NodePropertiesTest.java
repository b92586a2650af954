package dev.troupe.core.node;

import static dev.troupe.core.node.NodeStory.NODE;
import static dev.troupe.core.node.NodeStory.PING;
import static dev.troupe.core.node.NodeStory.WEB;
import static dev.troupe.core.node.NodeStory.asks;
import static dev.troupe.core.node.NodeStory.description;
import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.core.id.ServiceId;
import dev.troupe.core.rule.Cause;
import dev.troupe.core.rule.Decision;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** What holds for a node whatever is asked of it, in whatever order and however often. */
class NodePropertiesTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    /** A command that may need to know the node's versions. */
    interface Ask extends Function<Node, NodeCommand> {}

    @Property
    void nothing_is_given_away_twice(@ForAll("asked") List<Ask> asked) {
        Node node = new Node.Absent();
        for (var ask : asked) {
            var before = node;
            node = take(node, ask.apply(node), START);
            if (node instanceof Node.Member member) {
                var cpus = 0L;
                var ports = new HashSet<HostPort>();
                var perService = new HashMap<ServiceId, Integer>();
                for (var held : member.held().values()) {
                    cpus += held.resources().nanoCpus();
                    held.ports()
                            .forEach(port -> assertThat(ports.add(port))
                                    .as("one task for each port")
                                    .isTrue());
                    perService.merge(held.service(), 1, Integer::sum);
                }
                assertThat(member.charged().nanoCpus())
                        .as("the sum that is kept")
                        .isEqualTo(cpus);
                assertThat(member.ports()).isEqualTo(ports);
                assertThat(member.perService()).isEqualTo(perService);
                if (before instanceof Node.Member was && cpus > was.charged().nanoCpus()) {
                    var total = member.facts().description().resources().nanoCpus();
                    assertThat(cpus).as("no more than there is").isLessThanOrEqualTo(total);
                }
            }
        }
    }

    @Property
    void asking_twice_is_asking_once(@ForAll("asked") List<Ask> asked) {
        Node node = new Node.Absent();
        for (var ask : asked) {
            var command = ask.apply(node);
            node = take(node, command, START);
            assertThat(take(node, command, START.plusSeconds(1)))
                    .as(command.toString())
                    .isEqualTo(node);
        }
    }

    /** Services as they would be if every message to them arrived late, doubled, or not at all. */
    @Property
    void whoever_believes_the_worst_is_told_better_in_the_end(@ForAll("asked") List<Ask> asked) {
        Node node = new Node.Absent();
        var believed = new HashMap<ServiceId, Standing>();
        var turn = 0;
        for (var ask : asked) {
            var command = ask.apply(node);
            // Nobody answers what was not heard.
            if (command instanceof NodeCommand.HearNews(var services, var _)) tell(node, believed, services::contains);
            node = take(node, command, START);
            if (turn++ % 2 == 0) tell(node, believed, _ -> true); // Heard, but the answer is lost.
        }
        if (!(node instanceof Node.Member)) return;
        node = take(node, new NodeCommand.Register(description(4), "back"), START);
        var version = ((Node.Member) node).version();
        node = take(node, new NodeCommand.Change(NodeSpec.active(Role.WORKER), version), START);
        tell(node, believed, _ -> true);
        assertThat(believed.values()).allMatch(Standing.GOOD::equals);
    }

    private static void tell(Node node, Map<ServiceId, Standing> believed, Predicate<ServiceId> hears) {
        for (var errand : NodeRules.owed(node, START)) {
            if (!(errand instanceof NodeErrand.Tell tell) || !hears.test(tell.service())) continue;
            believed.put(tell.service(), tell.standing());
        }
    }

    private static Node take(Node node, NodeCommand command, Instant now) {
        return switch (NodeRules.decide(node, command, now)) {
            case Decision.Accept<NodeEvent>(var events) -> {
                var after = node;
                for (var event : events) after = NodeRules.evolve(after, event, now, Cause.outside("a story", "story"));
                yield after;
            }
            case Decision.Refuse<NodeEvent> _ -> node;
        };
    }

    @Provide
    Arbitrary<List<Ask>> asked() {
        var reservation = Combinators.combine(
                        Arbitraries.integers().between(1, 9),
                        Arbitraries.of(PING, WEB),
                        Arbitraries.integers().between(0, 3),
                        Arbitraries.integers().between(80, 83))
                .as((number, service, cpus, port) -> port == 83
                        ? asks(number, service, cpus)
                        : asks(number, service, cpus, new HostPort("tcp", port)));
        var tasks =
                Arbitraries.integers().between(1, 9).map(NodeStory::task).list().ofMaxSize(4);
        var service = Arbitraries.of(PING, WEB).list().ofMaxSize(2);
        var joins = new NodeCommand.Join(NODE, NodeSpec.active(Role.WORKER), description(4), "");
        var reserves = reservation.list().ofMaxSize(6).map(list -> always(new NodeCommand.Reserve(list, List.of())));
        return Arbitraries.<Ask>frequencyOf(
                        Tuple.of(2, Arbitraries.just(always(joins))),
                        Tuple.of(
                                4,
                                Arbitraries.of(2, 4)
                                        .map(cpus -> always(new NodeCommand.Register(description(cpus), "here")))),
                        Tuple.of(6, reserves),
                        Tuple.of(2, tasks.map(list -> always(new NodeCommand.Release(list)))),
                        Tuple.of(1, Arbitraries.just(always(new NodeCommand.Lose("heartbeat failure")))),
                        Tuple.of(2, Arbitraries.of(Availability.class).map(NodePropertiesTest::becomes)),
                        Tuple.of(2, service.map(NodePropertiesTest::hears)),
                        Tuple.of(
                                1,
                                Arbitraries.of(false, false, true).map(force -> always(new NodeCommand.Remove(force)))))
                .list()
                .ofMaxSize(30);
    }

    private static Ask always(NodeCommand command) {
        return node -> command;
    }

    private static Ask becomes(Availability availability) {
        var spec = new NodeSpec("", Map.of(), Role.WORKER, availability);
        return node -> new NodeCommand.Change(spec, node instanceof Node.Member member ? member.version() : 0);
    }

    private static Ask hears(List<ServiceId> services) {
        return node -> new NodeCommand.HearNews(
                services,
                switch (node) {
                    case Node.Absent() -> 0;
                    case Node.Member member -> member.newsVersion();
                    case Node.Removed removed -> removed.version();
                });
    }
}
