package dev.troupe.agent.task;

import dev.troupe.core.id.NodeId;
import dev.troupe.core.node.NodeDescription;
import dev.troupe.core.spec.Templates;
import dev.troupe.core.spec.Templates.Expansion;
import dev.troupe.core.task.TaskDraft;
import java.util.Map;

/** What a service left open for each task, filled in where the task is to run (TP-2, TP-4). */
final class TaskTemplates {

    private TaskTemplates() {}

    /** Throws {@link Malformed} with what cannot be filled in. */
    static TaskDraft expand(TaskDraft draft, NodeId node, NodeDescription description) {
        var spec = draft.spec();
        return switch (Templates.expand(spec.container(), facts(draft, node, description), draft.serviceLabels())) {
            case Expansion.Expanded(var container) -> draft.withSpec(spec.withContainer(container));
            case Expansion.Failed(var why) -> throw new Malformed(why);
        };
    }

    private static Map<String, String> facts(TaskDraft draft, NodeId node, NodeDescription description) {
        return Map.of(
                ".Service.ID", draft.service().value(),
                ".Service.Name", draft.serviceName(),
                ".Node.ID", node.value(),
                ".Node.Hostname", description.hostname(),
                ".Node.Platform.OS", description.platform().os(),
                ".Node.Platform.Architecture", description.platform().architecture(),
                ".Task.ID", draft.id().value(),
                ".Task.Name", draft.name(),
                ".Task.Slot", draft.slot() == 0 ? node.value() : Integer.toString(draft.slot()));
    }
}
