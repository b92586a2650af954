package dev.troupe.core.placement;

import dev.troupe.core.id.NodeId;
import dev.troupe.core.id.ServiceId;
import dev.troupe.core.node.Availability;
import dev.troupe.core.node.HostPort;
import dev.troupe.core.node.NodeDescription;
import dev.troupe.core.node.NodeDescription.Plugin;
import dev.troupe.core.node.NodeFacts;
import dev.troupe.core.node.NodeSpec;
import dev.troupe.core.node.NodeState;
import dev.troupe.core.node.Role;
import dev.troupe.core.spec.Platform;
import dev.troupe.core.spec.Resources;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.pcollections.HashTreePMap;
import org.pcollections.HashTreePSet;

/** Nodes in few words. */
final class Nodes {

    static final long CPU = 1_000_000_000L;
    static final long GIB = 1L << 30;

    private Nodes() {}

    /** A ready worker with 4 CPUs and 8 GiB that carries nothing. */
    static Draft node(String id) {
        return new Draft(id);
    }

    /** A node being described. */
    static final class Draft {
        private final String id;
        private final Map<String, String> labels = new HashMap<>();
        private final Map<String, String> engineLabels = new HashMap<>();
        private final Map<ServiceId, Integer> active = new HashMap<>();
        private NodeState state = NodeState.READY;
        private Role role = Role.WORKER;
        private String address = "10.0.0.7";
        private Availability availability = Availability.ACTIVE;
        private String engineVersion = "29.0.0";
        private Platform platform = new Platform("linux", "x86_64");
        private Resources total = new Resources(4 * CPU, 8 * GIB, 0, Map.of());
        private Resources charged = Resources.NONE;
        private List<Plugin> plugins = List.of();
        private List<HostPort> ports = List.of();
        private FloorNode.Failures failures = (service, specVersion) -> 0;

        private Draft(String id) {
            this.id = id;
        }

        Draft label(String key, String value) {
            labels.put(key, value);
            return this;
        }

        Draft engineLabel(String key, String value) {
            engineLabels.put(key, value);
            return this;
        }

        Draft is(Role role) {
            this.role = role;
            return this;
        }

        Draft at(String address) {
            this.address = address;
            return this;
        }

        Draft is(NodeState state) {
            this.state = state;
            return this;
        }

        Draft is(Availability availability) {
            this.availability = availability;
            return this;
        }

        Draft platform(String os, String architecture) {
            platform = new Platform(os, architecture);
            return this;
        }

        Draft has(Resources total) {
            this.total = total;
            return this;
        }

        Draft charged(Resources charged) {
            this.charged = charged;
            return this;
        }

        Draft plugins(Plugin... plugins) {
            this.plugins = List.of(plugins);
            return this;
        }

        Draft withoutEngine() {
            engineVersion = "";
            return this;
        }

        Draft runs(int tasks, ServiceId service) {
            active.merge(service, tasks, Integer::sum);
            return this;
        }

        Draft uses(HostPort... ports) {
            this.ports = List.of(ports);
            return this;
        }

        Draft failed(int times, ServiceId service, long specVersion) {
            failures = (asked, version) -> asked.equals(service) && version == specVersion ? times : 0;
            return this;
        }

        NodeFacts facts() {
            return new NodeFacts(
                    new NodeId(id),
                    new NodeSpec("", Map.copyOf(labels), role, availability),
                    new NodeDescription(
                            id + "-host", platform, total, engineVersion, Map.copyOf(engineLabels), plugins),
                    state,
                    "",
                    role,
                    address);
        }

        FloorNode stands() {
            var all = active.values().stream().mapToInt(Integer::intValue).sum();
            return new FloorNode(
                    facts(), new NodeLoad(charged, all, HashTreePMap.from(active), HashTreePSet.from(ports)), failures);
        }
    }
}
