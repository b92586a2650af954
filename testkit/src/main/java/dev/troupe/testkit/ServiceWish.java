package dev.troupe.testkit;

import dev.troupe.core.spec.ContainerSpec;
import dev.troupe.core.spec.EndpointSpec;
import dev.troupe.core.spec.HealthCheck;
import dev.troupe.core.spec.Placement;
import dev.troupe.core.spec.PortConfig;
import dev.troupe.core.spec.Resources;
import dev.troupe.core.spec.RestartPolicy;
import dev.troupe.core.spec.ServiceSpec;
import dev.troupe.core.spec.TaskSpec;
import dev.troupe.core.spec.UpdatePolicy;
import dev.troupe.core.spec.UpdatePolicy.FailureAction;
import dev.troupe.core.spec.UpdatePolicy.Order;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** A service as a test wishes it, in the words of {@code docker service create}. Defaults are Swarm's. */
public final class ServiceWish {

    /** How an update or a rollback goes, in the words of {@code --update-*} and {@code --rollback-*}. */
    public static final class Steps {
        private UpdatePolicy policy = UpdatePolicy.DEFAULT;

        Steps() {}

        /** Slots at a time; 0: all at once. */
        public Steps parallelism(int slots) {
            return set(
                    slots,
                    policy.delay(),
                    policy.onFailure(),
                    policy.monitor(),
                    policy.maxFailureRatio(),
                    policy.order());
        }

        public Steps delay(Duration delay) {
            return set(
                    policy.parallelism(),
                    delay,
                    policy.onFailure(),
                    policy.monitor(),
                    policy.maxFailureRatio(),
                    policy.order());
        }

        public Steps onFailure(FailureAction action) {
            return set(
                    policy.parallelism(),
                    policy.delay(),
                    action,
                    policy.monitor(),
                    policy.maxFailureRatio(),
                    policy.order());
        }

        public Steps monitor(Duration monitor) {
            return set(
                    policy.parallelism(),
                    policy.delay(),
                    policy.onFailure(),
                    monitor,
                    policy.maxFailureRatio(),
                    policy.order());
        }

        /** From 0 to 1. */
        public Steps maxFailureRatio(double ratio) {
            return set(
                    policy.parallelism(),
                    policy.delay(),
                    policy.onFailure(),
                    policy.monitor(),
                    (float) ratio,
                    policy.order());
        }

        public Steps order(Order order) {
            return set(
                    policy.parallelism(),
                    policy.delay(),
                    policy.onFailure(),
                    policy.monitor(),
                    policy.maxFailureRatio(),
                    order);
        }

        private Steps set(int slots, Duration delay, FailureAction action, Duration monitor, float ratio, Order order) {
            policy = new UpdatePolicy(slots, delay, action, monitor, ratio, order);
            return this;
        }
    }

    private final String name;
    private String image = "web:1";
    private List<String> args = List.of();
    private int replicas = 1;
    private long forced;
    private long nanoCpus;
    private long memory;
    private Duration grace = ContainerSpec.DEFAULT_STOP_GRACE;
    private Optional<HealthCheck> check = Optional.empty();
    private final List<String> constraints = new ArrayList<>();
    private final List<Integer> hostPorts = new ArrayList<>();
    private final Steps update = new Steps();
    private final Steps rollback = new Steps();
    private RestartPolicy restart = RestartPolicy.DEFAULT;

    ServiceWish(String name) {
        this.name = name;
    }

    public ServiceWish image(String image) {
        this.image = image;
        return this;
    }

    /** What the container runs. */
    public ServiceWish args(String... args) {
        this.args = List.of(args);
        return this;
    }

    public ServiceWish replicas(int replicas) {
        this.replicas = replicas;
        return this;
    }

    /** As {@code --force}: new tasks although nothing else changes. */
    public ServiceWish force() {
        forced++;
        return this;
    }

    public ServiceWish reserveCpus(double cpus) {
        nanoCpus = Math.round(cpus * 1e9);
        return this;
    }

    public ServiceWish reserveMemory(long bytes) {
        memory = bytes;
        return this;
    }

    /** Such as {@code node.hostname!=node-1}. */
    public ServiceWish constraint(String constraint) {
        constraints.add(constraint);
        return this;
    }

    /** A port of its node that each task holds alone. */
    public ServiceWish hostPort(int port) {
        hostPorts.add(port);
        return this;
    }

    public ServiceWish stopGrace(Duration grace) {
        this.grace = grace;
        return this;
    }

    /** Tasks count as running once they are healthy; see {@link ImageScript#healthyAfter}. */
    public ServiceWish healthCheck(Duration interval, int retries) {
        check = Optional.of(new HealthCheck(
                List.of("CMD", "check"), interval, Duration.ofSeconds(1), Duration.ZERO, Duration.ZERO, retries));
        return this;
    }

    public ServiceWish update(Consumer<Steps> change) {
        change.accept(update);
        return this;
    }

    public ServiceWish rollback(Consumer<Steps> change) {
        change.accept(rollback);
        return this;
    }

    /** @param maxAttempts 0: any number */
    public ServiceWish restart(RestartPolicy.Condition condition, Duration delay, int maxAttempts) {
        restart = new RestartPolicy(condition, delay, maxAttempts, Duration.ZERO);
        return this;
    }

    ServiceSpec spec() {
        var reserved = new Resources(nanoCpus, memory, 0, Map.of());
        var plain = ContainerSpec.of(image, args.toArray(String[]::new));
        var container = plain.withStopGracePeriod(Optional.of(grace)).withHealthCheck(check);
        var task = TaskSpec.of(
                        container,
                        String.join(
                                "|",
                                List.of(
                                        image,
                                        args.toString(),
                                        reserved.toString(),
                                        grace.toString(),
                                        check.toString(),
                                        "" + forced)))
                .withReservations(reserved)
                .withRestart(restart)
                .withPlacement(
                        constraints.isEmpty()
                                ? Placement.ANYWHERE
                                : new Placement(List.copyOf(constraints), List.of(), 0, List.of()))
                .withForceUpdate(forced);
        var ports = hostPorts.stream()
                .map(port -> new PortConfig("", "tcp", port, port, true))
                .toList();
        return ServiceSpec.of(name, replicas, task)
                .withUpdate(Optional.of(update.policy))
                .withRollback(Optional.of(rollback.policy))
                .withEndpoint(ports.isEmpty() ? EndpointSpec.NONE : new EndpointSpec("vip", ports));
    }
}
