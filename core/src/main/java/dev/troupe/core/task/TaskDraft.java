package dev.troupe.core.task;

import dev.troupe.core.id.ServiceId;
import dev.troupe.core.id.TaskId;
import dev.troupe.core.spec.EndpointSpec;
import dev.troupe.core.spec.TaskSpec;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.Map;

/**
 * All that a task is born with (OM-37).
 *
 * @param serviceName and {@code serviceLabels}: a copy, so that the task still tells them when the service is gone
 * @param slot from 1
 * @param specVersion which revision of the service this is (OM-8)
 */
@RecordBuilder
public record TaskDraft(
        TaskId id,
        ServiceId service,
        String serviceName,
        Map<String, String> serviceLabels,
        int slot,
        long specVersion,
        TaskSpec spec,
        EndpointSpec endpoint,
        DesiredState desired)
        implements TaskDraftBuilder.With {

    /** {@code web.1.2ewn21t5bpf8...}: the name of the task and of its container (L-30). */
    public String name() {
        return serviceName + "." + slot + "." + id;
    }
}
