package dev.troupe.core.node;

import dev.troupe.core.id.NodeId;
import dev.troupe.core.id.ServiceId;
import dev.troupe.core.id.TaskId;
import java.util.Optional;

/** What a node owes to others. Each may be said twice. */
public sealed interface NodeErrand {

    /**
     * A service with tasks here must know how the node stands; done when {@link NodeCommand.HearNews} names the
     * service and the version.
     *
     * @param version of the news, not of the node
     * @param facts for constraints; absent once the node is gone
     */
    record Tell(ServiceId service, NodeId node, Standing standing, long version, Optional<NodeFacts> facts)
            implements NodeErrand {}

    /**
     * The task is lost with its node (N-12, D-24). If it declines, it was never here and the room must be released.
     *
     * @param message for its status; empty: leave the one it has
     */
    record Orphan(TaskId task, String message) implements NodeErrand {}

    /** The node has shrunk and has no room for this task any more (N-6). */
    record RejectTask(TaskId task, String message, String error) implements NodeErrand {}
}
