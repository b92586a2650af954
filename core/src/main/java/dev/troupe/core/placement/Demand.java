package dev.troupe.core.placement;

import dev.troupe.core.id.ServiceId;
import dev.troupe.core.node.HostPort;
import dev.troupe.core.spec.Mount;
import dev.troupe.core.spec.Platform;
import dev.troupe.core.spec.Resources;
import java.util.List;
import java.util.Optional;

/**
 * What every task of a group asks of a node, read once per group.
 *
 * @param volumeDrivers other than the built-in one (SC-10)
 * @param logDriver absent where any will do
 */
record Demand(
        ServiceId service,
        Resources reservations,
        List<String> volumeDrivers,
        Optional<String> logDriver,
        List<Constraint> constraints,
        List<Platform> platforms,
        List<HostPort> ports,
        int maxReplicasPerNode) {

    static Demand of(PlacementGroup group) {
        var spec = group.spec();
        return new Demand(
                group.service(),
                spec.reservations(),
                spec.container().mounts().stream()
                        .filter(mount -> mount.type().equals("volume"))
                        .map(Mount::volumeDriver)
                        .flatMap(Optional::stream)
                        .filter(driver -> !driver.isEmpty() && !driver.equals("local"))
                        .distinct()
                        .toList(),
                spec.logDriver().map(driver -> driver.name()).filter(name -> !name.isEmpty() && !name.equals("none")),
                Constraints.read(spec.placement().constraints()),
                spec.placement().platforms(),
                HostPort.claimedBy(group.endpoint()),
                spec.placement().maxReplicasPerNode());
    }
}
