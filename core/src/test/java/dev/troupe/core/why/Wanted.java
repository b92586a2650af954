package dev.troupe.core.why;

import dev.troupe.core.spec.ContainerSpec;
import dev.troupe.core.spec.EndpointSpec;
import dev.troupe.core.spec.Placement;
import dev.troupe.core.spec.PortConfig;
import dev.troupe.core.spec.Resources;
import dev.troupe.core.spec.RestartPolicy;
import dev.troupe.core.spec.ServiceSpec;
import dev.troupe.core.spec.TaskSpec;
import dev.troupe.core.spec.UpdatePolicy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a service called web is asked to be, in few words. */
final class Wanted {

    private final String image;
    private final int replicas;
    private Placement placement = Placement.ANYWHERE;
    private Resources reservations = Resources.NONE;
    private EndpointSpec endpoint = EndpointSpec.NONE;
    private RestartPolicy restart = RestartPolicy.DEFAULT;
    private UpdatePolicy update = UpdatePolicy.DEFAULT;

    private Wanted(String image, int replicas) {
        this.image = image;
        this.replicas = replicas;
    }

    static Wanted web(String image, int replicas) {
        return new Wanted(image, replicas);
    }

    Wanted only(String constraint) {
        placement = new Placement(List.of(constraint), List.of(), 0, List.of());
        return this;
    }

    Wanted reserve(long nanoCpus) {
        reservations = new Resources(nanoCpus, 0, 0, Map.of());
        return this;
    }

    Wanted hostPort(int port) {
        endpoint = new EndpointSpec("vip", List.of(new PortConfig("", "tcp", 80, port, true)));
        return this;
    }

    Wanted restarts(RestartPolicy.Condition condition, Duration delay) {
        restart = new RestartPolicy(condition, delay, 0, Duration.ZERO);
        return this;
    }

    Wanted onFailure(UpdatePolicy.FailureAction action, float ratio) {
        update =
                new UpdatePolicy(1, Duration.ZERO, action, Duration.ofSeconds(5), ratio, UpdatePolicy.Order.STOP_FIRST);
        return this;
    }

    ServiceSpec spec() {
        var task = TaskSpec.of(ContainerSpec.of(image), image + reservations + endpoint + restart)
                .withReservations(reservations)
                .withRestart(restart)
                .withPlacement(placement);
        return ServiceSpec.of("web", replicas, task)
                .withUpdate(Optional.of(update))
                .withRollback(Optional.of(update))
                .withEndpoint(endpoint);
    }
}
