package dev.troupe.http.services;

import dev.troupe.core.feed.Trail;
import dev.troupe.core.history.ServiceVersion;
import dev.troupe.core.history.ServiceVersions;
import dev.troupe.core.id.ServiceId;
import dev.troupe.core.roster.Roster;
import dev.troupe.core.rule.Cause;
import dev.troupe.core.service.ServiceCommand;
import dev.troupe.core.service.SpecChanges;
import dev.troupe.http.Stage;
import dev.troupe.http.wire.Call;
import dev.troupe.http.wire.JsonOut;
import dev.troupe.http.wire.Lookup;
import dev.troupe.http.wire.Malformed;
import dev.troupe.http.wire.Problem;
import dev.troupe.http.wire.Replies;
import dev.troupe.http.wire.Router;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** {@code /troupe/v1/services/{ref}/versions}, {@code diff} and {@code rollback}: every spec a service has had. */
public final class VersionRoutes {
    private static final DateTimeFormatter WHEN = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss");

    private final Stage stage;

    private VersionRoutes(Stage stage) {
        this.stage = stage;
    }

    public static void add(Router router, Stage stage) {
        var routes = new VersionRoutes(stage);
        router.anytime("GET", "/troupe/v1/services/{ref}/versions", routes::list);
        router.anytime("GET", "/troupe/v1/services/{ref}/versions/{number}", routes::one);
        router.anytime("GET", "/troupe/v1/services/{ref}/diff", routes::diff);
        router.on("POST", "/troupe/v1/services/{ref}/rollback", routes::rollBack);
    }

    private CompletionStage<HttpResponse> list(Call call) {
        var zone = call.query().zone();
        return answer(
                call,
                versions -> call.wantsText()
                        ? Replies.plain(200, table(versions, zone))
                        : Replies.json(JsonOut.list(
                                versions, (json, version) -> write(json, version, before(versions, version)))));
    }

    private CompletionStage<HttpResponse> one(Call call) {
        return answer(call, versions -> {
            var version = pick(versions, call.path("ref"), number("the version", call.path("number")));
            return Replies.json(JsonOut.object(json -> {
                write(json, version, before(versions, version));
                json.raw("spec", version.spec().document().json());
            }));
        });
    }

    private CompletionStage<HttpResponse> diff(Call call) {
        var from = number(call, "from");
        var to = number(call, "to");
        return answer(call, versions -> {
            var changes = SpecDiff.between(
                    pick(versions, call.path("ref"), from).spec().document().json(),
                    pick(versions, call.path("ref"), to).spec().document().json());
            return call.wantsText()
                    ? Replies.plain(
                            200,
                            changes.isEmpty()
                                    ? "Nothing differs.\n"
                                    : changes.stream()
                                            .map(change -> change.line() + "\n")
                                            .collect(Collectors.joining()))
                    : Replies.json(JsonOut.list(changes, VersionRoutes::write));
        });
    }

    private static void write(JsonOut json, SpecDiff.Change change) {
        json.field("field", change.field());
        if (!change.was().isEmpty()) json.raw("was", change.was());
        if (!change.is().isEmpty()) json.raw("is", change.is());
    }

    /** A rolling update to that version under the service's rollback config. */
    private CompletionStage<HttpResponse> rollBack(Call call) {
        var to = number(call, "to");
        var roster = stage.roster();
        var service = Lookup.service(roster, call.path("ref"));
        return stage.inquiry()
                .ask(roster, trail -> pick(ServiceVersions.of(service.id(), trail), call.path("ref"), to))
                .thenCompose(version -> stage.gate()
                        .ask(
                                service.id(),
                                new ServiceCommand.ReturnTo(version.spec(), version.specVersion(), service.version()),
                                Cause.outside("client troupe rollback --to " + to, call.correlation())))
                .thenApply(answer -> Replies.plainly(
                        answer,
                        id -> Replies.json(JsonOut.object(json -> json.field("id", id.value())
                                .field("name", service.spec().name())
                                .field("version", to)))));
    }

    private CompletionStage<HttpResponse> answer(Call call, Function<List<ServiceVersion>, HttpResponse> reply) {
        var ref = call.path("ref");
        return stage.scene(call)
                .thenCompose(scene -> stage.inquiry()
                        .ask(scene.roster(), trail -> ServiceVersions.of(find(scene.roster(), trail, ref), trail))
                        .thenApply(versions -> {
                            if (versions.isEmpty()) throw unknown(ref);
                            return reply.apply(versions);
                        }));
    }

    /** Removed services too: by full id, or by the name they had. */
    private static ServiceId find(Roster roster, Trail trail, String ref) {
        try {
            return Lookup.service(roster, ref).id();
        } catch (Problem unknown) {
            if (unknown.status() != 404 || ref.isBlank()) throw unknown;
            return ServiceVersions.removed(ref, trail).orElseGet(() -> new ServiceId(ref));
        }
    }

    private static Problem unknown(String ref) {
        return Problem.notFound("service " + ref + " not found");
    }

    private static ServiceVersion pick(List<ServiceVersion> versions, String ref, int number) {
        if (versions.isEmpty()) throw unknown(ref);
        if (number < 1 || number > versions.size()) {
            throw Problem.notFound("service " + ref + " has no version " + number + ": it has 1 to " + versions.size());
        }
        return versions.get(number - 1);
    }

    private static int number(Call call, String name) {
        return number(
                name,
                call.query()
                        .text(name)
                        .orElseThrow(() -> new Malformed(name + " is missing: the number of a version is expected")));
    }

    private static int number(String name, String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException wrong) {
            throw new Malformed(name + " is " + text + ": the number of a version is expected");
        }
    }

    private static Optional<ServiceVersion> before(List<ServiceVersion> versions, ServiceVersion version) {
        return version.number() == 1 ? Optional.empty() : Optional.of(versions.get(version.number() - 2));
    }

    private static void write(JsonOut json, ServiceVersion version, Optional<ServiceVersion> before) {
        json.field("number", version.number()).field("at", version.at());
        json.field("by", version.cause().by())
                .field("correlation", version.cause().correlation());
        json.field("image", version.spec().task().container().image())
                .field("replicas", version.spec().replicas());
        json.fieldIfAny("changes", changes(version, before));
        version.returnsTo().ifPresent(earlier -> json.field("returnsTo", earlier));
        json.fieldIfAny("rollout", version.ending());
        version.endedAt().ifPresent(at -> json.field("rolloutEndedAt", at));
    }

    private static String changes(ServiceVersion version, Optional<ServiceVersion> before) {
        return before.map(was -> SpecChanges.words(was.spec(), version.spec())).orElse("");
    }

    private static String table(List<ServiceVersion> versions, ZoneId zone) {
        var when = WHEN.withZone(zone);
        var rows = new ArrayList<List<String>>();
        rows.add(List.of(
                "VERSION",
                "SINCE (" + zone.getId() + ")",
                "ON WHOSE WORD",
                "IMAGE",
                "REPLICAS",
                "WHAT CHANGED",
                "ROLLOUT"));
        for (var version : versions.reversed()) {
            rows.add(List.of(
                    Integer.toString(version.number()),
                    when.format(version.at()),
                    version.cause().by(),
                    SpecChanges.name(version.spec().task().container().image()),
                    Integer.toString(version.spec().replicas()),
                    version.returnsTo()
                                    .map(earlier -> "back to " + earlier + ": ")
                                    .orElse("")
                            + (version.number() == 1 ? "created" : changes(version, before(versions, version))),
                    rollout(version, when)));
        }
        return text(rows);
    }

    private static String rollout(ServiceVersion version, DateTimeFormatter when) {
        if (version.ending().isEmpty()) return version.number() == 1 ? "" : "no task replaced";
        return version.ending() + version.endedAt().map(at -> time(at, when)).orElse("");
    }

    private static String time(Instant at, DateTimeFormatter when) {
        return " at " + when.format(at).substring("uuuu-MM-dd ".length());
    }

    /** Columns as wide as their widest text. */
    private static String text(List<List<String>> rows) {
        var widths = new int[rows.getFirst().size()];
        for (var row : rows) {
            for (var i = 0; i < widths.length; i++)
                widths[i] = Math.max(widths[i], row.get(i).length());
        }
        var text = new StringBuilder();
        for (var row : rows) {
            var line = new StringBuilder();
            for (var i = 0; i < widths.length; i++) {
                line.append(row.get(i)).repeat(" ", widths[i] - row.get(i).length() + 3);
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }
}
