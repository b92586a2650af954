package dev.troupe.http.nodes;

import dev.troupe.actors.Answer;
import dev.troupe.http.NodeControls;
import dev.troupe.http.wire.Call;
import dev.troupe.http.wire.JsonOut;
import dev.troupe.http.wire.Replies;
import dev.troupe.http.wire.Router;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** {@code /troupe/v1/nodes/{name}/cut|kill|revive}: Troupe's own, for trying failover. */
public final class ControlRoutes {
    private ControlRoutes() {}

    public static void add(Router router, NodeControls controls) {
        add(router, "cut", controls::cut);
        add(router, "kill", controls::kill);
        add(router, "revive", controls::revive);
    }

    private static void add(Router router, String verb, Function<String, CompletionStage<Answer<String>>> control) {
        router.on("POST", "/troupe/v1/nodes/{name}/" + verb, call -> answer(call, control));
    }

    private static CompletionStage<HttpResponse> answer(
            Call call, Function<String, CompletionStage<Answer<String>>> control) {
        return control.apply(call.path("name"))
                .thenApply(answer -> Replies.plainly(
                        answer, line -> Replies.json(JsonOut.object(json -> json.field("message", line)))));
    }
}
