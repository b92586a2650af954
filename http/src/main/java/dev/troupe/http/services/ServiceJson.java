package dev.troupe.http.services;

import dev.troupe.core.id.ServiceId;
import dev.troupe.core.roster.ServiceView;
import dev.troupe.http.tasks.TaskJson;
import dev.troupe.http.wire.JsonOut;
import java.util.function.ToIntFunction;

/** A service in Docker's words. */
final class ServiceJson {
    private ServiceJson() {}

    static void write(JsonOut json, ServiceView view) {
        write(json, view, view.spec().document().json());
    }

    /** With the defaults where the client left a field out (OM-33). */
    static void writeWithDefaults(JsonOut json, ServiceView view) {
        write(json, view, SpecDocument.withDefaults(view.spec().document().json()));
    }

    /** With the counts that {@code docker service ls} shows. */
    static void writeWithStatus(JsonOut json, ServiceView view, ToIntFunction<ServiceId> running) {
        write(json, view);
        json.object(
                "ServiceStatus",
                () -> json.field("RunningTasks", running.applyAsInt(view.id()))
                        .field("DesiredTasks", view.spec().replicas())
                        .field("CompletedTasks", 0)); // Only jobs complete.
    }

    private static void write(JsonOut json, ServiceView view, String spec) {
        json.field("ID", view.id().value());
        json.object("Version", () -> json.field("Index", view.version()));
        json.field("CreatedAt", view.createdAt()).field("UpdatedAt", view.updatedAt());
        json.raw("Spec", spec);
        view.previousSpec()
                .ifPresent(
                        previous -> json.raw("PreviousSpec", previous.document().json()));
        writeEndpoint(json, view);
        json.object("UpdateStatus", view.updateStatus(), status -> {
            json.field("State", status.state().word()).field("StartedAt", status.startedAt());
            status.completedAt().ifPresent(at -> json.field("CompletedAt", at));
            json.field("Message", status.message());
        });
    }

    /** Without ports and networks Docker allocates nothing, and shows nothing. */
    private static void writeEndpoint(JsonOut json, ServiceView view) {
        var endpoint = view.spec().endpoint();
        json.object("Endpoint", () -> {
            json.object("Spec", () -> {
                if (endpoint.ports().isEmpty()) return;
                json.field("Mode", endpoint.mode());
                json.list("Ports", endpoint.ports(), port -> TaskJson.write(json, port));
            });
            if (!endpoint.ports().isEmpty()) {
                json.list("Ports", endpoint.ports(), port -> TaskJson.write(json, port));
            }
        });
    }
}
