package dev.troupe.core.placement;

import dev.troupe.core.node.Availability;
import dev.troupe.core.node.HostPort;
import dev.troupe.core.node.NodeState;
import dev.troupe.core.spec.Platform;
import java.util.List;

/** One thing that keeps a task off a node (the filters of section 8.3), with the figures that were compared. */
public sealed interface Obstacle {

    /** The node takes no new tasks. */
    record NotAvailable(NodeState state, Availability availability) implements Obstacle {}

    /**
     * Less is free than the task reserves.
     *
     * @param kind what of
     * @param unit the generic resource's kind; empty for CPUs and memory
     * @param wanted nanoseconds of CPU per second, bytes, or units
     * @param free negative where the node has shrunk below what it holds
     * @param total what the node has
     */
    record TooLittle(Kind kind, String unit, long wanted, long free, long total) implements Obstacle {
        public long lacking() {
            return wanted - free;
        }
    }

    enum Kind {
        CPU,
        MEMORY,
        GENERIC
    }

    /** A volume or log driver that the node's engine does not list. */
    record NoPlugin(String type, String name) implements Obstacle {}

    /**
     * @param constraint as it counts: {@code node.labels.zone==east}
     * @param actual what the node has there; empty for a missing label
     */
    record ConstraintUnmet(String constraint, String actual) implements Obstacle {}

    record OtherPlatform(List<Platform> wanted, Platform has) implements Obstacle {}

    record PortTaken(HostPort port) implements Obstacle {}

    /** As many tasks of the service are there as may be on one node. */
    record NodeFull(int limit) implements Obstacle {}
}
