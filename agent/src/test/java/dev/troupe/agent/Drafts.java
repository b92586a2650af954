package dev.troupe.agent;

import dev.troupe.core.id.NodeId;
import dev.troupe.core.id.ServiceId;
import dev.troupe.core.id.TaskId;
import dev.troupe.core.session.Assignment;
import dev.troupe.core.spec.ContainerSpec;
import dev.troupe.core.spec.ContainerSpecBuilder;
import dev.troupe.core.spec.EndpointSpec;
import dev.troupe.core.spec.HealthCheck;
import dev.troupe.core.spec.Mount;
import dev.troupe.core.spec.PortConfig;
import dev.troupe.core.spec.Resources;
import dev.troupe.core.spec.TaskSpec;
import dev.troupe.core.task.DesiredState;
import dev.troupe.core.task.TaskDraft;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Tasks for stories: {@code web.1}, on node {@link #NODE}. */
public final class Drafts {

    public static final NodeId NODE = new NodeId("node1");

    private Drafts() {}

    public static TaskDraft task(String id, String image, String... args) {
        return task(id, ContainerSpec.of(image, args));
    }

    public static TaskDraft task(String id, ContainerSpec container) {
        return task(id, container, EndpointSpec.NONE);
    }

    public static TaskDraft task(String id, ContainerSpec container, EndpointSpec endpoint) {
        return new TaskDraft(
                new TaskId(id),
                new ServiceId("service1"),
                "web",
                Map.of("team", "blue"),
                1,
                0,
                TaskSpec.of(container, ""),
                endpoint,
                DesiredState.RUNNING);
    }

    public static TaskDraft withResources(TaskDraft draft, Resources limits, Resources reservations) {
        var spec = draft.spec();
        return draft.withSpec(spec.withLimits(limits).withReservations(reservations));
    }

    public static Assignment wanted(TaskDraft draft, DesiredState desired) {
        return new Assignment(draft, NODE, desired);
    }

    public static EndpointSpec hostPort(int target, int published) {
        return new EndpointSpec("vip", List.of(new PortConfig("", "tcp", target, published, true)));
    }

    /** A container spec to be changed piece by piece. */
    public static final class Container {
        private final ContainerSpec base;
        private List<String> command = List.of();
        private List<String> env = List.of();
        private Optional<String> hostname = Optional.empty();
        private Optional<String> user = Optional.empty();
        private Optional<String> dir = Optional.empty();
        private Optional<String> signal = Optional.empty();
        private Optional<Duration> grace = Optional.empty();
        private Optional<HealthCheck> health = Optional.empty();
        private List<Mount> mounts = List.of();

        public Container(String image, String... args) {
            base = ContainerSpec.of(image, args);
        }

        public Container command(String... words) {
            command = List.of(words);
            return this;
        }

        public Container env(String... variables) {
            env = List.of(variables);
            return this;
        }

        public Container hostname(String name) {
            hostname = Optional.of(name);
            return this;
        }

        public Container user(String name) {
            user = Optional.of(name);
            return this;
        }

        public Container dir(String path) {
            dir = Optional.of(path);
            return this;
        }

        public Container signal(String name) {
            signal = Optional.of(name);
            return this;
        }

        public Container grace(Duration time) {
            grace = Optional.of(time);
            return this;
        }

        public Container health(Duration interval, int retries, String... test) {
            health = Optional.of(new HealthCheck(
                    List.of(test), interval, Duration.ofSeconds(1), Duration.ZERO, Duration.ZERO, retries));
            return this;
        }

        public Container mount(String type, String source, String target) {
            mounts = List.of(new Mount(
                    type, source, target, false, Optional.empty(), false, Map.of(), Optional.empty(), Map.of(), 0, 0));
            return this;
        }

        public ContainerSpec spec() {
            return ContainerSpecBuilder.builder(base)
                    .command(command)
                    .env(env)
                    .hostname(hostname)
                    .dir(dir)
                    .user(user)
                    .stopSignal(signal)
                    .stopGracePeriod(grace)
                    .healthCheck(health)
                    .mounts(mounts)
                    .build();
        }
    }
}
