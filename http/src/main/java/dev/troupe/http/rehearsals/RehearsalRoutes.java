package dev.troupe.http.rehearsals;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.troupe.actors.Answer;
import dev.troupe.http.Rehearsing;
import dev.troupe.http.Stage;
import dev.troupe.http.wire.Call;
import dev.troupe.http.wire.Json;
import dev.troupe.http.wire.Problem;
import dev.troupe.http.wire.Replies;
import dev.troupe.http.wire.Router;
import java.util.HashMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.HttpCharsets;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.MediaTypes;
import org.apache.pekko.stream.javadsl.JavaFlowSupport;
import org.apache.pekko.util.ByteString;

/**
 * {@code POST /troupe/v1/rehearsals}: Troupe's own. Answered with the forecast alone, or, for who accepts
 * {@code application/x-ndjson}, with lines of progress before it.
 */
public final class RehearsalRoutes {

    private static final ContentType LINES = MediaTypes.customWithFixedCharset(
                    "application", "x-ndjson", HttpCharsets.UTF_8, new HashMap<>(), false)
            .toContentType();

    private final Stage stage;
    private final Rehearsing rehearsing;

    private RehearsalRoutes(Stage stage, Rehearsing rehearsing) {
        this.stage = stage;
        this.rehearsing = rehearsing;
    }

    public static void add(Router router, Stage stage, Rehearsing rehearsing) {
        router.on("POST", "/troupe/v1/rehearsals", new RehearsalRoutes(stage, rehearsing)::rehearse);
    }

    private CompletionStage<HttpResponse> rehearse(Call call) {
        var _ = TrialReading.read(call.body(), stage.roster()); // What is wrong is said at once.
        var lines = switch (rehearsing.rehearse(call.body())) {
            case Answer.Done<Flow.Publisher<String>>(var publisher) -> publisher;
            case Answer.Refused<Flow.Publisher<String>>(var why) ->
                throw new Problem(Replies.refused(why).status(), why.message());
        };
        if (call.header("Accept")
                .filter(accept -> accept.contains("application/x-ndjson"))
                .isPresent()) {
            return CompletableFuture.completedFuture(Replies.stream(
                    LINES,
                    JavaFlowSupport.Source.<String>fromPublisher(lines)
                            .map(line -> ByteString.fromString(line + "\n"))));
        }
        var last = new LastLine();
        lines.subscribe(last);
        return last.read.thenApply(line -> forecast(Json.object(line)));
    }

    private static HttpResponse forecast(ObjectNode line) {
        if (line.has("failed"))
            throw new Problem(503, line.path("failed").path("message").asText());
        return Replies.json(Json.text(line.path("forecast")));
    }

    /** Waits for the forecast; whoever asks this way waits to the end. */
    private static final class LastLine implements Flow.Subscriber<String> {
        private final CompletableFuture<String> read = new CompletableFuture<>();
        private String line = "{}";

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(String next) {
            line = next;
        }

        @Override
        public void onError(Throwable trouble) {
            read.completeExceptionally(new Problem(500, "the rehearsal broke off: " + trouble.getMessage()));
        }

        @Override
        public void onComplete() {
            read.complete(line);
        }
    }
}
