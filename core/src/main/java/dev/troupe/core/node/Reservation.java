package dev.troupe.core.node;

import dev.troupe.core.id.ServiceId;
import dev.troupe.core.id.TaskId;
import dev.troupe.core.spec.Resources;
import java.util.List;

/** Room held on a node for a task, from its assignment until it has ended (SC-7). */
public record Reservation(TaskId task, ServiceId service, Resources resources, List<HostPort> ports) {}
