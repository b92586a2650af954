package dev.troupe.core.spec;

import java.util.List;

/**
 * How a service is reached.
 *
 * @param mode {@code vip} or {@code dnsrr}
 */
public record EndpointSpec(String mode, List<PortConfig> ports) {
    public static final EndpointSpec NONE = new EndpointSpec("vip", List.of());
}
