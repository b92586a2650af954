package dev.troupe.core.service;

import dev.troupe.core.node.NodeFacts;
import dev.troupe.core.placement.Constraints;
import dev.troupe.core.spec.EndpointSpec;
import dev.troupe.core.spec.Placement;
import dev.troupe.core.spec.TaskSpec;
import java.util.Optional;
import java.util.function.Supplier;

/** Whether a task must be replaced to be what its service is now (U-30 to U-33). */
public final class Dirty {

    private Dirty() {}

    /**
     * True when the task is not what the service asks for. Registry credentials never count (U-31).
     *
     * @param node the node the task is on, looked up only when its placement is all that differs (U-32)
     */
    public static boolean is(
            TaskSpec task,
            EndpointSpec taskEndpoint,
            long taskVersion,
            TaskSpec service,
            EndpointSpec endpoint,
            long serviceVersion,
            Supplier<Optional<NodeFacts>> node) {
        if (taskVersion == serviceVersion) return false;
        if (!task.essence().equals(service.essence()) || !taskEndpoint.equals(endpoint)) return true;
        if (task.placement().equals(service.placement())) return false;
        return !node.get().map(facts -> meets(service.placement(), facts)).orElse(false);
    }

    private static boolean meets(Placement placement, NodeFacts node) {
        return Constraints.satisfiedBy(placement.constraints(), node);
    }
}
