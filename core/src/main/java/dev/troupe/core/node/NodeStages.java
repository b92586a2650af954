package dev.troupe.core.node;

import dev.troupe.core.id.ServiceId;
import dev.troupe.core.id.TaskId;
import dev.troupe.core.node.Node.Absent;
import dev.troupe.core.node.Node.Member;
import dev.troupe.core.node.Node.Removed;
import dev.troupe.core.rule.Versions;
import dev.troupe.core.spec.Resources;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.pcollections.HashTreePMap;
import org.pcollections.HashTreePSet;
import org.pcollections.OrderedPMap;
import org.pcollections.PMap;
import org.pcollections.PSet;

/** What a node is after each event. Reservations cost by the size of the event, not by what the node holds. */
final class NodeStages {

    private NodeStages() {}

    static Node after(Node node, NodeEvent event, Instant at) {
        return switch (event) {
            case NodeEvent.Joined joined -> joined(node, joined, at);
            case NodeEvent.Registered(var description, var address) -> {
                var member = member(node, event);
                yield changed(member, member.facts().heard(description, address), Optional.empty(), at);
            }
            case NodeEvent.WentDown(var message) -> {
                var member = member(node, event);
                yield changed(
                        member,
                        member.facts().lost(message),
                        Optional.of(member.downSince().orElse(at)),
                        at);
            }
            case NodeEvent.SpecChanged(var spec) -> {
                var member = member(node, event);
                var changed = changed(member, member.facts().withSpec(spec), member.downSince(), at);
                yield changed.withSpecSince(changed.version());
            }
            case NodeEvent.TasksReserved(var reservations, var choices) -> reserved(member(node, event), reservations);
            case NodeEvent.TasksReleased(var tasks) -> released(node, event, tasks);
            case NodeEvent.NewsHeard(var services, var version) -> heard(node, event, services);
            case NodeEvent.Removed() -> {
                var member = member(node, event);
                yield new Removed(
                        member.facts().id(),
                        HashTreePSet.from(member.held().keySet()),
                        audience(member),
                        Versions.next(member.version(), at),
                        member.correlation());
            }
        };
    }

    private static Node joined(Node node, NodeEvent.Joined joined, Instant at) {
        if (!(node instanceof Absent)) throw impossible(node, joined);
        var facts = new NodeFacts( // CL-7: unknown until its agent is heard
                joined.id(),
                joined.spec(),
                joined.description(),
                NodeState.UNKNOWN,
                "",
                joined.spec().role(),
                joined.address());
        var version = Versions.next(0, at);
        return new Member(
                facts,
                OrderedPMap.empty(), // In order of age: the youngest go first when the node shrinks (N-8).
                Resources.NONE,
                HashTreePSet.empty(),
                HashTreePMap.empty(),
                HashTreePSet.empty(),
                HashTreePSet.empty(),
                version,
                Optional.empty(),
                version,
                version,
                "",
                at,
                at);
    }

    /** Other facts, and news of them for all whom they concern. */
    private static Member changed(Member node, NodeFacts facts, Optional<Instant> downSince, Instant at) {
        var version = Versions.next(node.version(), at);
        var concerns = !sameToServices(node.facts(), facts);
        return NodeMemberBuilder.builder(node)
                .facts(facts)
                .news(concerns ? audience(node) : node.news())
                .newsVersion(concerns ? version : node.newsVersion())
                .downSince(downSince)
                .version(version)
                .updatedAt(at)
                .build();
    }

    /** True when nothing differs that moves tasks: standing, availability (N-9), and what constraints look at. */
    private static boolean sameToServices(NodeFacts before, NodeFacts after) {
        return before.standing() == after.standing()
                && before.role() == after.role()
                && before.spec().equals(after.spec())
                && before.address().equals(after.address())
                && before.description().hostname().equals(after.description().hostname())
                && before.description().platform().equals(after.description().platform())
                && before.description()
                        .engineLabels()
                        .equals(after.description().engineLabels());
    }

    /** Who holds tasks here, who believes it is bad, and who may have heard the last news without our knowing. */
    private static PSet<ServiceId> audience(Member node) {
        return node.news().plusAll(node.toldBad()).plusAll(node.perService().keySet());
    }

    private static Member reserved(Member node, List<Reservation> reservations) {
        var held = node.held();
        var room = new Room(node.charged(), node.ports());
        var perService = node.perService();
        for (var reservation : reservations) {
            held = held.plus(reservation.task(), reservation);
            room = room.with(reservation);
            perService = counted(perService, reservation.service(), 1);
        }
        return holding(node, held, room, perService);
    }

    private static Node released(Node node, NodeEvent event, List<TaskId> tasks) {
        if (node instanceof Removed removed) {
            return new Removed(
                    removed.id(),
                    removed.tasks().minusAll(tasks),
                    removed.news(),
                    removed.version(),
                    removed.correlation());
        }
        var member = member(node, event);
        var held = member.held();
        var room = new Room(member.charged(), member.ports());
        var perService = member.perService();
        for (var task : tasks) {
            var freed = held.get(task);
            if (freed == null) throw impossible(node, event);
            held = held.minus(task);
            room = room.without(freed);
            perService = counted(perService, freed.service(), -1);
        }
        return holding(member, held, room, perService);
    }

    private static PMap<ServiceId, Integer> counted(PMap<ServiceId, Integer> perService, ServiceId service, int by) {
        var count = perService.getOrDefault(service, 0) + by;
        return count == 0 ? perService.minus(service) : perService.plus(service, count);
    }

    /** Reservations leave the version alone: a client must be able to change a busy node (OM-5). */
    private static Member holding(
            Member node, PMap<TaskId, Reservation> held, Room room, PMap<ServiceId, Integer> perService) {
        return NodeMemberBuilder.builder(node)
                .held(held)
                .charged(room.charged())
                .ports(room.ports())
                .perService(perService)
                .build();
    }

    private static Node heard(Node node, NodeEvent event, List<ServiceId> services) {
        if (node instanceof Removed removed) {
            return new Removed(
                    removed.id(),
                    removed.tasks(),
                    removed.news().minusAll(services),
                    removed.version(),
                    removed.correlation());
        }
        var member = member(node, event);
        var bad = member.facts().standing().isInvalid();
        return member.withNews(member.news().minusAll(services))
                .withToldBad(
                        bad
                                ? member.toldBad().plusAll(services)
                                : member.toldBad().minusAll(services));
    }

    private static Member member(Node node, NodeEvent event) {
        if (node instanceof Member member) return member;
        throw impossible(node, event);
    }

    private static IllegalStateException impossible(Node node, NodeEvent event) {
        return new IllegalStateException("this cannot happen to the node " + node + ": " + event);
    }
}
