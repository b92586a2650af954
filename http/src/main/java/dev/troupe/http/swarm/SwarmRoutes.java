package dev.troupe.http.swarm;

import dev.troupe.core.roster.Roster;
import dev.troupe.core.spec.Document;
import dev.troupe.core.swarm.Swarm;
import dev.troupe.core.swarm.SwarmCommand;
import dev.troupe.core.swarm.SwarmRules;
import dev.troupe.core.swarm.SwarmSpec;
import dev.troupe.http.Stage;
import dev.troupe.http.SwarmFounding;
import dev.troupe.http.wire.Call;
import dev.troupe.http.wire.JsonOut;
import dev.troupe.http.wire.Problem;
import dev.troupe.http.wire.Replies;
import dev.troupe.http.wire.Router;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** {@code /swarm}, as far as a swarm that lives in one JVM goes. */
public final class SwarmRoutes {
    private static final String NO_JOINING = "joining the swarm of another host is not supported by Troupe yet";
    private static final String LAST_MANAGER =
            "You are attempting to leave the swarm on a node that is participating as a manager. Removing the last manager "
                    + "erases all current state of the swarm. Use `--force` to ignore this message. ";
    private static final SwarmSpec DEFAULT = new SwarmSpec(
            "default", Map.of(), SwarmSpec.DEFAULT_TASK_HISTORY_LIMIT, Duration.ofSeconds(5), Document.EMPTY);

    private final Stage stage;
    private final SwarmFounding founding;

    private SwarmRoutes(Stage stage, SwarmFounding founding) {
        this.stage = stage;
        this.founding = founding;
    }

    public static void add(Router router, Stage stage, SwarmFounding founding) {
        var routes = new SwarmRoutes(stage, founding);
        stage.read(router, "/swarm", SwarmRoutes::inspect);
        router.on("POST", "/swarm/init", routes::init);
        router.at("POST", "/swarm/join", routes::join);
        router.on("POST", "/swarm/leave", routes::leave);
        router.on("POST", "/swarm/update", routes::update);
        stage.read(router, "/swarm/unlockkey", SwarmRoutes::unlockKey);
        router.at("POST", "/swarm/unlock", routes::unlock);
    }

    private static HttpResponse inspect(Call call, Roster roster) {
        var swarm = Stage.swarm(roster);
        return Replies.json(JsonOut.object(json -> SwarmJson.writeWithTokens(json, swarm)));
    }

    private boolean isActive() {
        return stage.gate().roster().swarm() instanceof Swarm.Active;
    }

    private CompletionStage<HttpResponse> init(Call call) {
        var body = call.json();
        if (isActive()) throw Problem.unavailable(SwarmRules.ALREADY.message());
        var wanted = Init.read(body);
        return founding.found(SwarmJson.read(wanted.spec(), DEFAULT), wanted.availability(), call.cause("swarm init"))
                .thenApply(answer -> Replies.of(answer, node -> Replies.json("\"" + node + "\"")));
    }

    private HttpResponse join(Call call) {
        // Nobody is to leave a swarm, and lose it, for one that cannot be joined.
        if (isActive()) throw Problem.unavailable(SwarmRules.ALREADY.message() + " (" + NO_JOINING + ")");
        throw Problem.unsupported(NO_JOINING);
    }

    private CompletionStage<HttpResponse> leave(Call call) {
        if (!isActive()) throw Problem.unavailable(SwarmRules.NO_MEMBER.message());
        if (!call.query().truthy("force")) throw Problem.unavailable(LAST_MANAGER);
        return stage.gate()
                .ask(new SwarmCommand.Dissolve(), call.cause("swarm leave"))
                .thenApply(answer -> Replies.of(answer, id -> Replies.empty(200)));
    }

    private CompletionStage<HttpResponse> update(Call call) {
        var query = call.query();
        var body = call.json();
        var rotateWorker = query.strict("rotateWorkerToken");
        var rotateManager = query.strict("rotateManagerToken");
        if (query.strict("rotateManagerUnlockKey")) {
            throw Problem.unsupported(
                    "not supported by Troupe yet: rotateManagerUnlockKey (managers are never locked)");
        }
        var version = query.version("swarm");
        var swarm = Stage.swarm(stage.roster());
        var change = new SwarmCommand.Change(
                SwarmJson.read(body, swarm.spec()),
                version,
                rotateWorker ? JoinToken.rotated(swarm.workerToken()) : "",
                rotateManager ? JoinToken.rotated(swarm.managerToken()) : "");
        return stage.gate()
                .ask(change, call.cause("swarm update"))
                .thenApply(answer -> Replies.of(answer, id -> Replies.empty(200)));
    }

    /** Managers are never locked, so there is no key. */
    private static HttpResponse unlockKey(Call call, Roster roster) {
        return Replies.json(JsonOut.object(json -> json.field("UnlockKey", "")));
    }

    private HttpResponse unlock(Call call) {
        if (!isActive()) throw Problem.unavailable(SwarmRules.NO_MEMBER.message());
        throw new Problem(409, "swarm is not locked");
    }
}
