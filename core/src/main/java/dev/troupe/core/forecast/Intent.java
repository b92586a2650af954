package dev.troupe.core.forecast;

import dev.troupe.core.id.NodeId;
import dev.troupe.core.id.ServiceId;
import dev.troupe.core.spec.ServiceSpec;

/** What a client thinks of asking for. */
public sealed interface Intent {

    record Update(ServiceId service, ServiceSpec spec) implements Intent {}

    /** Availability {@code drain}. */
    record Drain(NodeId node) implements Intent {}

    record RemoveNode(NodeId node, boolean force) implements Intent {}
}
