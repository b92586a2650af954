package dev.troupe.core.spec;

import java.util.Optional;

/**
 * What each task of a service should be. Never changes once a task has it (OM-38).
 *
 * @param essence everything a running task depends on except its placement, in one canonical text made by the
 *     http door: two specs with equal essence need no new task (U-30). Registry credentials are not part of it.
 * @param document the task template as the client sent it
 */
public record TaskSpec(
        ContainerSpec container,
        Resources limits,
        Resources reservations,
        RestartPolicy restart,
        Placement placement,
        Optional<LogDriver> logDriver,
        long forceUpdate,
        String essence,
        Document document) {

    public TaskSpec withRegistryAuth(Optional<String> auth) {
        return new TaskSpec(
                container.withRegistryAuth(auth),
                limits,
                reservations,
                restart,
                placement,
                logDriver,
                forceUpdate,
                essence,
                document);
    }
}
