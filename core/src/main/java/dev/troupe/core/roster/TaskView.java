package dev.troupe.core.roster;

import dev.troupe.core.id.NodeId;
import dev.troupe.core.id.ServiceId;
import dev.troupe.core.id.TaskId;
import dev.troupe.core.rule.Versions;
import dev.troupe.core.task.DesiredState;
import dev.troupe.core.task.TaskDraft;
import dev.troupe.core.task.TaskState;
import dev.troupe.core.task.TaskStatus;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.Instant;
import java.util.Optional;

/**
 * A task as lists show it.
 *
 * @param desired what its service wants, as soon as the service has decided so
 * @param node where it is, once assigned
 * @param reservedOn the node that holds room for it; set a moment before {@code node}
 * @param version its version index; grows with each fact
 */
@RecordBuilder
public record TaskView(
        TaskDraft draft,
        DesiredState desired,
        TaskStatus status,
        Optional<NodeId> node,
        Optional<NodeId> reservedOn,
        long version,
        Instant createdAt,
        Instant updatedAt)
        implements TaskViewBuilder.With {

    public TaskId id() {
        return draft.id();
    }

    public ServiceId service() {
        return draft.service();
    }

    /** Waits for a node: to be looked at by the scheduler (SC-1). A task that is only planned so far does not. */
    public boolean awaitsPlacement() {
        return status.state() == TaskState.PENDING && desired.isLive() && place().isEmpty();
    }

    /** The node it is on, or else the one that holds room for it. */
    public Optional<NodeId> place() {
        return node.isPresent() ? node : reservedOn;
    }

    /** Its room on its node counts (SC-7): from its assignment until it has ended. */
    public boolean isCharged() {
        return place().isPresent() && !status.state().isTerminal();
    }

    /** Counts for spreading and for the limit per node (SC-8). */
    public boolean isActive() {
        return isCharged() && desired.compareTo(DesiredState.COMPLETE) <= 0;
    }

    /** It ended badly, by itself or before it could start. */
    public boolean hasFailed() {
        return status.state() == TaskState.FAILED || status.state() == TaskState.REJECTED;
    }

    TaskView drafted(TaskDraft draft, TaskStatus status, Instant at) {
        return changed(at).withDraft(draft).withDesired(higher(draft.desired())).withStatus(status);
    }

    /** What is wanted of a task only ever rises (L-4). */
    TaskView raised(DesiredState desired, Instant at) {
        return changed(at).withDesired(higher(desired));
    }

    TaskView observed(TaskStatus status, Instant at) {
        return changed(at).withStatus(status);
    }

    TaskView assigned(NodeId node, TaskStatus status, Instant at) {
        return changed(at).withNode(Optional.of(node)).withStatus(status);
    }

    TaskView reserved(Optional<NodeId> node, Instant at) {
        return changed(at).withReservedOn(node);
    }

    private DesiredState higher(DesiredState other) {
        return desired.isAtLeast(other) ? desired : other;
    }

    private TaskView changed(Instant at) {
        return withVersion(Versions.next(version, at)).withUpdatedAt(at);
    }
}
