package dev.troupe.core.node;

import dev.troupe.core.id.NodeId;
import io.soabase.recordbuilder.core.RecordBuilder;

/**
 * A node as rules see it.
 *
 * @param role the role it has now, which may lag behind the one its spec asks for (OM-36)
 * @param address as seen by the manager, without port; empty when unknown
 */
@RecordBuilder
public record NodeFacts(
        NodeId id,
        NodeSpec spec,
        NodeDescription description,
        NodeState state,
        String message,
        Role role,
        String address)
        implements NodeFactsBuilder.With {

    /** Its agent has told who it is (D-2). */
    public NodeFacts heard(NodeDescription description, String address) {
        return withDescription(description)
                .withState(NodeState.READY)
                .withMessage("")
                .withAddress(address);
    }

    public NodeFacts lost(String message) {
        return withState(NodeState.DOWN).withMessage(message);
    }

    public Standing standing() {
        if (state == NodeState.DOWN) return Standing.DOWN;
        return spec.availability() == Availability.DRAIN ? Standing.DRAINED : Standing.GOOD;
    }

    /** Takes new tasks: ready and active (filter 1). */
    public boolean takesTasks() {
        return state == NodeState.READY && spec.availability() == Availability.ACTIVE;
    }
}
