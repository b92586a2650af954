package dev.troupe.core.spec;

import java.util.Map;
import java.util.Optional;

/**
 * What a service should be. Absent policies stay absent; defaults apply when a value is read (OM-33, OM-34).
 *
 * @param document the whole spec as the client sent it and gets it back
 */
public record ServiceSpec(
        String name,
        Map<String, String> labels,
        TaskSpec task,
        Mode mode,
        Optional<UpdatePolicy> update,
        Optional<UpdatePolicy> rollback,
        EndpointSpec endpoint,
        Document document) {

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
        return new ServiceSpec(name, labels, task.withRegistryAuth(auth), mode, update, rollback, endpoint, document);
    }
}
