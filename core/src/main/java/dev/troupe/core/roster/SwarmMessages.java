package dev.troupe.core.roster;

import dev.troupe.core.feed.EntityKind;
import dev.troupe.core.feed.Recorded;
import dev.troupe.core.id.NodeId;
import dev.troupe.core.id.ServiceId;
import dev.troupe.core.service.UpdateStatus;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What {@code docker events} tells of a fact (OM-46): services and nodes that come, change and go. Never tasks. */
public final class SwarmMessages {

    private SwarmMessages() {}

    /** The message for the fact that led from one roster to the next; empty where clients see no difference. */
    public static Optional<SwarmMessage> of(Roster before, Recorded recorded, Roster after) {
        var kind = recorded.entity().kind();
        var id = recorded.entity().id();
        if (kind == EntityKind.SERVICE) {
            var service = new ServiceId(id);
            return of(
                    before.service(service),
                    after.service(service),
                    recorded.fact().at());
        }
        if (kind == EntityKind.NODE) {
            var node = new NodeId(id);
            return ofNode(before.node(node), after.node(node), recorded.fact().at());
        }
        return Optional.empty();
    }

    private static Optional<SwarmMessage> of(Optional<ServiceView> before, Optional<ServiceView> after, Instant at) {
        if (before.map(ServiceView::version).equals(after.map(ServiceView::version))) return Optional.empty();
        return before.or(() -> after).map(one -> {
            var attributes = named(after.orElse(one).spec().name());
            if (before.isPresent() && after.isPresent()) changes(before.get(), after.get(), attributes);
            return message("service", one.id().value(), before, after, attributes, at);
        });
    }

    private static void changes(ServiceView before, ServiceView after, Map<String, String> attributes) {
        pair(
                attributes,
                "image",
                before.spec().task().container().image(),
                after.spec().task().container().image());
        pair(
                attributes,
                "replicas",
                Integer.toString(before.spec().replicas()),
                Integer.toString(after.spec().replicas()));
        var was = before.updateStatus().map(UpdateStatus::state);
        var is = after.updateStatus().map(UpdateStatus::state);
        if (is.isPresent() && !is.equals(was)) { // A status that is cleared is not told.
            was.ifPresent(state -> attributes.put("updatestate.old", state.word()));
            attributes.put("updatestate.new", is.get().word());
        }
    }

    private static Optional<SwarmMessage> ofNode(Optional<NodeView> before, Optional<NodeView> after, Instant at) {
        if (before.map(NodeView::version).equals(after.map(NodeView::version))) return Optional.empty();
        return before.or(() -> after).map(one -> {
            var attributes = named(after.orElse(one).facts().description().hostname());
            if (before.isPresent() && after.isPresent()) {
                var was = before.get().facts();
                var is = after.get().facts();
                pair(
                        attributes,
                        "availability",
                        was.spec().availability().word(),
                        is.spec().availability().word());
                pair(
                        attributes,
                        "role",
                        was.spec().role().word(),
                        is.spec().role().word());
                pair(attributes, "state", was.state().word(), is.state().word());
            }
            return message("node", one.facts().id().value(), before, after, attributes, at);
        });
    }

    private static Map<String, String> named(String name) {
        var attributes = new TreeMap<String, String>();
        attributes.put("name", name);
        return attributes;
    }

    /** Only what changed is told. */
    private static void pair(Map<String, String> attributes, String key, String was, String is) {
        if (was.equals(is)) return;
        attributes.put(key + ".old", was);
        attributes.put(key + ".new", is);
    }

    private static SwarmMessage message(
            String type, String id, Optional<?> before, Optional<?> after, Map<String, String> attributes, Instant at) {
        var action = before.isEmpty() ? "create" : after.isEmpty() ? "remove" : "update";
        return new SwarmMessage(type, action, id, Collections.unmodifiableMap(attributes), at);
    }
}
