package dev.troupe.http.stream;

import dev.troupe.core.history.Directory;
import dev.troupe.core.id.NodeId;
import dev.troupe.core.roster.NodeView;
import dev.troupe.core.roster.Roster;
import dev.troupe.core.roster.ServiceView;
import dev.troupe.core.roster.TaskView;
import dev.troupe.core.service.UpdateStatus;
import dev.troupe.http.wire.JsonOut;
import java.util.Optional;

/** Services, tasks and nodes in few words, for streams. Docker's own lists say more. */
final class RosterJson {

    private RosterJson() {}

    static void service(JsonOut json, ServiceView view, Roster roster) {
        json.field("id", view.id().value()).field("name", view.spec().name());
        json.field("image", view.spec().task().container().image());
        json.field("replicas", view.spec().replicas()).field("running", roster.running(view.id()));
        Optional.ofNullable(view.spec().labels().get(Directory.STACK)).ifPresent(stack -> json.field("stack", stack));
        json.object("update", view.updateStatus(), status -> update(json, status));
        json.field("version", view.version()).field("changedAt", view.updatedAt());
    }

    static void update(JsonOut json, UpdateStatus status) {
        json.field("state", status.state().word()).field("startedAt", status.startedAt());
        status.completedAt().ifPresent(at -> json.field("completedAt", at));
        json.field("message", status.message());
    }

    static void task(JsonOut json, TaskView view, Roster roster) {
        var draft = view.draft();
        json.field("id", view.id().value()).field("service", view.service().value());
        json.field("name", draft.serviceName() + "." + draft.slot()).field("slot", draft.slot());
        json.field("image", draft.spec().container().image());
        view.node().ifPresent(node -> json.object("node", () -> node(json, node, roster)));
        json.field("desired", view.desired().word());
        json.field("state", view.status().state().word())
                .fieldIfAny("error", view.status().error());
        json.field("version", view.version()).field("changedAt", view.updatedAt());
    }

    private static void node(JsonOut json, NodeId id, Roster roster) {
        json.field("id", id.value());
        roster.node(id)
                .ifPresent(node -> json.field("name", node.facts().description().hostname()));
    }

    static void node(JsonOut json, NodeView view) {
        var facts = view.facts();
        json.field("id", facts.id().value()).field("name", facts.description().hostname());
        json.field("role", facts.role().word());
        json.field("availability", facts.spec().availability().word());
        json.field("state", facts.state().word()).fieldIfAny("message", facts.message());
        json.field("address", facts.address());
        json.field("version", view.version()).field("changedAt", view.updatedAt());
    }
}
