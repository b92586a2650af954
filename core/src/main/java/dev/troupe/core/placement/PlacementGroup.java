package dev.troupe.core.placement;

import dev.troupe.core.id.ServiceId;
import dev.troupe.core.id.TaskId;
import dev.troupe.core.spec.EndpointSpec;
import dev.troupe.core.spec.TaskSpec;
import java.util.List;

/** Tasks of one revision of one service, placed together (SC-20), in this order. */
public record PlacementGroup(
        ServiceId service, long specVersion, TaskSpec spec, EndpointSpec endpoint, List<TaskId> tasks) {}
