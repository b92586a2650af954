package dev.troupe.core.spec;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.Optional;

/**
 * What each task of a service should be. Never changes once a task has it (OM-38).
 *
 * @param essence everything a running task depends on except its placement, in one canonical text made by the
 *     http door: two specs with equal essence need no new task (U-30). Registry credentials are not part of it.
 * @param document the task template as the client sent it
 */
@RecordBuilder
public record TaskSpec(
        ContainerSpec container,
        Resources limits,
        Resources reservations,
        RestartPolicy restart,
        Placement placement,
        Optional<LogDriver> logDriver,
        long forceUpdate,
        String essence,
        Document document)
        implements TaskSpecBuilder.With {

    /** Tasks of that container that ask for nothing else. */
    public static TaskSpec of(ContainerSpec container, String essence) {
        return new TaskSpec(
                container,
                Resources.NONE,
                Resources.NONE,
                RestartPolicy.DEFAULT,
                Placement.ANYWHERE,
                Optional.empty(),
                0,
                essence,
                Document.EMPTY);
    }

    public TaskSpec withRegistryAuth(Optional<String> auth) {
        return withContainer(container.withRegistryAuth(auth));
    }
}
