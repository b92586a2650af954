package dev.troupe.http.stream;

import dev.troupe.http.wire.Replies;
import dev.troupe.http.wire.Router;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** What is offered under {@code /troupe/v1}, for programs: OpenAPI for HTTP, AsyncAPI for the streams as WebSockets. */
public final class DescriptionRoutes {

    private DescriptionRoutes() {}

    public static void add(Router router) {
        for (var name : new String[] {"openapi.json", "asyncapi.json"}) {
            var text = text(name);
            router.always("GET", "/troupe/v1/" + name, call -> Replies.json(text));
        }
    }

    private static String text(String name) {
        try (var in = DescriptionRoutes.class.getResourceAsStream(name)) {
            if (in == null) throw new IllegalStateException(name + " was not built in");
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
