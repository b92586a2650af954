package dev.troupe.core.node;

import dev.troupe.core.id.NodeId;

/**
 * A node as rules see it.
 *
 * @param role the role it has now, which may lag behind the one its spec asks for (OM-36)
 * @param address as seen by the manager, without port; empty when unknown
 */
public record NodeFacts(
        NodeId id,
        NodeSpec spec,
        NodeDescription description,
        NodeState state,
        String message,
        Role role,
        String address) {

    public Standing standing() {
        if (state == NodeState.DOWN) return Standing.DOWN;
        return spec.availability() == Availability.DRAIN ? Standing.DRAINED : Standing.GOOD;
    }

    /** Takes new tasks: ready and active (filter 1). */
    public boolean takesTasks() {
        return state == NodeState.READY && spec.availability() == Availability.ACTIVE;
    }
}
