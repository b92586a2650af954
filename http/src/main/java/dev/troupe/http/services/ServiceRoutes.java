package dev.troupe.http.services;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.troupe.core.roster.Counting;
import dev.troupe.core.roster.Roster;
import dev.troupe.core.roster.ServiceView;
import dev.troupe.core.rule.Refusal;
import dev.troupe.core.service.ServiceCommand;
import dev.troupe.core.service.SpecRules;
import dev.troupe.core.spec.ServiceSpec;
import dev.troupe.http.Stage;
import dev.troupe.http.wire.Call;
import dev.troupe.http.wire.Filters;
import dev.troupe.http.wire.JsonOut;
import dev.troupe.http.wire.Lookup;
import dev.troupe.http.wire.Malformed;
import dev.troupe.http.wire.Replies;
import dev.troupe.http.wire.Router;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** {@code /services}. */
public final class ServiceRoutes {
    private static final Set<String> MODES = Set.of("replicated", "global", "replicated-job", "global-job");

    private final Stage stage;
    private final Counting counting;

    private ServiceRoutes(Stage stage, Counting counting) {
        this.stage = stage;
        this.counting = counting;
    }

    public static void add(Router router, Stage stage, Counting counting) {
        var routes = new ServiceRoutes(stage, counting);
        stage.read(router, "/services", routes::list);
        router.on("POST", "/services/create", routes::create);
        stage.read(router, "/services/{id}", routes::inspect);
        router.on("POST", "/services/{id}/update", routes::update);
        router.on("DELETE", "/services/{id}", routes::remove);
    }

    private HttpResponse list(Call call, Roster roster) {
        var filters = Filters.of(call.query(), "id", "name", "label", "mode", "runtime")
                .among("mode", MODES::contains);
        var withStatus = call.query().strict("status") && call.version().isAtLeast(1, 41);
        var wanted = roster.services().stream()
                .filter(view -> isWanted(filters, view))
                .sorted(Comparator.comparing(ServiceView::id))
                .toList();
        if (!withStatus) return Replies.json(JsonOut.list(wanted, ServiceJson::write));
        var running = counting.of(roster);
        return Replies.json(JsonOut.list(wanted, (json, view) -> ServiceJson.writeWithStatus(json, view, running)));
    }

    private static boolean isWanted(Filters filters, ServiceView view) {
        return filters.prefix("id", view.id().value())
                && filters.prefix("name", view.spec().name())
                && filters.labels("label", view.spec().labels())
                && filters.exact("mode", "replicated")
                && filters.exact("runtime", "container");
    }

    private HttpResponse inspect(Call call, Roster roster) {
        var withDefaults = call.query().strict("insertDefaults");
        var view = Lookup.service(roster, call.path("id"));
        return Replies.json(JsonOut.object(json -> {
            if (withDefaults) ServiceJson.writeWithDefaults(json, view);
            else ServiceJson.write(json, view);
        }));
    }

    private CompletionStage<HttpResponse> create(Call call) {
        var body = call.json();
        var roster = stage.roster();
        var settled = SpecDocument.settled(body, () -> GeneratedName.free(roster, ThreadLocalRandom.current()));
        var spec = withCredentials(CheckedSpec.of(settled), call);
        return stage.gate()
                .create(spec, call.cause("service create"))
                .thenApply(answer -> Replies.of(
                        answer,
                        id -> Replies.json(201, JsonOut.object(json -> warned(json.field("ID", id.value()), spec)))));
    }

    private static ServiceSpec withCredentials(ServiceSpec spec, Call call) {
        return call.header("X-Registry-Auth")
                .map(auth -> spec.withTask(spec.task().withRegistryAuth(Optional.of(auth))))
                .orElse(spec);
    }

    private CompletionStage<HttpResponse> update(Call call) {
        var version = call.query().version("service");
        var body = call.json();
        var roster = stage.roster();
        var service = Lookup.service(roster, call.path("id"));
        var command = command(call, body, service, version);
        return stage.gate()
                .ask(service.id(), command, call.cause(words(command)))
                .thenApply(answer -> Replies.of(
                        answer,
                        id -> Replies.json(JsonOut.object(json -> {
                            if (command instanceof ServiceCommand.Update asked) warned(json, asked.spec());
                            else json.none("Warnings");
                        }))));
    }

    private static void warned(JsonOut json, ServiceSpec spec) {
        var warnings = SpecRules.warnings(spec);
        if (warnings.isEmpty()) json.none("Warnings");
        else json.words("Warnings", warnings);
    }

    /** The two commands of the CLI that come this way. */
    private static String words(ServiceCommand command) {
        return command instanceof ServiceCommand.Rollback ? "service rollback" : "service update";
    }

    /** A rollback swaps what the server has; the body that comes with it is the current spec and means nothing. */
    private static ServiceCommand command(Call call, ObjectNode body, ServiceView service, long version) {
        var rollback = call.query().text("rollback").orElse("");
        if (rollback.equals("previous")) return new ServiceCommand.Rollback(version);
        if (!rollback.isEmpty()) throw new Malformed("unrecognized rollback option " + rollback);
        var settled = SpecDocument.settled(body, () -> service.spec().name());
        if (!settled.path("Mode").has("Replicated")) {
            throw Replies.refused(new Refusal.Unsupported("service mode change is not allowed"));
        }
        return new ServiceCommand.Update(withCredentials(CheckedSpec.of(settled), call), version, authFrom(call));
    }

    private static ServiceCommand.AuthFrom authFrom(Call call) {
        return switch (call.query().text("registryAuthFrom").orElse("spec")) {
            case "spec" -> ServiceCommand.AuthFrom.SPEC;
            case "previous-spec" -> ServiceCommand.AuthFrom.PREVIOUS_SPEC;
            case String other -> throw new Malformed("unsupported registryAuthFrom value: " + other);
        };
    }

    private CompletionStage<HttpResponse> remove(Call call) {
        var roster = stage.roster();
        var service = Lookup.service(roster, call.path("id"));
        return stage.gate()
                .ask(service.id(), new ServiceCommand.Remove(), call.cause("service rm"))
                .thenApply(answer -> Replies.of(answer, id -> Replies.empty(200)));
    }
}
