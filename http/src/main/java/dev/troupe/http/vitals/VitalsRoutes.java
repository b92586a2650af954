package dev.troupe.http.vitals;

import dev.troupe.http.Vitals;
import dev.troupe.http.wire.JsonOut;
import dev.troupe.http.wire.Problem;
import dev.troupe.http.wire.Replies;
import dev.troupe.http.wire.Router;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.util.ByteString;

/**
 * {@code /metrics}; {@code /troupe/v1/health/live} and {@code /ready}, which answer 200 or 503 and say why, also under
 * the names that others use, {@code /livez} and {@code /readyz}. All answer in a process that is in no swarm, too.
 */
public final class VitalsRoutes {
    private final Vitals vitals;

    private VitalsRoutes(Vitals vitals) {
        this.vitals = vitals;
    }

    public static void add(Router router, Vitals vitals) {
        var routes = new VitalsRoutes(vitals);
        router.on("GET", "/metrics", call -> routes.metrics());
        for (var path : List.of("/troupe/v1/health/live", "/livez")) {
            router.toTheLast("GET", path, call -> CompletableFuture.completedFuture(answer("live", vitals.live())));
        }
        for (var path : List.of("/troupe/v1/health/ready", "/readyz")) {
            router.toTheLast("GET", path, call -> vitals.ready().thenApply(health -> answer("ready", health)));
        }
    }

    private CompletionStage<HttpResponse> metrics() {
        return vitals.figures()
                .thenApply(figures -> HttpResponse.create()
                        .withEntity(HttpEntities.create(
                                type(figures.contentType()), ByteString.fromString(figures.text()))));
    }

    private static ContentType type(String text) {
        var type = ContentTypes.parse(text);
        if (type == null) throw new Problem(500, "not a content type: " + text);
        return type;
    }

    private static HttpResponse answer(String word, Vitals.Health health) {
        var text = JsonOut.object(json -> json.field("status", health.ok() ? word : "not " + word)
                .list(
                        "checks",
                        health.checks(),
                        check -> json.field("name", check.name())
                                .field("ok", check.ok())
                                .field("detail", check.detail())));
        return Replies.json(health.ok() ? 200 : 503, text);
    }
}
