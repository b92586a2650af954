package dev.troupe.core.spec;

import java.util.List;

/**
 * Where tasks may run.
 *
 * @param constraints as written: {@code node.labels.zone==east}; checked at the door (SC-14), all must hold
 * @param spreadOver descriptors of the spread preferences, outermost first: {@code node.labels.zone} (SC-24)
 * @param maxReplicasPerNode 0: without limit
 * @param platforms any of these; empty: any at all (SC-11)
 */
public record Placement(
        List<String> constraints, List<String> spreadOver, int maxReplicasPerNode, List<Platform> platforms) {
    public static final Placement ANYWHERE = new Placement(List.of(), List.of(), 0, List.of());
}
