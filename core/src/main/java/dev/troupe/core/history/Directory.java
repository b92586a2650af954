package dev.troupe.core.history;

import dev.troupe.core.id.NodeId;
import dev.troupe.core.id.ServiceId;
import dev.troupe.core.id.TaskId;
import dev.troupe.core.roster.Roster;
import java.util.Map;
import java.util.Optional;

/**
 * What is known of things by their ids: enough to name them and to say what a fact is about. Nothing in it changes while
 * a thing lives, except that a task comes to a node: so it serves for any moment of the past too.
 */
public interface Directory {

    /** The label by which {@code docker stack} knows its services. */
    String STACK = "com.docker.stack.namespace";

    record KnownService(String name, Optional<String> stack) {
        static KnownService of(String name, Map<String, String> labels) {
            return new KnownService(name, Optional.ofNullable(labels.get(STACK)));
        }
    }

    /**
     * A task.
     *
     * @param serviceName a copy, so that the task still has a name when its service is gone
     * @param node where it is, or ended; absent until it is assigned
     */
    record KnownTask(ServiceId service, String serviceName, Optional<String> stack, int slot, Optional<NodeId> node) {

        /** {@code web.3}. */
        String name() {
            return serviceName + "." + slot;
        }

        KnownTask on(NodeId node) {
            return new KnownTask(service, serviceName, stack, slot, Optional.of(node));
        }
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

    /** All that is in this roster. */
    static Directory of(Roster roster) {
        return new Directory() {
            @Override
            public Optional<KnownService> service(ServiceId id) {
                return roster.service(id)
                        .map(view ->
                                KnownService.of(view.spec().name(), view.spec().labels()));
            }

            @Override
            public Optional<KnownTask> task(TaskId id) {
                return roster.task(id)
                        .map(view -> new KnownTask(
                                view.service(),
                                view.draft().serviceName(),
                                Optional.ofNullable(view.draft().serviceLabels().get(STACK)),
                                view.draft().slot(),
                                view.node()));
            }

            @Override
            public Optional<String> hostname(NodeId id) {
                return roster.node(id).map(view -> view.facts().description().hostname());
            }
        };
    }
}
