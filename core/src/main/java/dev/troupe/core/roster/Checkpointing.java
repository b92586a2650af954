package dev.troupe.core.roster;

import dev.troupe.core.feed.EntityKind;
import dev.troupe.core.feed.EntityRef;
import dev.troupe.core.id.NodeId;
import dev.troupe.core.id.ServiceId;
import dev.troupe.core.id.TaskId;
import dev.troupe.core.task.TaskDraft;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.pcollections.HashTreePMap;
import org.pcollections.TreePMap;

/** Takes rosters apart and puts them together. */
final class Checkpointing {

    private Checkpointing() {}

    static Checkpoint takeApart(FoldedRoster roster, List<SwarmMessage> messages) {
        var table = roster.taskTable();
        var rows = new ArrayList<Checkpoint.Row>(table.rows().size());
        table.rows()
                .forEach((serial, task) -> rows.add(new Checkpoint.Row(
                        serial,
                        task,
                        roster.sequenceOf(ref(task)),
                        Optional.ofNullable(table.heard().get(task.id())))));
        var sequences = new HashMap<String, Long>();
        roster.sequences().forEach((entity, sequence) -> {
            if (!isListed(roster, entity)) sequences.put(entity.persistenceId(), sequence);
        });
        return new Checkpoint(
                roster.offset(),
                sequences,
                roster.swarm(),
                List.copyOf(roster.services()),
                roster.names(),
                table.planned(),
                rows,
                table.leaving(),
                List.copyOf(roster.nodes()),
                roster.failures().queue().stream()
                        .map(failure -> new Checkpoint.Failure(
                                failure.place().node(),
                                failure.place().service(),
                                failure.place().specVersion(),
                                failure.at()))
                        .toList(),
                messages);
    }

    private static boolean isListed(FoldedRoster roster, EntityRef entity) {
        return entity.kind() == EntityKind.TASK
                && roster.task(new TaskId(entity.id())).isPresent();
    }

    private static EntityRef ref(TaskView task) {
        return new EntityRef(EntityKind.TASK, task.id().value());
    }

    static FoldedRoster putTogether(Checkpoint checkpoint) {
        var sequences = new HashMap<EntityRef, Long>();
        checkpoint.sequences().forEach((entity, sequence) -> sequences.put(EntityRef.parse(entity), sequence));
        for (var row : checkpoint.tasks()) {
            if (row.sequence() > 0) sequences.put(ref(row.task()), row.sequence()); // 0: planned, and nothing more yet.
        }
        var services = new HashMap<ServiceId, ServiceView>();
        for (var service : checkpoint.services()) services.put(service.id(), service);
        var nodes = new HashMap<NodeId, NodeView>();
        for (var node : checkpoint.nodes()) nodes.put(node.facts().id(), node);
        return new FoldedRoster(
                checkpoint.offset(),
                HashTreePMap.from(sequences),
                checkpoint.swarm(),
                TreePMap.from(services),
                HashTreePMap.from(checkpoint.names()),
                tasks(checkpoint),
                TreePMap.from(nodes),
                failures(checkpoint));
    }

    private static TaskTable tasks(Checkpoint checkpoint) {
        // The tasks of a service share its labels, as they did when they were planned.
        var labels = new HashMap<Map<String, String>, Map<String, String>>();
        var table = TaskTable.EMPTY;
        for (var row : checkpoint.tasks()) {
            var task = row.task().withDraft(sharing(labels, row.task().draft()));
            table = table.restore(row.serial(), task, row.heard());
        }
        return table.restored(checkpoint.planned(), HashTreePMap.from(checkpoint.leaving()));
    }

    private static TaskDraft sharing(Map<Map<String, String>, Map<String, String>> labels, TaskDraft draft) {
        return draft.withServiceLabels(labels.computeIfAbsent(draft.serviceLabels(), first -> first));
    }

    private static Failures failures(Checkpoint checkpoint) {
        var failures = Failures.NONE;
        for (var failure : checkpoint.failures()) {
            failures = failures.plus(
                    new Failures.Place(failure.node(), failure.service(), failure.specVersion()), failure.at());
        }
        return failures;
    }
}
