package dev.troupe.http.stream;

import dev.troupe.actors.Chronicle;
import dev.troupe.core.history.Entry;
import dev.troupe.core.id.ServiceId;
import dev.troupe.core.roster.Roster;
import dev.troupe.core.roster.ServiceView;
import dev.troupe.core.roster.TaskView;
import dev.troupe.core.service.UpdateStatus;
import dev.troupe.core.task.TaskState;
import dev.troupe.http.Stage;
import dev.troupe.http.wire.Call;
import dev.troupe.http.wire.JsonOut;
import dev.troupe.http.wire.Lookup;
import dev.troupe.http.wire.Router;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import java.util.stream.Collectors;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.stream.javadsl.Source;

/**
 * {@code /troupe/v1/services/{ref}/rollout}: how far a service's update has come, slot by slot, then what happens, and after
 * that how far it has come now. Ends when the update is over or paused, unless {@code follow=true}; with
 * {@code follow=false} it is only how far it has come.
 */
public final class RolloutRoutes {

    private final Stage stage;
    private final Chronicle chronicle;
    private final StreamSettings settings;

    private RolloutRoutes(Stage stage, Chronicle chronicle, StreamSettings settings) {
        this.stage = stage;
        this.chronicle = chronicle;
        this.settings = settings;
    }

    public static void add(Router router, Stage stage, Chronicle chronicle, StreamSettings settings) {
        router.at("GET", "/troupe/v1/services/{ref}/rollout", new RolloutRoutes(stage, chronicle, settings)::watch);
    }

    private HttpResponse watch(Call call) {
        Parameters.check(call, Set.of("follow"));
        var follows = call.query().flag("follow", false);
        var roster = stage.roster();
        var service = Lookup.service(roster, call.path("ref"));
        var telling = new Telling(service.id(), follows);
        var first = Source.single(new Bundle(telling.picture(roster).stream().toList()));
        var isPicture = !call.query().flag("follow", true);
        if (isPicture || (!follows && !isUnderWay(service))) return Transport.reply(call, first);
        var reader = new Reader(chronicle, settings, OptionalLong.empty(), telling);
        return Transport.reply(call, first.concat(reader.after(roster.offset())));
    }

    private static boolean isUnderWay(ServiceView service) {
        return service.updateStatus()
                .map(UpdateStatus::state)
                .filter(state -> state == UpdateStatus.State.UPDATING || state == UpdateStatus.State.ROLLBACK_STARTED)
                .isPresent();
    }

    private final class Telling implements Reader.Telling {
        private final ServiceId id;
        private final boolean follows;
        private String shown = "";

        /** The roster that showed the end; what led to it is still to be told. */
        private OptionalLong over = OptionalLong.empty();

        Telling(ServiceId id, boolean follows) {
            this.id = id;
            this.follows = follows;
        }

        @Override
        public Reader.Page tell(List<Entry> entries) {
            if (entries.isEmpty()) return new Reader.Page(Bundle.SILENCE, false);
            var roster = stage.gate().roster();
            var service = roster.service(id);
            if (over.isEmpty() && (service.isEmpty() || (!follows && !isUnderWay(service.get())))) {
                over = OptionalLong.of(roster.offset());
            }
            var lines = new ArrayList<Line>();
            entries.stream().filter(this::isOfInterest).forEach(entry -> lines.add(event(entry)));
            picture(roster).ifPresent(lines::add);
            var isOver = over.isPresent() && entries.getLast().offset() >= over.getAsLong();
            if (isOver && service.isEmpty()) {
                lines.add(Line.of(JsonOut.object(json ->
                        json.object("gone", () -> json.field("kind", "service").field("id", id.value())))));
            }
            return new Reader.Page(new Bundle(lines), isOver);
        }

        private boolean isOfInterest(Entry entry) {
            return entry.subjects().services().containsKey(id)
                    && (entry.notable() || entry.event().equals("service.slots-taken"));
        }

        private static Line event(Entry entry) {
            var text = EntryJson.text(entry);
            return Line.of(JsonOut.object(json -> json.raw("entry", text)));
        }

        /** How things stand, unless that was the last thing said. */
        private Optional<Line> picture(Roster roster) {
            return roster.service(id).flatMap(service -> {
                var text = JsonOut.object(json -> write(json, service, roster));
                if (text.equals(shown)) return Optional.empty();
                shown = text;
                return Optional.of(Line.of(JsonOut.object(
                        json -> json.field("offset", roster.offset()).raw("rollout", text))));
            });
        }
    }

    private static void write(JsonOut json, ServiceView service, Roster roster) {
        var slots = slots(roster.tasksOf(service.id()));
        json.object(
                "service",
                () -> json.field("id", service.id().value())
                        .field("name", service.spec().name()));
        json.field("image", service.spec().task().container().image());
        json.object("update", service.updateStatus(), status -> RosterJson.update(json, status));
        json.field("replicas", service.spec().replicas()).field("running", roster.running(service.id()));
        json.field(
                "updated",
                slots.stream()
                        .filter(task -> isNew(task, service) && task.status().state() == TaskState.RUNNING)
                        .count());
        json.list("slots", slots, task -> {
            json.field("slot", task.draft().slot()).field("new", isNew(task, service));
            json.object("task", () -> RosterJson.task(json, task, roster));
        });
    }

    /** Of each slot the task that is wanted there, or else the last one. */
    private static List<TaskView> slots(Collection<TaskView> tasks) {
        var latest = BinaryOperator.maxBy(
                Comparator.<TaskView, Boolean>comparing(task -> task.desired().isLive())
                        .thenComparing(TaskView::createdAt)
                        .thenComparing(TaskView::id));
        return List.copyOf(tasks.stream()
                .collect(Collectors.toMap(task -> task.draft().slot(), task -> task, latest, TreeMap::new))
                .values());
    }

    /** Of the present spec, or of one that needs no new task (U-30). */
    private static boolean isNew(TaskView task, ServiceView service) {
        return task.draft().spec().essence().equals(service.spec().task().essence());
    }
}
