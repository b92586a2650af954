package dev.troupe.core.session;

import dev.troupe.core.id.NodeId;
import dev.troupe.core.id.TaskId;
import dev.troupe.core.node.NodeDescription;
import java.util.List;

/** What an agent says. */
public sealed interface ToManager {

    /**
     * Opens a session, or opens it anew; any earlier session of this node ends (D-1).
     *
     * @param session chosen by the agent, fresh for each opening
     * @param tasks every task the agent knows, as it stands (D-17)
     */
    record Hello(NodeId node, String session, NodeDescription description, String address, List<TaskReport> tasks)
            implements ToManager {}

    /**
     * Still here, and has taken all changes up to number {@code changes}. Every heartbeat period; never journalled.
     *
     * @param answer asks for {@link ToAgent.Heard}: an agent that could turn to another manager wants to know
     */
    record Beat(NodeId node, String session, long changes, boolean answer) implements ToManager {}

    /** News of tasks; the newest status of each (D-15). Sent again until {@link ToAgent.Noted}. */
    record Reports(NodeId node, String session, long number, List<TaskReport> tasks) implements ToManager {}

    /** These tasks were dropped as told: container stopped and removed, record deleted. */
    record Dropped(NodeId node, String session, List<TaskId> tasks) implements ToManager {}

    /** An orderly end: do not wait for the heartbeat to be missed (W-25). */
    record Goodbye(NodeId node, String session) implements ToManager {}
}
