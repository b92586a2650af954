package dev.troupe.http.elsewhere;

import dev.troupe.http.ImageResolver;
import dev.troupe.http.wire.Call;
import dev.troupe.http.wire.JsonOut;
import dev.troupe.http.wire.Replies;
import dev.troupe.http.wire.Router;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** {@code /distribution/{image}/json}: which digest a tag means now (2.8). */
public final class DistributionRoutes {
    private final ImageResolver images;

    private DistributionRoutes(ImageResolver images) {
        this.images = images;
    }

    public static void add(Router router, ImageResolver images) {
        router.anytime("GET", "/distribution/{name...}/json", new DistributionRoutes(images)::resolve);
    }

    private CompletionStage<HttpResponse> resolve(Call call) {
        return images.resolve(call.path("name"), call.header("X-Registry-Auth")).thenApply(answer -> switch (answer) {
            case ImageResolver.Resolved found -> Replies.json(JsonOut.object(json -> write(json, found)));
            case ImageResolver.Failure(var status, var message) -> Replies.error(status, message);
        });
    }

    private static void write(JsonOut json, ImageResolver.Resolved found) {
        json.object(
                "Descriptor",
                () -> json.field("mediaType", found.mediaType())
                        .field("digest", found.digest())
                        .field("size", found.size()));
        json.list(
                "Platforms",
                found.platforms(),
                platform -> json.field("architecture", platform.architecture()).field("os", platform.os()));
    }
}
