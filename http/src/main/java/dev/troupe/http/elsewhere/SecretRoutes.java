package dev.troupe.http.elsewhere;

import dev.troupe.http.Stage;
import dev.troupe.http.wire.Call;
import dev.troupe.http.wire.Filters;
import dev.troupe.http.wire.Problem;
import dev.troupe.http.wire.Replies;
import dev.troupe.http.wire.Router;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** {@code /secrets} and {@code /configs}: there are none, and making them is not supported yet. */
public final class SecretRoutes {
    private SecretRoutes() {}

    public static void add(Router router, Stage stage) {
        add(router, stage, "secret");
        add(router, stage, "config");
    }

    private static void add(Router router, Stage stage, String kind) {
        var root = "/" + kind + "s";
        stage.read(router, root, (call, roster) -> {
            Filters.of(call.query(), "id", "name", "names", "label");
            return Replies.json("[]");
        });
        router.at("POST", root + "/create", call -> {
            call.json();
            stage.roster();
            throw Problem.unsupported("creating " + kind + "s is not supported by Troupe yet");
        });
        stage.read(router, root + "/{id}", (call, roster) -> missing(kind, call));
        router.at("POST", root + "/{id}/update", call -> refused(stage, kind, call));
        router.at("DELETE", root + "/{id}", call -> refused(stage, kind, call));
    }

    private static HttpResponse refused(Stage stage, String kind, Call call) {
        stage.roster();
        return missing(kind, call);
    }

    private static HttpResponse missing(String kind, Call call) {
        throw Problem.notFound(kind + " " + call.path("id") + " not found");
    }
}
