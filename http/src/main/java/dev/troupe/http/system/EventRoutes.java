package dev.troupe.http.system;

import dev.troupe.core.roster.SwarmMessage;
import dev.troupe.http.Stage;
import dev.troupe.http.wire.Call;
import dev.troupe.http.wire.Filters;
import dev.troupe.http.wire.GoTime;
import dev.troupe.http.wire.JsonOut;
import dev.troupe.http.wire.Malformed;
import dev.troupe.http.wire.Replies;
import dev.troupe.http.wire.Router;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.stream.javadsl.JavaFlowSupport;
import org.apache.pekko.util.ByteString;

/** {@code /events}: what changes in the swarm, line by line (section 6). */
public final class EventRoutes {
    private static final String SCOPE = "swarm";

    /** A filter by one of these kinds is one by id or name, whatever kind has it: so Docker does. */
    private static final List<String> KINDS = List.of(
            "service", "node", "secret", "config", "network", "container", "image", "volume", "plugin", "daemon");

    private final Stage stage;

    private EventRoutes(Stage stage) {
        this.stage = stage;
    }

    public static void add(Router router, Stage stage) {
        router.at("GET", "/events", new EventRoutes(stage)::listen);
    }

    private HttpResponse listen(Call call) {
        var query = call.query();
        var since = query.text("since").map(text -> GoTime.parseUnix("since", text));
        var until = query.text("until").map(text -> GoTime.parseUnix("until", text));
        if (since.isPresent() && until.isPresent() && since.get().isAfter(until.get())) {
            throw new Malformed("`since` time (" + query.text("since").get() + ") cannot be after `until` time ("
                    + query.text("until").get() + ")");
        }
        var filters = Filters.of(query);
        var lines = JavaFlowSupport.Source.<SwarmMessage>fromPublisher(
                        stage.gate().messages(since, until))
                .filter(message -> isWanted(filters, message))
                .map(message -> ByteString.fromString(line(message) + "\n"));
        return Replies.stream(ContentTypes.APPLICATION_JSON, lines);
    }

    private static boolean isWanted(Filters filters, SwarmMessage message) {
        return filters.exact("type", message.type())
                && filters.exact("event", message.action())
                && filters.exact("scope", SCOPE)
                && filters.labels("label", message.attributes())
                && KINDS.stream().allMatch(kind -> isAbout(filters, kind, message));
    }

    private static boolean isAbout(Filters filters, String kind, SwarmMessage message) {
        var name = message.attributes().getOrDefault("name", "");
        return filters.any(kind, word -> message.id().startsWith(word) || name.startsWith(word));
    }

    private static String line(SwarmMessage message) {
        return JsonOut.object(json -> json.field("Type", message.type())
                .field("Action", message.action())
                .object("Actor", () -> json.field("ID", message.id()).map("Attributes", message.attributes()))
                .field("scope", SCOPE)
                .field("time", message.at().getEpochSecond())
                .field("timeNano", ChronoUnit.NANOS.between(Instant.EPOCH, message.at())));
    }
}
