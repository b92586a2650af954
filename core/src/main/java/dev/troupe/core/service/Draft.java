package dev.troupe.core.service;

import dev.troupe.core.id.Ids;
import dev.troupe.core.id.NodeId;
import dev.troupe.core.id.TaskId;
import dev.troupe.core.node.NodeFacts;
import dev.troupe.core.node.Standing;
import dev.troupe.core.service.Service.Live;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** A decision in the making: the facts so far, and the service as it will be once they are written down. */
final class Draft {

    final Instant now;
    private final Ids ids;
    private final Function<NodeId, Optional<NodeFacts>> known;
    private final List<ServiceEvent> events = new ArrayList<>();
    private Service service;

    Draft(Service service, Instant now, Ids ids, Function<NodeId, Optional<NodeFacts>> known) {
        this.service = service;
        this.now = now;
        this.ids = ids;
        this.known = known;
    }

    void add(ServiceEvent event) {
        events.add(event);
        service = ServiceState.evolve(service, event, now);
    }

    Live live() {
        return (Live) service;
    }

    Slots slots() {
        return live().slots();
    }

    List<ServiceEvent> events() {
        return events;
    }

    TaskId freshTask() {
        return new TaskId(ids.get());
    }

    /** The node a task is on, as far as it is known. */
    Optional<NodeFacts> nodeOf(Member member) {
        return member.node().flatMap(known);
    }

    /** No task may be there. */
    boolean isInvalid(NodeId node) {
        return standing(node).isInvalid();
    }

    Standing standing(NodeId node) {
        return live().standing(node);
    }

    /** A task that has not ended and whose node may still run it. */
    boolean mayStillRun(Member member) {
        return live().mayStillRun(member);
    }
}
