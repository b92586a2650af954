package dev.troupe.http.system;

import dev.troupe.core.roster.Roster;
import dev.troupe.core.swarm.Swarm;
import dev.troupe.http.HostFacts;
import dev.troupe.http.Stage;
import dev.troupe.http.wire.ApiVersion;
import dev.troupe.http.wire.Call;
import dev.troupe.http.wire.JsonOut;
import dev.troupe.http.wire.Replies;
import dev.troupe.http.wire.Router;
import java.util.List;
import java.util.Map;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.util.ByteString;

/** {@code /_ping}, {@code /version}, {@code /info}, {@code /system/df}. */
public final class SystemRoutes {
    private static final List<HttpHeader> FRESH = List.of(
            RawHeader.create("Cache-Control", "no-cache, no-store, must-revalidate"),
            RawHeader.create("Pragma", "no-cache"));

    private final Stage stage;

    private SystemRoutes(Stage stage) {
        this.stage = stage;
    }

    public static void add(Router router, Stage stage) {
        var routes = new SystemRoutes(stage);
        router.always("HEAD", "/_ping", call -> routes.ping(""));
        router.always("GET", "/_ping", call -> routes.ping("OK"));
        router.always("GET", "/version", routes::version);
        stage.look(router, "/info", routes::info);
        router.always("GET", "/system/df", routes::diskUsage);
    }

    /** Must not depend on anything that could be slow (1.3). */
    private HttpResponse ping(String text) {
        var membership = switch (stage.gate().roster().swarm()) {
            case Swarm.Active active -> "active/manager";
            case Swarm.Inactive none -> "inactive";
        };
        return HttpResponse.create()
                .withEntity(HttpEntities.create(Replies.PLAIN, ByteString.fromString(text)))
                .addHeaders(FRESH)
                .addHeader(RawHeader.create("Swarm", membership));
    }

    private HttpResponse version(Call call) {
        return Replies.json(JsonOut.object(json -> {
            json.object("Platform", () -> json.field("Name", "Troupe"));
            json.list("Components", List.of(stage.host()), host -> {
                json.field("Name", "Engine").field("Version", host.version());
                json.map("Details", details(host));
            });
            var host = stage.host();
            json.field("Version", host.version())
                    .field("ApiVersion", ApiVersion.NEWEST.toString())
                    .field("MinAPIVersion", ApiVersion.OLDEST.toString())
                    .field("GitCommit", host.commit())
                    .field("GoVersion", javaVersion())
                    .field("Os", "linux")
                    .field("Arch", host.goArchitecture())
                    .field("KernelVersion", host.kernelVersion())
                    .field("BuildTime", host.built());
        }));
    }

    private static Map<String, String> details(HostFacts host) {
        return Map.of(
                "ApiVersion", ApiVersion.NEWEST.toString(),
                "MinAPIVersion", ApiVersion.OLDEST.toString(),
                "GitCommit", host.commit(),
                "GoVersion", javaVersion(),
                "Os", "linux",
                "Arch", host.goArchitecture(),
                "BuildTime", host.built(),
                "Experimental", "false",
                "KernelVersion", host.kernelVersion());
    }

    /** Clients show it as "Go version"; it says what we really run on. */
    private static String javaVersion() {
        return "java" + Runtime.version().feature();
    }

    private HttpResponse info(Call call, Roster roster) {
        return Replies.json(JsonOut.object(json -> new InfoJson(json, stage.host(), roster).write()));
    }

    /** An engine's business: there is none here. */
    private HttpResponse diskUsage(Call call) {
        return Replies.json(JsonOut.object(json -> json.field("LayersSize", 0)
                .words("Images", List.of())
                .words("Containers", List.of())
                .words("Volumes", List.of())
                .words("BuildCache", List.of())));
    }
}
