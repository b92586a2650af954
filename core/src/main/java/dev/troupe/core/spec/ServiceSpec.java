package dev.troupe.core.spec;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.Map;
import java.util.Optional;

/**
 * What a service should be. Absent policies stay absent; defaults apply when a value is read (OM-33, OM-34).
 *
 * @param document the whole spec as the client sent it and gets it back
 */
@RecordBuilder
public record ServiceSpec(
        String name,
        Map<String, String> labels,
        TaskSpec task,
        Mode mode,
        Optional<UpdatePolicy> update,
        Optional<UpdatePolicy> rollback,
        EndpointSpec endpoint,
        Document document)
        implements ServiceSpecBuilder.With {

    /** So many of these tasks, and nothing else asked for. */
    public static ServiceSpec of(String name, int replicas, TaskSpec task) {
        return new ServiceSpec(
                name,
                Map.of(),
                task,
                new Mode.Replicated(replicas),
                Optional.empty(),
                Optional.empty(),
                EndpointSpec.NONE,
                Document.EMPTY);
    }

    public UpdatePolicy updatePolicy() {
        return update.orElse(UpdatePolicy.DEFAULT);
    }

    public UpdatePolicy rollbackPolicy() {
        return rollback.orElse(UpdatePolicy.DEFAULT);
    }

    public int replicas() {
        return switch (mode) {
            case Mode.Replicated(var replicas) -> replicas;
        };
    }

    public ServiceSpec withRegistryAuth(Optional<String> auth) {
        return withTask(task.withRegistryAuth(auth));
    }
}
