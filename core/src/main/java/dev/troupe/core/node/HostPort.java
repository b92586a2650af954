package dev.troupe.core.node;

import dev.troupe.core.spec.EndpointSpec;
import dev.troupe.core.spec.PortConfig;
import java.util.List;

/** A port of a node that one task holds alone. */
public record HostPort(String protocol, int port) {

    /** The ports that each task of a service with this endpoint claims on its node. */
    public static List<HostPort> claimedBy(EndpointSpec endpoint) {
        return endpoint.ports().stream()
                .filter(PortConfig::claimsHostPort)
                .map(port -> new HostPort(port.protocol(), port.published()))
                .distinct()
                .toList();
    }
}
