package dev.troupe.agent.driver;

import dev.troupe.core.spec.TaskSpec;
import java.util.List;
import java.util.Locale;

/** How a task learns which generic resources are reserved for it (E-19). */
public final class GenericResources {

    private GenericResources() {}

    /** {@code DOCKER_RESOURCE_GPU=2} each, in order of their kinds. */
    public static List<String> env(TaskSpec spec) {
        return spec.reservations().generic().entrySet().stream()
                .filter(entry -> entry.getValue() > 0)
                .map(entry -> "DOCKER_RESOURCE_" + entry.getKey().toUpperCase(Locale.ROOT) + "=" + entry.getValue())
                .sorted()
                .toList();
    }
}
