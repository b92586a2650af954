package dev.troupe.core.placement;

import dev.troupe.core.id.ServiceId;
import dev.troupe.core.id.TaskId;
import dev.troupe.core.spec.ContainerSpec;
import dev.troupe.core.spec.EndpointSpec;
import dev.troupe.core.spec.LogDriver;
import dev.troupe.core.spec.Mount;
import dev.troupe.core.spec.Placement;
import dev.troupe.core.spec.Platform;
import dev.troupe.core.spec.PortConfig;
import dev.troupe.core.spec.Resources;
import dev.troupe.core.spec.TaskSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** Waiting tasks in few words. */
final class Groups {

    static final ServiceId WEB = new ServiceId("web");
    static final ServiceId DB = new ServiceId("db");

    private Groups() {}

    /** {@code count} tasks of {@code service}, {@code web-1} and so on, that ask for nothing. */
    static Draft tasks(ServiceId service, int count) {
        return new Draft(service, count);
    }

    static TaskId task(ServiceId service, int number) {
        return new TaskId(service + "-" + number);
    }

    /** A group being described. */
    static final class Draft {
        private final ServiceId service;
        private final int count;
        private final List<PortConfig> ports = new ArrayList<>();
        private final List<Mount> mounts = new ArrayList<>();
        private Resources reservations = Resources.NONE;
        private Placement placement = Placement.ANYWHERE;
        private Optional<LogDriver> logDriver = Optional.empty();

        private Draft(ServiceId service, int count) {
            this.service = service;
            this.count = count;
        }

        Draft reserve(long nanoCpus, long memoryBytes) {
            return reserve(new Resources(nanoCpus, memoryBytes, 0, Map.of()));
        }

        Draft reserve(Resources reservations) {
            this.reservations = reservations;
            return this;
        }

        Draft only(String... constraints) {
            placement = new Placement(
                    List.of(constraints),
                    placement.spreadOver(),
                    placement.maxReplicasPerNode(),
                    placement.platforms());
            return this;
        }

        Draft spread(String... descriptors) {
            placement = new Placement(
                    placement.constraints(),
                    List.of(descriptors),
                    placement.maxReplicasPerNode(),
                    placement.platforms());
            return this;
        }

        Draft atMost(int perNode) {
            placement = new Placement(placement.constraints(), placement.spreadOver(), perNode, placement.platforms());
            return this;
        }

        Draft platforms(Platform... platforms) {
            placement = new Placement(
                    placement.constraints(),
                    placement.spreadOver(),
                    placement.maxReplicasPerNode(),
                    List.of(platforms));
            return this;
        }

        Draft hostPort(String protocol, int port) {
            ports.add(new PortConfig("", protocol, 80, port, true));
            return this;
        }

        Draft volumeDriver(String name) {
            mounts.add(new Mount(
                    "volume",
                    "data",
                    "/data",
                    false,
                    Optional.empty(),
                    false,
                    Map.of(),
                    Optional.of(name),
                    Map.of(),
                    0,
                    0));
            return this;
        }

        Draft logDriver(String name) {
            logDriver = Optional.of(new LogDriver(name, Map.of()));
            return this;
        }

        PlacementGroup ofRevision(long specVersion) {
            var plain = ContainerSpec.of("alpine:3", "sleep", "1d");
            var container = plain.withMounts(List.copyOf(mounts));
            var spec = TaskSpec.of(container, "")
                    .withReservations(reservations)
                    .withPlacement(placement)
                    .withLogDriver(logDriver);
            return new PlacementGroup(
                    service,
                    specVersion,
                    spec,
                    new EndpointSpec("vip", List.copyOf(ports)),
                    IntStream.rangeClosed(1, count)
                            .mapToObj(number -> task(service, number))
                            .toList());
        }

        PlacementGroup waiting() {
            return ofRevision(0);
        }
    }
}
