package dev.troupe.core.placement;

import dev.troupe.core.node.NodeFacts;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Placement constraints: all of them must hold (SC-13 to SC-18). */
public final class Constraints {

    private Constraints() {}

    /** What is wrong with the first of them that cannot be read, in Swarm's words; nothing when all can (SC-14). */
    public static Optional<String> problem(List<String> constraints) {
        for (var text : constraints) {
            if (Constraint.read(text) instanceof Constraint.Reading.Unclear(var why)) return Optional.of(why);
        }
        return Optional.empty();
    }

    /** Whether a task with these constraints may be on this node. Where one cannot be read, none counts (U-32). */
    public static boolean satisfiedBy(List<String> constraints, NodeFacts node) {
        return read(constraints).stream().allMatch(constraint -> constraint.satisfiedBy(node));
    }

    /** Those that this node does not meet. Where one cannot be read, none counts (U-32). */
    public static List<Obstacle.ConstraintUnmet> unmet(List<String> constraints, NodeFacts node) {
        return unmetOf(read(constraints), node);
    }

    static List<Obstacle.ConstraintUnmet> unmetOf(List<Constraint> constraints, NodeFacts node) {
        return constraints.stream()
                .filter(constraint -> !constraint.satisfiedBy(node))
                .map(constraint -> new Obstacle.ConstraintUnmet(constraint.text(), constraint.actual(node)))
                .toList();
    }

    /** Reads them once, to be asked of many nodes. Where one cannot be read, none counts (filter 4). */
    static List<Constraint> read(List<String> constraints) {
        var understood = new ArrayList<Constraint>();
        for (var text : constraints) {
            switch (Constraint.read(text)) {
                case Constraint.Reading.Understood(var constraint) -> understood.add(constraint);
                case Constraint.Reading.Unclear _ -> {
                    return List.of();
                }
            }
        }
        return List.copyOf(understood);
    }
}
