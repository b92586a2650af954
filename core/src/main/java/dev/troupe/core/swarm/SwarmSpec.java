package dev.troupe.core.swarm;

import dev.troupe.core.spec.Document;
import java.time.Duration;
import java.util.Map;

/**
 * Settings of a swarm (CL-1).
 *
 * @param taskHistoryLimit tasks kept per slot, the live one included (H-1); negative: all
 * @param document the spec as the client sent it and gets it back
 */
public record SwarmSpec(
        String name, Map<String, String> labels, int taskHistoryLimit, Duration heartbeat, Document document) {
    public static final int DEFAULT_TASK_HISTORY_LIMIT = 5;

    /** What a new swarm has where nobody says otherwise. */
    public static final SwarmSpec DEFAULT =
            new SwarmSpec("default", Map.of(), DEFAULT_TASK_HISTORY_LIMIT, Duration.ofSeconds(5), Document.EMPTY);
}
