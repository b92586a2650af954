package dev.troupe.testkit;

import dev.troupe.core.id.NodeId;
import dev.troupe.core.node.NodeState;
import dev.troupe.core.roster.TaskView;
import dev.troupe.core.task.TaskState;
import java.util.List;

/** A node of a {@link TestSwarm}. */
public final class TestNode {

    private final TestSwarm swarm;
    private final String hostname;
    private final NodeId id;

    TestNode(TestSwarm swarm, String hostname, NodeId id) {
        this.swarm = swarm;
        this.hostname = hostname;
        this.id = id;
    }

    public String hostname() {
        return hostname;
    }

    public NodeId id() {
        return id;
    }

    /** As the manager sees it. */
    public NodeState state() {
        return swarm.view(id()).map(view -> view.facts().state()).orElse(NodeState.UNKNOWN);
    }

    boolean isReady() {
        return state() == NodeState.READY;
    }

    /** Tasks on it that run, as lists show them. */
    public List<TaskView> running() {
        return swarm.roster().tasksOn(id()).stream()
                .filter(task -> task.status().state() == TaskState.RUNNING)
                .toList();
    }

    @Override
    public String toString() {
        return hostname;
    }
}
