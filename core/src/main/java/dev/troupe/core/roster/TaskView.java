package dev.troupe.core.roster;

import dev.troupe.core.id.NodeId;
import dev.troupe.core.id.ServiceId;
import dev.troupe.core.id.TaskId;
import dev.troupe.core.task.DesiredState;
import dev.troupe.core.task.TaskDraft;
import dev.troupe.core.task.TaskStatus;
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
public record TaskView(
    TaskDraft draft,
    DesiredState desired,
    TaskStatus status,
    Optional<NodeId> node,
    Optional<NodeId> reservedOn,
    long version,
    Instant createdAt,
    Instant updatedAt) {

  public TaskId id() {
    return draft.id();
  }

  public ServiceId service() {
    return draft.service();
  }

  /** Waits for a node: to be looked at by the scheduler (SC-1). */
  public boolean awaitsPlacement() {
    return node.isEmpty() && reservedOn.isEmpty() && desired.isLive() && !status.state().isTerminal();
  }

  /** Its room on its node counts (SC-7): from its assignment until it has ended. */
  public boolean isCharged() {
    return (node.isPresent() || reservedOn.isPresent()) && !status.state().isTerminal();
  }

  /** Counts for spreading and for the limit per node (SC-8). */
  public boolean isActive() {
    return isCharged() && desired.compareTo(DesiredState.COMPLETE) <= 0;
  }
}
