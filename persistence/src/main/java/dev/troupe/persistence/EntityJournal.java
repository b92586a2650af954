package dev.troupe.persistence;

import dev.troupe.core.feed.EntityKind;
import dev.troupe.core.feed.EntityRef;
import dev.troupe.core.feed.Recorded;
import dev.troupe.core.id.NodeId;
import dev.troupe.core.id.ServiceId;
import dev.troupe.core.node.Node;
import dev.troupe.core.node.NodeEvent;
import dev.troupe.core.node.NodeRules;
import dev.troupe.core.service.Service;
import dev.troupe.core.service.ServiceEvent;
import dev.troupe.core.service.ServiceRules;
import java.util.List;
import java.util.Optional;

/** The journal entity by entity, as it was at an offset. Reads only. */
public interface EntityJournal extends AutoCloseable {

    /** A state, and the number of the entity's fact that it is as of; 0 before the first. */
    record State<S>(S state, long sequence) {}

    /** The facts of an entity whose own number is greater than {@code sequence}, up to the one at {@code offset}. */
    List<Recorded> facts(EntityRef entity, long sequence, long offset);

    /** The newest snapshot of an entity that has seen no fact after {@code offset}, if there is one that can be read. */
    Optional<State<Object>> snapshot(EntityRef entity, long offset);

    default State<Service> service(ServiceId id, long offset) {
        var entity = new EntityRef(EntityKind.SERVICE, id.value());
        var start = snapshot(entity, offset).orElseGet(() -> new State<>(new Service.Absent(), 0));
        var service = (Service) start.state();
        var sequence = start.sequence();
        for (var recorded : facts(entity, sequence, offset)) {
            var fact = recorded.fact();
            service = ServiceRules.evolve(service, (ServiceEvent) fact.event(), fact.at(), fact.cause());
            sequence = recorded.sequence();
        }
        return new State<>(service, sequence);
    }

    default State<Node> node(NodeId id, long offset) {
        var entity = new EntityRef(EntityKind.NODE, id.value());
        var start = snapshot(entity, offset).orElseGet(() -> new State<>(new Node.Absent(), 0));
        var node = (Node) start.state();
        var sequence = start.sequence();
        for (var recorded : facts(entity, sequence, offset)) {
            var fact = recorded.fact();
            node = NodeRules.evolve(node, (NodeEvent) fact.event(), fact.at(), fact.cause());
            sequence = recorded.sequence();
        }
        return new State<>(node, sequence);
    }

    @Override
    void close();
}
