package dev.troupe.http.stream;

import dev.troupe.actors.Chronicle;
import dev.troupe.core.history.Entry;
import dev.troupe.core.id.NodeId;
import dev.troupe.core.id.ServiceId;
import dev.troupe.core.id.TaskId;
import dev.troupe.core.roster.Roster;
import dev.troupe.http.Stage;
import dev.troupe.http.wire.Call;
import dev.troupe.http.wire.JsonOut;
import dev.troupe.http.wire.Router;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.stream.javadsl.Source;

/**
 * {@code /troupe/v1/roster}: all services, tasks and nodes, and then each that has changed, as it is now, or that it is gone.
 * What changes again before it could be told is told once.
 */
public final class RosterRoutes {

    private final Stage stage;
    private final Chronicle chronicle;
    private final StreamSettings settings;

    private RosterRoutes(Stage stage, Chronicle chronicle, StreamSettings settings) {
        this.stage = stage;
        this.chronicle = chronicle;
        this.settings = settings;
    }

    public static void add(Router router, Stage stage, Chronicle chronicle, StreamSettings settings) {
        router.at("GET", "/troupe/v1/roster", new RosterRoutes(stage, chronicle, settings)::watch);
    }

    private HttpResponse watch(Call call) {
        Parameters.check(call, Set.of("follow"));
        var roster = stage.roster();
        var first = Source.single(Bundle.of(Line.of(snapshot(roster))));
        if (!Parameters.follows(call)) return Transport.reply(call, first);
        var reader = new Reader(chronicle, settings, OptionalLong.empty(), new Changes(roster));
        return Transport.reply(call, first.concat(reader.after(roster.offset())));
    }

    private static String snapshot(Roster roster) {
        return JsonOut.object(line -> line.object("snapshot", () -> {
            line.field("offset", roster.offset());
            line.list("services", roster.services(), view -> RosterJson.service(line, view, roster));
            line.list("tasks", roster.tasks(), view -> RosterJson.task(line, view, roster));
            line.list("nodes", roster.nodes(), view -> RosterJson.node(line, view));
        }));
    }

    /** What differs between the roster that was told last and the present one, of the things that entries are about. */
    private final class Changes implements Reader.Telling {
        private Roster told;

        Changes(Roster told) {
            this.told = told;
        }

        @Override
        public Reader.Page tell(List<Entry> entries) {
            if (entries.isEmpty()) return new Reader.Page(Bundle.SILENCE, false);
            var now = stage.gate().roster();
            var services = new TreeSet<ServiceId>();
            var tasks = new TreeSet<TaskId>();
            var nodes = new TreeSet<NodeId>();
            for (var entry : entries) {
                services.addAll(entry.subjects().services().keySet());
                tasks.addAll(entry.subjects().tasks().keySet());
                nodes.addAll(entry.subjects().nodes().keySet());
            }
            var lines = new ArrayList<Line>();
            for (var id : nodes) {
                change("node", id, r -> r.node(id), view -> view.version(), RosterJson::node, now)
                        .ifPresent(lines::add);
            }
            for (var id : services) {
                change(
                                "service",
                                id,
                                r -> r.service(id),
                                view -> view.version(),
                                (json, view) -> RosterJson.service(json, view, now),
                                now)
                        .or(() -> counted(id, now))
                        .ifPresent(lines::add);
            }
            for (var id : tasks) {
                change(
                                "task",
                                id,
                                r -> r.task(id),
                                view -> view.version(),
                                (json, view) -> RosterJson.task(json, view, now),
                                now)
                        .ifPresent(lines::add);
            }
            told = now;
            return new Reader.Page(new Bundle(lines), false);
        }

        /** How many of its tasks run is no change of a service, but of what is shown of it. */
        private Optional<Line> counted(ServiceId id, Roster now) {
            if (told.running(id) == now.running(id)) return Optional.empty();
            return now.service(id).map(view -> line("service", now, json -> RosterJson.service(json, view, now)));
        }

        private <V> Optional<Line> change(
                String kind,
                Object id,
                Function<Roster, Optional<V>> view,
                Function<V, Long> version,
                BiConsumer<JsonOut, V> write,
                Roster now) {
            var before = view.apply(told);
            var after = view.apply(now);
            if (before.map(version).equals(after.map(version))) return Optional.empty();
            return Optional.of(after.map(one -> line(kind, now, json -> write.accept(json, one)))
                    .orElseGet(() ->
                            line("gone", now, json -> json.field("kind", kind).field("id", id.toString()))));
        }

        private static Line line(String kind, Roster now, Consumer<JsonOut> inside) {
            return Line.of(
                    JsonOut.object(json -> json.field("offset", now.offset()).object(kind, () -> inside.accept(json))));
        }
    }
}
