package dev.troupe.http.elsewhere;

import dev.troupe.core.swarm.Swarm;
import dev.troupe.http.HostFacts;
import dev.troupe.http.wire.JsonOut;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A network that is always there. Stack files and Portainer look for them; Troupe itself does nothing with them yet.
 *
 * @param labelled false: clients see no labels and no containers, as of an overlay that is not in use here
 */
record PredefinedNetwork(
        String name,
        String id,
        Instant created,
        String scope,
        String driver,
        Optional<String> subnet,
        Optional<String> gateway,
        Map<String, String> options,
        boolean labelled) {
    private static final int SWARM_ID_DIGITS = 25;

    /** {@code ingress} exists in a swarm only. */
    static List<PredefinedNetwork> all(Swarm swarm, HostFacts host) {
        var born = switch (swarm) {
            case Swarm.Active active -> active.createdAt();
            case Swarm.Inactive none -> Instant.EPOCH;
        };
        var networks = new ArrayList<PredefinedNetwork>();
        networks.add(local("bridge", "bridge", Optional.of("172.17.0.0/16"), BRIDGE_OPTIONS, host, born));
        networks.add(local("host", "host", Optional.empty(), Map.of(), host, born));
        if (swarm instanceof Swarm.Active active) networks.add(ingress(active));
        networks.add(local("none", "null", Optional.empty(), Map.of(), host, born));
        return networks;
    }

    private static final Map<String, String> BRIDGE_OPTIONS = Map.of(
            "com.docker.network.bridge.default_bridge", "true",
            "com.docker.network.bridge.enable_icc", "true",
            "com.docker.network.bridge.enable_ip_masquerade", "true",
            "com.docker.network.bridge.host_binding_ipv4", "0.0.0.0",
            "com.docker.network.bridge.name", "docker0",
            "com.docker.network.driver.mtu", "1500");

    private static PredefinedNetwork ingress(Swarm.Active swarm) {
        var id = new BigInteger(1, digest("ingress", swarm.id())).toString(36).substring(0, SWARM_ID_DIGITS);
        return new PredefinedNetwork(
                "ingress",
                id,
                swarm.createdAt(),
                "swarm",
                "overlay",
                Optional.of("10.0.0.0/24"),
                Optional.of("10.0.0.1"),
                Map.of("com.docker.network.driver.overlay.vxlanid_list", "4096"),
                false);
    }

    private static PredefinedNetwork local(
            String name,
            String driver,
            Optional<String> subnet,
            Map<String, String> options,
            HostFacts host,
            Instant born) {
        return new PredefinedNetwork(
                name,
                HexFormat.of().formatHex(digest(name, host.id())),
                born,
                "local",
                driver,
                subnet,
                Optional.empty(),
                options,
                true);
    }

    /** An id that is the same after each restart. */
    private static byte[] digest(String name, String owner) {
        try {
            return MessageDigest.getInstance("SHA-256")
                    .digest((name + " of " + owner).getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    void write(JsonOut json) {
        json.field("Name", name).field("Id", id).field("Created", created);
        json.field("Scope", scope).field("Driver", driver).field("EnableIPv6", false);
        json.object("IPAM", () -> {
            json.field("Driver", "default").none("Options");
            json.list("Config", subnet.stream().toList(), range -> {
                json.field("Subnet", range);
                gateway.ifPresent(address -> json.field("Gateway", address));
            });
        });
        json.field("Internal", false).field("Attachable", false).field("Ingress", name.equals("ingress"));
        json.object("ConfigFrom", () -> json.field("Network", "")).field("ConfigOnly", false);
        if (labelled) json.object("Containers", () -> {});
        else json.none("Containers");
        json.map("Options", options);
        if (labelled) json.object("Labels", () -> {});
        else json.none("Labels");
    }
}
