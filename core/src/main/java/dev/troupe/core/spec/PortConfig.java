package dev.troupe.core.spec;

/**
 * A published port.
 *
 * @param protocol {@code tcp}, {@code udp} or {@code sctp}
 * @param published 0: the engine picks one
 * @param hostMode true: bound on the node that runs the task; false: through the routing mesh
 */
public record PortConfig(String name, String protocol, int target, int published, boolean hostMode) {

    /** True when a node can run only one task with this port (SC filter 6). */
    public boolean claimsHostPort() {
        return hostMode && published != 0;
    }
}
