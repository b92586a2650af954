package dev.troupe.core.placement;

import dev.troupe.core.id.NodeId;
import dev.troupe.core.id.TaskId;
import java.util.Map;

/**
 * What one round decided.
 *
 * @param placed where each placed task goes
 * @param explained why each other one stays pending: the text for its status (SC-9)
 */
public record Verdict(Map<TaskId, NodeId> placed, Map<TaskId, String> explained) {}
