package dev.troupe.core.node;

import dev.troupe.core.spec.Platform;
import dev.troupe.core.spec.Resources;
import java.util.List;
import java.util.Map;

/** What a node's agent says of it (OM-35). */
public record NodeDescription(
        String hostname,
        Platform platform,
        Resources resources,
        String engineVersion,
        Map<String, String> engineLabels,
        List<Plugin> plugins) {

    /** Something the engine can do: type {@code Volume}, {@code Network} or {@code Log}. */
    public record Plugin(String type, String name) {}
}
