package dev.troupe.agent.driver.simulated;

import dev.troupe.core.node.NodeDescription;
import dev.troupe.core.node.NodeDescription.Plugin;
import dev.troupe.core.spec.Platform;
import dev.troupe.core.spec.Resources;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What simulated nodes say of themselves. */
public final class SimulatedNodes {

    public static final long CPUS_2 = 2_000_000_000L;
    public static final long MEMORY_24_GIB = 24L << 30;

    private SimulatedNodes() {}

    /** Two CPUs, 24 GiB, linux on x86_64, and what an ordinary engine can do. */
    public static NodeDescription describe(String hostname, String engineVersion) {
        return describe(hostname, engineVersion, new Resources(CPUS_2, MEMORY_24_GIB, 0, Map.of()), Map.of());
    }

    public static NodeDescription describe(
            String hostname, String engineVersion, Resources resources, Map<String, String> engineLabels) {
        return new NodeDescription(
                hostname, new Platform("linux", "x86_64"), resources, engineVersion, engineLabels, plugins());
    }

    private static List<Plugin> plugins() {
        var plugins = new ArrayList<Plugin>();
        for (var log : List.of(
                "awslogs",
                "fluentd",
                "gcplogs",
                "gelf",
                "journald",
                "json-file",
                "local",
                "logentries",
                "splunk",
                "syslog")) {
            plugins.add(new Plugin("Log", log));
        }
        for (var network : List.of("bridge", "host", "ipvlan", "macvlan", "null", "overlay")) {
            plugins.add(new Plugin("Network", network));
        }
        plugins.add(new Plugin("Volume", "local"));
        return List.copyOf(plugins);
    }
}
