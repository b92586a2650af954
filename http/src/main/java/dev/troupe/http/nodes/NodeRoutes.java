package dev.troupe.http.nodes;

import dev.troupe.core.node.NodeCommand;
import dev.troupe.core.roster.NodeView;
import dev.troupe.core.roster.Roster;
import dev.troupe.http.Stage;
import dev.troupe.http.wire.Call;
import dev.troupe.http.wire.Filters;
import dev.troupe.http.wire.JsonOut;
import dev.troupe.http.wire.Lookup;
import dev.troupe.http.wire.Replies;
import dev.troupe.http.wire.Router;
import java.util.Comparator;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** {@code /nodes}. */
public final class NodeRoutes {
    private final Stage stage;

    private NodeRoutes(Stage stage) {
        this.stage = stage;
    }

    public static void add(Router router, Stage stage) {
        var routes = new NodeRoutes(stage);
        stage.read(router, "/nodes", NodeRoutes::list);
        stage.read(router, "/nodes/{id}", NodeRoutes::inspect);
        router.on("POST", "/nodes/{id}/update", routes::update);
        router.on("DELETE", "/nodes/{id}", routes::remove);
    }

    private static HttpResponse list(Call call, Roster roster) {
        var filters = Filters.of(call.query(), "id", "name", "label", "node.label", "role", "membership")
                .among("role", Set.of("worker", "manager")::contains)
                .among("membership", Set.of("accepted", "pending")::contains);
        var wanted = roster.nodes().stream()
                .filter(wanted(filters))
                .sorted(Comparator.comparing(view -> view.facts().id()))
                .toList();
        return Replies.json(JsonOut.list(wanted, NodeJson.of(roster)::write));
    }

    /** {@code role} is the fact, not the wish; every node is accepted (OM-35). */
    private static Predicate<NodeView> wanted(Filters filters) {
        return view -> {
            var facts = view.facts();
            return filters.prefix("id", facts.id().value())
                    && filters.prefix("name", facts.description().hostname())
                    && filters.labels("label", facts.description().engineLabels())
                    && filters.labels("node.label", facts.spec().labels())
                    && filters.exact("role", facts.role().word())
                    && filters.exact("membership", "accepted");
        };
    }

    private static HttpResponse inspect(Call call, Roster roster) {
        return Replies.json(one(roster, Lookup.node(roster, call.path("id"))));
    }

    private static String one(Roster roster, NodeView view) {
        return JsonOut.object(json -> NodeJson.of(roster).write(json, view));
    }

    private CompletionStage<HttpResponse> update(Call call) {
        var version = call.query().version("node");
        var spec = NodeJson.readSpec(call.json());
        var node = Lookup.node(stage.roster(), call.path("id")).facts().id();
        return stage.gate()
                .ask(node, new NodeCommand.Change(spec, version), call.cause("node update"))
                .thenApply(answer -> Replies.of(answer, id -> Replies.empty(200)));
    }

    private CompletionStage<HttpResponse> remove(Call call) {
        var node = Lookup.node(stage.roster(), call.path("id")).facts().id();
        return stage.gate()
                .ask(node, new NodeCommand.Remove(call.query().truthy("force")), call.cause("node rm"))
                .thenApply(answer -> Replies.of(answer, id -> Replies.empty(200)));
    }
}
