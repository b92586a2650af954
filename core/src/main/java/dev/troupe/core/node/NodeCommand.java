package dev.troupe.core.node;

import dev.troupe.core.id.NodeId;
import dev.troupe.core.id.ServiceId;
import dev.troupe.core.id.TaskId;
import java.util.List;

/** What may be asked of a node. */
public sealed interface NodeCommand {

    /** The swarm: be a member. Asked again on every start; only the first counts. */
    record Join(NodeId id, NodeSpec spec, NodeDescription description, String address) implements NodeCommand {}

    /** Its agent has a session: it is ready (D-2). */
    record Register(NodeDescription description, String address) implements NodeCommand {}

    /** Its agent is not heard any more (D-6). */
    record Lose(String message) implements NodeCommand {}

    /** A client: be like this. */
    record Change(NodeSpec spec, long atVersion) implements NodeCommand {}

    /** A client: leave the swarm for good (N-11). */
    record Remove(boolean force) implements NodeCommand {}

    /** The scheduler: hold room for these, chosen for these reasons. What does not fit is left out. */
    record Reserve(List<Reservation> reservations, List<Choice> choices) implements NodeCommand {}

    /** These tasks have ended or went elsewhere. */
    record Release(List<TaskId> tasks) implements NodeCommand {}

    /** These services know how this node stands, as of {@code version}. */
    record HearNews(List<ServiceId> services, long version) implements NodeCommand {}
}
