package dev.troupe.core.roster;

import dev.troupe.core.node.NodeFacts;
import dev.troupe.core.placement.NodeLoad;
import java.time.Instant;

/** A node as lists show it, and the load it carries. */
public record NodeView(NodeFacts facts, NodeLoad load, long version, Instant createdAt, Instant updatedAt) {

    /** The same node under another load; what it carries is no change of the node itself. */
    NodeView with(NodeLoad load) {
        return new NodeView(facts, load, version, createdAt, updatedAt);
    }
}
