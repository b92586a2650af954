package dev.troupe.http.past;

import dev.troupe.http.Stage;
import dev.troupe.http.wire.Call;
import dev.troupe.http.wire.JsonOut;
import dev.troupe.http.wire.Malformed;
import dev.troupe.http.wire.Replies;
import dev.troupe.http.wire.Router;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/**
 * {@code /troupe/v1/moment?at=10:02}: which moment that is, as the offset and time of its last fact. Asked once, the
 * offset names the same moment for good, while {@code 10m} does not.
 */
public final class MomentRoutes {
    private MomentRoutes() {}

    public static void add(Router router, Stage stage) {
        router.anytime("GET", "/troupe/v1/moment", call -> find(call, stage));
    }

    private static CompletionStage<HttpResponse> find(Call call, Stage stage) {
        var moment = call.query().moment().orElseThrow(() -> new Malformed("at is missing: which moment?"));
        return stage.past()
                .at(moment)
                .thenApply(Stage::then)
                .thenApply(then -> Replies.json(JsonOut.object(
                        json -> json.field("offset", then.roster().offset()).field("at", then.at()))));
    }
}
