package dev.troupe.core.history;

import dev.troupe.core.id.NodeId;
import dev.troupe.core.id.ServiceId;
import dev.troupe.core.id.TaskId;
import dev.troupe.core.node.NodeEvent;
import dev.troupe.core.roster.Roster;
import dev.troupe.core.service.Plan;
import dev.troupe.core.service.ServiceEvent;
import dev.troupe.core.spec.ServiceSpec;
import dev.troupe.core.task.TaskDraft;
import dev.troupe.core.task.TaskEvent;
import java.util.Optional;

/**
 * What is known of things by their ids: enough to name them and to say what a fact is about. Of little of it can be said
 * that it never changes: a task comes to a node, a service to another stack, a node to another host name. So it matters of
 * which moment a directory is.
 */
public interface Directory {

    /** The label by which {@code docker stack} knows its services. */
    String STACK = "com.docker.stack.namespace";

    record KnownService(String name, Optional<String> stack) {
        static KnownService of(ServiceSpec spec) {
            return new KnownService(
                    spec.name(), Optional.ofNullable(spec.labels().get(STACK)));
        }

        /** What a fact of the service says of it; empty: nothing. */
        static Optional<KnownService> from(ServiceEvent event) {
            if (event instanceof ServiceEvent.Created created) return Optional.of(of(created.spec()));
            if (event instanceof ServiceEvent.SpecChanged changed) return Optional.of(of(changed.spec()));
            return Optional.empty();
        }
    }

    /**
     * A task.
     *
     * @param serviceName a copy, so that the task still has a name when its service is gone
     * @param node where it is, or ended; absent until it is assigned
     */
    record KnownTask(ServiceId service, String serviceName, Optional<String> stack, int slot, Optional<NodeId> node) {

        static KnownTask of(TaskDraft draft, Optional<NodeId> node) {
            return new KnownTask(
                    draft.service(),
                    draft.serviceName(),
                    Optional.ofNullable(draft.serviceLabels().get(STACK)),
                    draft.slot(),
                    node);
        }

        /** As its service plans it: it does not exist yet. */
        static KnownTask planned(ServiceId id, KnownService service, Plan plan) {
            return new KnownTask(id, service.name(), service.stack(), plan.slot(), Optional.empty());
        }

        /** What is known of it after a fact of its own; empty: nothing new. */
        static Optional<KnownTask> from(Optional<KnownTask> before, TaskEvent event) {
            if (event instanceof TaskEvent.Created(var draft)) {
                return Optional.of(of(draft, before.flatMap(KnownTask::node)));
            }
            return event instanceof TaskEvent.Assigned(var node)
                    ? before.map(known -> known.on(node))
                    : Optional.empty();
        }

        /** {@code web.3}. */
        String name() {
            return serviceName + "." + slot;
        }

        KnownTask on(NodeId node) {
            return new KnownTask(service, serviceName, stack, slot, Optional.of(node));
        }
    }

    /** The host name of a node, where a fact of it says one. */
    static Optional<String> hostname(NodeEvent event) {
        if (event instanceof NodeEvent.Joined joined)
            return Optional.of(joined.description().hostname());
        if (event instanceof NodeEvent.Registered registered)
            return Optional.of(registered.description().hostname());
        return Optional.empty();
    }

    Optional<KnownService> service(ServiceId id);

    Optional<KnownTask> task(TaskId id);

    Optional<String> hostname(NodeId id);

    /** Whoever is not known here is asked for there. */
    default Directory or(Directory other) {
        var first = this;
        return new Directory() {
            @Override
            public Optional<KnownService> service(ServiceId id) {
                return first.service(id).or(() -> other.service(id));
            }

            @Override
            public Optional<KnownTask> task(TaskId id) {
                return first.task(id).or(() -> other.task(id));
            }

            @Override
            public Optional<String> hostname(NodeId id) {
                return first.hostname(id).or(() -> other.hostname(id));
            }
        };
    }

    /** All that is in this roster, as it is there. */
    static Directory of(Roster roster) {
        return new Directory() {
            @Override
            public Optional<KnownService> service(ServiceId id) {
                return roster.service(id).map(view -> KnownService.of(view.spec()));
            }

            @Override
            public Optional<KnownTask> task(TaskId id) {
                return roster.task(id).map(view -> KnownTask.of(view.draft(), view.node()));
            }

            @Override
            public Optional<String> hostname(NodeId id) {
                return roster.node(id).map(view -> view.facts().description().hostname());
            }
        };
    }
}
