package dev.troupe.core.placement;

import dev.troupe.core.id.NodeId;
import dev.troupe.core.id.TaskId;
import dev.troupe.core.node.Choice;
import java.util.List;
import java.util.Map;

/**
 * What one round decided.
 *
 * @param placed where each placed task goes
 * @param choices why there, by node: one for each group that has tasks placed on it
 * @param explained why each other one stays pending: the text for its status (SC-9)
 */
public record Verdict(Map<TaskId, NodeId> placed, Map<NodeId, List<Choice>> choices, Map<TaskId, String> explained) {}
