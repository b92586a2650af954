package dev.troupe.core.placement;

import dev.troupe.core.id.ServiceId;
import dev.troupe.core.node.NodeFacts;

/** A node as the scheduler sees it in one round. */
public record FloorNode(NodeFacts facts, NodeLoad load, Failures failures) {

    /** How often tasks of a revision failed here of late (SC-22). */
    @FunctionalInterface
    public interface Failures {
        int of(ServiceId service, long specVersion);
    }
}
