package dev.troupe.core.node;

import java.util.Map;

/** What people want of a node. {@code name} is usually empty: the host name serves. */
public record NodeSpec(String name, Map<String, String> labels, Role role, Availability availability) {
    public static NodeSpec active(Role role) {
        return new NodeSpec("", Map.of(), role, Availability.ACTIVE);
    }
}
