package dev.troupe.core.node;

import dev.troupe.core.id.NodeId;
import dev.troupe.core.id.ServiceId;
import dev.troupe.core.id.TaskId;
import dev.troupe.core.rule.Event;
import java.util.List;

/** What has happened to a node. */
public sealed interface NodeEvent extends Event {

    record Joined(NodeId id, NodeSpec spec, NodeDescription description, String address) implements NodeEvent {}

    /** A session stands: the node is ready. */
    record Registered(NodeDescription description, String address) implements NodeEvent {}

    /** The failure signal: its tasks relocate. */
    record WentDown(String message) implements NodeEvent {}

    record SpecChanged(NodeSpec spec) implements NodeEvent {}

    /** It holds room for these; {@code choices} say why here, for each revision among them. */
    record TasksReserved(List<Reservation> reservations, List<Choice> choices) implements NodeEvent {}

    record TasksReleased(List<TaskId> tasks) implements NodeEvent {}

    /** These services have taken note of its standing as of {@code version}. */
    record NewsHeard(List<ServiceId> services, long version) implements NodeEvent {}

    record Removed() implements NodeEvent {}
}
