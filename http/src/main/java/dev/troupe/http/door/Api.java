package dev.troupe.http.door;

import dev.troupe.core.feed.Moment;
import dev.troupe.http.wire.ApiVersion;
import dev.troupe.http.wire.Call;
import dev.troupe.http.wire.Correlation;
import dev.troupe.http.wire.Malformed;
import dev.troupe.http.wire.Problem;
import dev.troupe.http.wire.Query;
import dev.troupe.http.wire.Replies;
import dev.troupe.http.wire.Router;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.apache.pekko.http.javadsl.model.HttpEntity;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.MediaTypes;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.http.scaladsl.model.EntityStreamSizeException;
import org.apache.pekko.stream.Materializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One request in, one response out: versions, headers and errors of sections 1.2 to 1.4; the rest is the router's. */
final class Api {
    private static final Logger LOG = LoggerFactory.getLogger(Api.class);
    private static final long BODY_TIMEOUT_MILLIS = 60_000;
    private static final List<HttpHeader> COMMON = List.of(
            RawHeader.create("Api-Version", ApiVersion.NEWEST.toString()),
            RawHeader.create("Docker-Experimental", "false"),
            RawHeader.create("Ostype", "linux"));

    private final Router router;
    private final Consumer<HttpRequest> guard;
    private final Ledger ledger;
    private final Materializer materializer;

    Api(Router router, Consumer<HttpRequest> guard, Ledger ledger, Materializer materializer) {
        this.router = router;
        this.guard = guard;
        this.ledger = ledger;
        this.materializer = materializer;
    }

    CompletionStage<HttpResponse> handle(HttpRequest request) {
        return handle(request, false);
    }

    /** While the door closes: only how this process is, is still told. */
    CompletionStage<HttpResponse> handleLate(HttpRequest request) {
        return handle(request, true);
    }

    private CompletionStage<HttpResponse> handle(HttpRequest request, boolean isLate) {
        var entry = ledger.open(request);
        CompletionStage<HttpResponse> answer;
        try {
            guard.accept(request);
            answer = route(request, entry, isLate);
        } catch (RuntimeException trouble) {
            request.discardEntityBytes(materializer);
            answer = CompletableFuture.completedFuture(explain(trouble));
        }
        return answer.exceptionally(Api::explain).thenApply(response -> {
            entry.answered(response.status().intValue());
            return response.addHeaders(COMMON).addHeader(RawHeader.create(Correlation.HEADER, entry.correlation()));
        });
    }

    private CompletionStage<HttpResponse> route(HttpRequest request, Ledger.Entry entry, boolean isLate) {
        var path = new ArrayList<String>();
        request.getUri().pathSegments().forEach(path::add);
        var version = ApiVersion.NEWEST;
        if (!path.isEmpty() && ApiVersion.isPrefix(path.getFirst())) {
            var prefix = path.removeFirst();
            var unspoken = ApiVersion.check(prefix);
            if (unspoken.isPresent()) return refuse(request, unspoken.get());
            version = ApiVersion.ofPrefix(prefix);
        }
        var spoken = version;
        var match = router.find(request.method().value(), path).orElseThrow(Problem::noSuchPage);
        entry.route(match.pattern());
        if (isLate && match.about() != Router.About.PROCESS) throw Problem.unavailable("this Troupe is stopping");
        if (match.about() == Router.About.NOTHING) {
            var call = new Call(request, spoken, match.path(), Query.parse(""), "", entry.correlation());
            // All of it is let in: clients that are answered while they still send do not look at the answer.
            return request.entity()
                    .withoutSizeLimit()
                    .discardBytes(materializer)
                    .completionStage()
                    .thenCompose(discarded -> match.handler().answer(call));
        }
        checkContentType(request);
        var query = Query.parse(request.getUri().rawQueryString().orElse(""));
        if (match.about() != Router.About.ANYTIME) refuseThePast(request, query);
        return request.entity()
                .toStrict(BODY_TIMEOUT_MILLIS, Long.MAX_VALUE, materializer) // Tuning has the limit.
                .exceptionallyCompose(Api::unreadable)
                .thenCompose(entity -> match.handler()
                        .answer(new Call(
                                request,
                                spoken,
                                match.path(),
                                query,
                                entity.getData().utf8String(),
                                entry.correlation())));
    }

    /** A client that means the past must not change the present. */
    private static void refuseThePast(HttpRequest request, Query query) {
        var moment = query.moment();
        if (moment.isEmpty()) return;
        var then = switch (moment.get()) {
            case Moment.AtOffset(var offset) -> "just after fact " + offset;
            case Moment.AtTime(var time) -> "at " + time;
        };
        var method = request.method().value();
        throw new Problem(
                409,
                "the swarm is shown as it was " + then + ": "
                        + (method.equals("GET")
                                ? request.getUri().path() + " can only be asked of the present"
                                : "nothing can be changed there"));
    }

    private CompletionStage<HttpResponse> refuse(HttpRequest request, ApiVersion.Unspoken unspoken) {
        request.discardEntityBytes(materializer);
        return CompletableFuture.completedFuture(
                unspoken.plain()
                        ? Replies.plain(400, unspoken.message() + "\n")
                        : Replies.error(400, unspoken.message()));
    }

    /** Only a type that is there and wrong is refused: older clients send bodies without any (1.1). */
    private static void checkContentType(HttpRequest request) {
        var entity = request.entity();
        if (entity.isKnownEmpty()) return;
        var type = entity.getContentType();
        var given = type.toString();
        if (given.isEmpty() || given.equals("none/none") || type.mediaType().equals(MediaTypes.APPLICATION_JSON))
            return;
        if (request.getHeader("Content-Type").isEmpty() && given.equals("application/octet-stream")) return;
        throw new Malformed("unsupported Content-Type header (" + given + "): must be 'application/json'");
    }

    private static CompletionStage<HttpEntity.Strict> unreadable(Throwable trouble) {
        return switch (unwrap(trouble)) {
            case EntityStreamSizeException tooLarge ->
                CompletableFuture.failedFuture(new Problem(413, "request body is too large"));
            case TimeoutException slow ->
                CompletableFuture.failedFuture(new Malformed("request body did not arrive in time"));
            case Throwable other -> CompletableFuture.failedFuture(other);
        };
    }

    private static HttpResponse explain(Throwable trouble) {
        return switch (unwrap(trouble)) {
            case Problem problem -> Replies.error(problem);
            case TimeoutException late -> {
                LOG.warn("a request was not answered in time", late);
                yield Replies.error(
                        503,
                        "the swarm did not answer in time: what was asked may yet be done; look before asking again");
            }
            case Throwable bug -> {
                LOG.warn("a request could not be answered", bug);
                var message = bug.getMessage();
                yield Replies.error(500, message == null ? bug.getClass().getSimpleName() : message);
            }
        };
    }

    private static Throwable unwrap(Throwable trouble) {
        var cause = trouble.getCause();
        return trouble instanceof CompletionException && cause != null ? cause : trouble;
    }
}
