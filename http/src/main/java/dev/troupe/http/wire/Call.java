package dev.troupe.http.wire;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.troupe.core.rule.Cause;
import java.util.Map;
import java.util.Optional;
import org.apache.pekko.http.javadsl.model.AttributeKey;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpRequest;

/**
 * A request on its way to the route that answers it.
 *
 * @param version what the client speaks; the newest where the path names none
 * @param path what the pattern's words in braces stand for
 * @param body the whole body as text
 * @param correlation see {@link Correlation}
 */
public record Call(
        HttpRequest request,
        ApiVersion version,
        Map<String, String> path,
        Query query,
        String body,
        String correlation) {

    /** How the door that let a request in ends its connection. */
    public static final AttributeKey<Runnable> HANG_UP = AttributeKey.create("hang-up", Runnable.class);

    /** The word of the path in braces called {@code name}. */
    public String path(String name) {
        var word = path.get(name);
        if (word == null) throw new IllegalStateException("the route has no {" + name + "}");
        return word;
    }

    public ObjectNode json() {
        return Json.body(body);
    }

    /** The client asks for text rather than JSON. */
    public boolean wantsText() {
        return header("Accept").filter(types -> types.startsWith("text/plain")).isPresent();
    }

    public Optional<String> header(String name) {
        return request.getHeader(name).map(HttpHeader::value).filter(value -> !value.isEmpty());
    }

    /** What follows from this call follows from a client who asked for {@code what}, in the words of the docker CLI. */
    public Cause cause(String what) {
        return Cause.outside("client docker " + what, correlation);
    }

    /** Ends the connection it came over, at once: what was not taken yet is lost. */
    public void hangUp() {
        request.getAttribute(HANG_UP).ifPresent(Runnable::run);
    }
}
