package dev.troupe.http.tasks;

import dev.troupe.core.roster.TaskView;
import dev.troupe.core.spec.PortConfig;
import dev.troupe.http.wire.JsonOut;

/** A task in Docker's words. */
public final class TaskJson {
    private TaskJson() {}

    public static void write(JsonOut json, TaskView view) {
        var draft = view.draft();
        var status = view.status();
        json.field("ID", view.id().value());
        json.object("Version", () -> json.field("Index", view.version()));
        json.field("CreatedAt", view.createdAt()).field("UpdatedAt", view.updatedAt());
        json.object("Labels", () -> {}); // A task has none of its own.
        json.raw("Spec", draft.spec().document().json());
        json.field("ServiceID", draft.service().value());
        json.fieldIfAny("Slot", draft.slot());
        view.node().ifPresent(node -> json.field("NodeID", node.value()));
        json.object("Status", () -> {
            json.field("Timestamp", status.at()).field("State", status.state().word());
            json.fieldIfAny("Message", status.message()).fieldIfAny("Err", status.error());
            json.object(
                    "ContainerStatus",
                    status.container(),
                    container -> json.field("ContainerID", container.containerId())
                            .field("PID", container.pid())
                            .field("ExitCode", container.exitCode()));
            json.object("PortStatus", () -> {
                if (!status.ports().isEmpty()) json.list("Ports", status.ports(), port -> write(json, port));
            });
        });
        json.field("DesiredState", view.desired().word());
    }

    public static void write(JsonOut json, PortConfig port) {
        json.fieldIfAny("Name", port.name())
                .field("Protocol", port.protocol())
                .fieldIfAny("TargetPort", port.target())
                .fieldIfAny("PublishedPort", port.published())
                .field("PublishMode", port.hostMode() ? "host" : "ingress");
    }
}
