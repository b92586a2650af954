package dev.troupe.http.wire;

import dev.troupe.actors.Answer;
import dev.troupe.core.rule.Refusal;
import java.util.function.Function;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpCharset;
import org.apache.pekko.http.javadsl.model.HttpCharsets;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.MediaTypes;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;

/** What goes back. The only place where a refusal becomes a number (OM-18). */
public final class Replies {
    private static final HttpCharset LOWER_CASE_UTF_8 = HttpCharsets.custom("utf-8");

    /** As Docker spells it. */
    public static final ContentType PLAIN = MediaTypes.TEXT_PLAIN.toContentType(LOWER_CASE_UTF_8);

    private Replies() {}

    public static HttpResponse json(int status, String text) {
        return HttpResponse.create()
                .withStatus(status)
                .withEntity(HttpEntities.create(ContentTypes.APPLICATION_JSON, ByteString.fromString(text + "\n")));
    }

    public static HttpResponse json(String text) {
        return json(200, text);
    }

    public static HttpResponse plain(int status, String text) {
        return HttpResponse.create()
                .withStatus(status)
                .withEntity(HttpEntities.create(PLAIN, ByteString.fromString(text)));
    }

    public static HttpResponse empty(int status) {
        return HttpResponse.create().withStatus(status).withEntity(HttpEntities.EMPTY);
    }

    /** Goes on until {@code content} ends; the headers go out at once (1.7). */
    public static HttpResponse stream(ContentType type, Source<ByteString, ?> content) {
        return HttpResponse.create().withEntity(HttpEntities.createChunked(type, content));
    }

    /** {@code {"message":...}} and a line's end; the content type must be exactly this one (1.4). */
    public static HttpResponse error(int status, String message) {
        return json(status, JsonOut.object(json -> json.field("message", message)));
    }

    public static HttpResponse error(Problem problem) {
        return error(problem.status(), problem.text());
    }

    /** What follows from the swarm's answer; a refusal is thrown. */
    public static <T> HttpResponse of(Answer<T> answer, Function<T, HttpResponse> done) {
        return switch (answer) {
            case Answer.Done<T>(var value) -> done.apply(value);
            case Answer.Refused<T>(var why) -> throw refused(why);
        };
    }

    /** The same on Troupe's own routes: a refusal is told in plain words. */
    public static <T> HttpResponse plainly(Answer<T> answer, Function<T, HttpResponse> done) {
        return switch (answer) {
            case Answer.Done<T>(var value) -> done.apply(value);
            case Answer.Refused<T>(var why) -> throw new Problem(refused(why).status(), why.message());
        };
    }

    /** A refusal of the control plane, in Docker's words. */
    public static Problem refused(Refusal why) {
        return switch (why) {
            case Refusal.NotFound(var text) -> coded(404, "NotFound", text);
            case Refusal.Invalid(var text) -> coded(400, "InvalidArgument", text);
            case Refusal.Precondition(var text) -> coded(400, "FailedPrecondition", text);
            case Refusal.Conflict(var text) -> coded(409, "AlreadyExists", text);
            case Refusal.OutOfDate outOfDate -> coded(500, "Unknown", outOfDate.message());
            case Refusal.Unsupported(var text) -> coded(501, "Unimplemented", text);
            case Refusal.Unavailable(var text) -> coded(503, "Unavailable", text);
        };
    }

    private static Problem coded(int status, String code, String text) {
        return new Problem(status, "rpc error: code = " + code + " desc = " + text);
    }
}
