package dev.troupe.agent.driver;

import dev.troupe.core.spec.ContainerSpec;
import java.time.Duration;
import java.util.Optional;

/**
 * How to stop a task (E-14).
 *
 * @param signal absent: the image's, else SIGTERM
 * @param grace between the signal and the kill; zero: kill at once
 * @param wanted true: it is not wanted any more, and that is remembered before the signal goes out; false: it is put
 *     down for being unhealthy, which stays a failure (E-9)
 */
public record StopOrder(Optional<String> signal, Duration grace, boolean wanted) {

    public static final StopOrder DEFAULT = new StopOrder(Optional.empty(), ContainerSpec.DEFAULT_STOP_GRACE, true);

    public static StopOrder of(ContainerSpec container) {
        return new StopOrder(container.stopSignal(), container.stopGrace(), true);
    }

    public StopOrder forUnhealthy() {
        return new StopOrder(signal, grace, false);
    }
}
