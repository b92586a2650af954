package dev.troupe.agent.driver.docker;

import com.fasterxml.jackson.databind.JsonNode;
import dev.troupe.core.node.NodeDescription;
import dev.troupe.core.node.NodeDescription.Plugin;
import dev.troupe.core.spec.Platform;
import dev.troupe.core.spec.Resources;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What an engine says of its machine ({@code GET /info}), as a node's description. */
final class EngineInfo {

    private EngineInfo() {}

    /** @param hostname what the node calls itself: several may share one engine */
    static NodeDescription describe(String hostname, JsonNode info) {
        var labels = new LinkedHashMap<String, String>();
        for (var label : info.path("Labels")) {
            var words = label.asText().split("=", 2);
            labels.put(words[0], words.length == 2 ? words[1] : "");
        }
        var plugins = new ArrayList<Plugin>();
        for (var type : List.of("Log", "Network", "Volume")) {
            for (var name : info.path("Plugins").path(type)) plugins.add(new Plugin(type, name.asText()));
        }
        return new NodeDescription(
                hostname,
                new Platform(
                        info.path("OSType").asText("linux"),
                        info.path("Architecture").asText("")),
                new Resources(
                        info.path("NCPU").asLong() * 1_000_000_000L,
                        info.path("MemTotal").asLong(),
                        0,
                        Map.of()),
                info.path("ServerVersion").asText(""),
                Map.copyOf(labels),
                List.copyOf(plugins));
    }
}
