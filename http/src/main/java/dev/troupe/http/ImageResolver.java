package dev.troupe.http;

import dev.troupe.core.spec.Platform;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Finds the digest of an image. Must answer fast: a client waits for it before each create (2.8). */
@FunctionalInterface
public interface ImageResolver {

    /**
     * What the image's tag means now.
     *
     * @param image as the client names it: {@code alpine:3.7}
     * @param auth the client's {@code X-Registry-Auth}
     */
    CompletionStage<Answer> resolve(String image, Optional<String> auth);

    sealed interface Answer {}

    /** The image is there. */
    record Resolved(String mediaType, String digest, long size, List<Platform> platforms) implements Answer {}

    /** It is not there, or nobody can say. {@code status} is what the client gets: 401, 404, 500... */
    record Failure(int status, String message) implements Answer {}

    /** Knows no registry and says so at once; clients then use the tag as it is. */
    static ImageResolver none() {
        return (image, auth) ->
                CompletableFuture.completedFuture(new Failure(404, "no registry is configured to look up " + image));
    }
}
