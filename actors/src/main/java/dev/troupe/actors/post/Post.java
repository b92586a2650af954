package dev.troupe.actors.post;

import dev.troupe.core.feed.EntityRef;
import dev.troupe.core.id.NodeId;
import dev.troupe.core.id.ServiceId;
import dev.troupe.core.id.TaskId;
import dev.troupe.core.name.NameCommand;
import dev.troupe.core.node.NodeCommand;
import dev.troupe.core.rule.Cause;
import dev.troupe.core.service.ServiceCommand;
import dev.troupe.core.service.Sighting;
import dev.troupe.core.session.TaskReport;
import dev.troupe.core.task.DesiredState;
import dev.troupe.core.task.TaskCommand;
import dev.troupe.core.task.TaskDraft;
import java.util.Optional;

/**
 * Carries what entities say to each other. Nothing here is sure to arrive, or to arrive once: whoever owes something
 * says it again until it shows to have been heard.
 */
public interface Post {

    void tell(ServiceId service, ServiceCommand command, Cause cause);

    void tell(TaskId task, TaskCommand command, Cause cause);

    void tell(NodeId node, NodeCommand command, Cause cause);

    void tell(NameCommand command, Cause cause);

    /** A task to its service: this is how I stand. Answered by {@link #heard}. */
    void report(ServiceId service, Sighting sighting, Cause cause);

    /** A service to its task: I know this of you. */
    void heard(TaskId task, Sighting sighting);

    /** A node to a service: see {@link ServiceCommand.HearOfNode}. Answered by {@link NodeCommand.HearNews}. */
    void news(ServiceId service, ServiceCommand.HearOfNode news, Cause cause);

    /** A task to its node: have your agent bring me to {@code desired}. */
    void deliver(NodeId node, TaskDraft draft, DesiredState desired);

    /** A task to its node: have your agent drop me. Answered by {@link #withdrawn}. */
    void withdraw(NodeId node, TaskId task);

    /** A node to a task: this is what the agent says of you. The receipt, if one is asked for, is given once it is written down. */
    void observed(NodeId node, TaskReport report, Optional<Receipt> receipt, Cause cause);

    /** A node to a task: your container is gone, or will be before the agent speaks to us again. */
    void withdrawn(TaskId task);

    /** A node to a task: the agent may have missed what you asked of it, say it again. */
    void redeliver(TaskId task);

    /** Makes an entity look at what it owes. */
    void wake(EntityRef entity);

    /** Something was written to the journal. */
    void wrote();
}
