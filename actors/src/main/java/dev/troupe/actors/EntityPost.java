package dev.troupe.actors;

import dev.troupe.actors.name.NameBookActor;
import dev.troupe.actors.node.NodeActor;
import dev.troupe.actors.post.Post;
import dev.troupe.actors.post.Receipt;
import dev.troupe.actors.service.ServiceActor;
import dev.troupe.actors.swarm.SwarmActor;
import dev.troupe.actors.task.TaskActor;
import dev.troupe.core.feed.EntityKind;
import dev.troupe.core.feed.EntityRef;
import dev.troupe.core.id.NodeId;
import dev.troupe.core.id.ServiceId;
import dev.troupe.core.id.TaskId;
import dev.troupe.core.name.NameCommand;
import dev.troupe.core.node.NodeCommand;
import dev.troupe.core.roster.Roster;
import dev.troupe.core.roster.Unsettled;
import dev.troupe.core.rule.Cause;
import dev.troupe.core.service.ServiceCommand;
import dev.troupe.core.service.Sighting;
import dev.troupe.core.session.TaskReport;
import dev.troupe.core.task.DesiredState;
import dev.troupe.core.task.TaskCommand;
import dev.troupe.core.task.TaskDraft;
import java.util.Optional;

/** Brings what entities say to each other to where they live. */
public final class EntityPost implements Post {

    private final Homes homes;
    private final Runnable wrote;

    /** @param wrote is run after each write, so that the feed is read at once */
    public EntityPost(Homes homes, Runnable wrote) {
        this.homes = homes;
        this.wrote = wrote;
    }

    @Override
    public void tell(ServiceId service, ServiceCommand command, Cause cause) {
        homes.service(service.value(), new ServiceActor.Message.Tell(command, cause));
    }

    @Override
    public void tell(TaskId task, TaskCommand command, Cause cause) {
        homes.task(task.value(), new TaskActor.Message.Tell(command, cause));
    }

    @Override
    public void tell(NodeId node, NodeCommand command, Cause cause) {
        homes.node(node.value(), new NodeActor.Message.Tell(command, cause));
    }

    @Override
    public void tell(NameCommand command, Cause cause) {
        homes.names(new NameBookActor.Message.Tell(command, cause));
    }

    @Override
    public void report(ServiceId service, Sighting sighting, Cause cause) {
        homes.service(service.value(), new ServiceActor.Message.Report(sighting, cause));
    }

    @Override
    public void heard(TaskId task, Sighting sighting) {
        homes.task(task.value(), new TaskActor.Message.Heard(sighting));
    }

    @Override
    public void news(ServiceId service, ServiceCommand.HearOfNode news, Cause cause) {
        homes.service(service.value(), new ServiceActor.Message.News(news, cause));
    }

    @Override
    public void deliver(NodeId node, TaskDraft draft, DesiredState desired) {
        homes.node(node.value(), new NodeActor.Message.Deliver(draft, desired));
    }

    @Override
    public void withdraw(NodeId node, TaskId task) {
        homes.node(node.value(), new NodeActor.Message.Withdraw(task));
    }

    @Override
    public void observed(NodeId node, TaskReport report, Optional<Receipt> receipt, Cause cause) {
        homes.task(
                report.task().value(),
                new TaskActor.Message.Observed(node, report.status(), report.desired(), cause, receipt));
    }

    @Override
    public void withdrawn(TaskId task) {
        homes.task(task.value(), new TaskActor.Message.Withdrawn());
    }

    @Override
    public void redeliver(TaskId task) {
        homes.task(task.value(), new TaskActor.Message.Redeliver());
    }

    @Override
    public void wake(EntityRef entity) {
        switch (entity.kind()) {
            case SERVICE -> homes.service(entity.id(), new ServiceActor.Message.Look());
            case TASK -> homes.task(entity.id(), new TaskActor.Message.Look());
            case NODE -> homes.node(entity.id(), new NodeActor.Message.Look());
            case SWARM -> homes.swarm(new SwarmActor.Message.Look());
            case NAMES -> homes.names(new NameBookActor.Message.Look());
        }
    }

    /** Wakes everything that owes something to somebody: after a start, or when another manager was lost. */
    public void wakeUnsettled(Roster roster) {
        wake(new EntityRef(EntityKind.NAMES, NameBookActor.ID));
        wake(new EntityRef(EntityKind.SWARM, SwarmActor.ID));
        Unsettled.of(roster).forEach(this::wake);
    }

    @Override
    public void wrote() {
        wrote.run();
    }
}
