package dev.troupe.http.elsewhere;

import dev.troupe.core.roster.Roster;
import dev.troupe.core.swarm.Swarm;
import dev.troupe.http.Stage;
import dev.troupe.http.wire.Call;
import dev.troupe.http.wire.Filters;
import dev.troupe.http.wire.JsonOut;
import dev.troupe.http.wire.Malformed;
import dev.troupe.http.wire.Problem;
import dev.troupe.http.wire.Replies;
import dev.troupe.http.wire.Router;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** {@code /networks}: the predefined ones can be looked at (2.5); making others is not supported yet. */
public final class NetworkRoutes {
    private static final Set<String> SCOPES = Set.of("swarm", "local", "global");
    private static final Set<String> TYPES = Set.of("builtin", "custom");

    private final Stage stage;

    private NetworkRoutes(Stage stage) {
        this.stage = stage;
    }

    public static void add(Router router, Stage stage) {
        var routes = new NetworkRoutes(stage);
        stage.look(router, "/networks", routes::list);
        router.at("POST", "/networks/create", routes::create);
        stage.look(router, "/networks/{id...}", routes::inspect);
        router.at("DELETE", "/networks/{id...}", routes::remove);
        router.at("POST", "/networks/{id}/connect", routes::attach);
        router.at("POST", "/networks/{id}/disconnect", routes::attach);
    }

    private List<PredefinedNetwork> all(Roster roster) {
        return PredefinedNetwork.all(roster.swarm(), stage.host());
    }

    private HttpResponse list(Call call, Roster roster) {
        var filters = Filters.of(call.query(), "id", "name", "label", "driver", "scope", "type", "dangling")
                .among("scope", SCOPES::contains)
                .among("type", TYPES::contains);
        var wanted = all(roster).stream()
                .filter(network -> isWanted(filters, network))
                .toList();
        return Replies.json(JsonOut.list(wanted, (json, network) -> network.write(json)));
    }

    /** All are built in, in use as far as pruning goes, and without labels. */
    private static boolean isWanted(Filters filters, PredefinedNetwork network) {
        return filters.any("id", word -> matches(word, network.id()))
                && filters.any("name", word -> matches(word, network.name()))
                && filters.labels("label", Map.of())
                && filters.exact("driver", network.driver())
                && filters.exact("scope", network.scope())
                && filters.exact("type", "builtin")
                && filters.any("dangling", word -> word.equals("false") || word.equals("0"));
    }

    /** Exact, prefix or regular expression. */
    private static boolean matches(String word, String actual) {
        if (actual.startsWith(word)) return true;
        try {
            return Pattern.compile(word).matcher(actual).find();
        } catch (PatternSyntaxException noPattern) {
            return false;
        }
    }

    private PredefinedNetwork find(Call call, Roster roster) {
        var word = call.path("id");
        var scope = call.query().text("scope").orElse("");
        var all = all(roster).stream()
                .filter(network -> scope.isEmpty() || network.scope().equals(scope))
                .toList();
        var exact = all.stream()
                .filter(network -> network.id().equals(word) || network.name().equals(word))
                .findFirst();
        if (exact.isPresent()) return exact.get();
        var begins =
                all.stream().filter(network -> network.id().startsWith(word)).toList();
        if (begins.size() > 1) {
            throw new Malformed("network " + word + " is ambiguous (" + begins.size() + " matches found on ID prefix)");
        }
        if (begins.isEmpty()) throw missing(roster, word, scope);
        return begins.getFirst();
    }

    /** Whoever asks in the whole swarm for what each machine has by itself wants to attach a service to it. */
    private Problem missing(Roster roster, String word, String scope) {
        var isLocal = all(roster).stream().anyMatch(network -> network.name().equals(word));
        return scope.equals("swarm") && isLocal
                ? Problem.unsupported("attaching a service to the network " + word + " is not supported by Troupe yet")
                : Problem.notFound("network " + word + " not found");
    }

    private HttpResponse inspect(Call call, Roster roster) {
        var network = find(call, roster);
        return Replies.json(JsonOut.object(network::write));
    }

    private HttpResponse create(Call call) {
        var isOfStack = call.json().properties().stream()
                .filter(field -> field.getKey().equalsIgnoreCase("Labels"))
                .anyMatch(labels -> labels.getValue().has("com.docker.stack.namespace"));
        if (stage.gate().roster().swarm() instanceof Swarm.Inactive) stage.roster();
        throw Problem.unsupported("creating networks is not supported by Troupe yet"
                + (isOfStack
                        ? ", and so no stack can be deployed; create its services one by one, with docker service create"
                        : ""));
    }

    private HttpResponse remove(Call call) {
        var network = find(call, stage.gate().roster());
        if (network.name().equals("ingress")) {
            throw Problem.unsupported("removing the ingress network is not supported by Troupe yet");
        }
        throw new Problem(403, network.name() + " is a pre-defined network and cannot be removed");
    }

    private HttpResponse attach(Call call) {
        throw Problem.unsupported("connecting containers to networks is not supported by Troupe");
    }
}
