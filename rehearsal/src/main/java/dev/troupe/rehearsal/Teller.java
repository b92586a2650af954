package dev.troupe.rehearsal;

import dev.troupe.core.feed.Recorded;
import dev.troupe.core.id.NodeId;
import dev.troupe.core.id.ServiceId;
import dev.troupe.core.id.TaskId;
import dev.troupe.core.name.NameEvent;
import dev.troupe.core.node.NodeEvent;
import dev.troupe.core.node.Reservation;
import dev.troupe.core.rule.Event;
import dev.troupe.core.service.Plan;
import dev.troupe.core.service.ServiceEvent;
import dev.troupe.core.service.Sighting;
import dev.troupe.core.spec.ServiceSpec;
import dev.troupe.core.swarm.SwarmEvent;
import dev.troupe.core.task.TaskEvent;
import dev.troupe.rehearsal.loop.Loop;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Tells facts, one line each: {@code 12.283 s  task web.3/ok3d is observed failed (non-zero exit)}. */
public final class Teller {

    private final Map<String, String> names = new HashMap<>();

    public String tell(Recorded recorded) {
        var id = recorded.entity().id();
        return "%s  %s"
                .formatted(
                        at(recorded.fact().at()),
                        switch (recorded.fact().event()) {
                            case ServiceEvent event -> service(id, event);
                            case TaskEvent event -> task(id, event);
                            case NodeEvent event -> node(id, event);
                            case NameEvent event -> "name book: " + event;
                            case SwarmEvent event ->
                                "swarm: " + event.getClass().getSimpleName().toLowerCase(Locale.ROOT);
                            case Event event -> recorded.reference() + " " + event;
                        });
    }

    private static String at(Instant when) {
        return String.format(
                Locale.ROOT, "%9.3f s", Duration.between(Loop.DAWN, when).toNanos() / 1e9);
    }

    private String name(String id) {
        return names.getOrDefault(id, id.substring(0, Math.min(4, id.length())));
    }

    private String service(String id, ServiceEvent event) {
        if (event instanceof ServiceEvent.Created created)
            names.put(id, created.spec().name());
        var name = name(id);
        if (event instanceof ServiceEvent.TasksPlanned planned) {
            for (var plan : planned.plans()) {
                names.put(
                        plan.task().value(),
                        name + "." + plan.slot() + "/" + plan.task().value().substring(0, 4));
            }
        }
        return "service " + name + " "
                + switch (event) {
                    case ServiceEvent.Created(var same, var spec, var limit) -> "is created: " + words(spec);
                    case ServiceEvent.SpecChanged(var spec, var version, var previous, var status) ->
                        "changes: " + words(spec)
                                + status.map(shown -> ", " + shown.message()).orElse("");
                    case ServiceEvent.TasksPlanned(var plans, var version, var reason) ->
                        "plans " + all(plans, this::words) + ": " + word(reason);
                    case ServiceEvent.TasksEnded(var tasks, var desired, var reason) ->
                        "wants " + all(tasks, this::task) + " " + desired.word() + ": " + word(reason);
                    case ServiceEvent.TasksReleased(var tasks) -> "releases " + all(tasks, this::task);
                    case ServiceEvent.TasksSighted(var sightings) -> "sights " + all(sightings, this::words);
                    case ServiceEvent.TasksPruned(var tasks) -> "forgets " + all(tasks, this::task);
                    case ServiceEvent.TasksRejected(var tasks, var message, var error) ->
                        "rejects " + all(tasks, this::task) + ": " + error;
                    case ServiceEvent.RolloutStarted(var slots, var rollback, var status) ->
                        (rollback ? "begins to roll back slots " : "begins to update slots ") + slots;
                    case ServiceEvent.SlotsTaken(var slots, var tasks) ->
                        "takes slots " + slots + " in hand, waiting for "
                                + all(tasks, task -> task.map(this::task).orElse("nothing"));
                    case ServiceEvent.SlotsDone(var slots, var rest) -> "is done with slots " + slots;
                    case ServiceEvent.UpdateTasksFailed(var tasks) ->
                        "counts as failures of its update " + all(tasks, this::task);
                    case ServiceEvent.RolloutPaused(var status) -> "stops: " + status.message();
                    case ServiceEvent.RolloutFinished(var status) -> "ends: " + status.message();
                    case ServiceEvent.NodeNoted(var node, var standing, var version, var facts) ->
                        "notes that " + node(node) + " is " + word(standing);
                    case ServiceEvent.HistoryLimited(var limit) -> "keeps " + limit + " tasks per slot";
                    case ServiceEvent.Removed(var tasks) -> "is removed";
                };
    }

    private String task(String id, TaskEvent event) {
        return "task " + name(id) + " "
                + switch (event) {
                    case TaskEvent.Created(var draft) ->
                        "is created: " + draft.spec().container().image() + ", desired "
                                + draft.desired().word();
                    case TaskEvent.DesireRaised(var desired) -> "is desired " + desired.word();
                    case TaskEvent.Assigned(var node) -> "is assigned to " + node(node);
                    case TaskEvent.Explained(var error) -> error.isEmpty() ? "fits again" : "fits nowhere: " + error;
                    case TaskEvent.Observed(var status) ->
                        "is observed " + status.state().word()
                                + (status.error().isEmpty() ? "" : " (" + status.error() + ")");
                    case TaskEvent.Deleted() -> "is gone";
                };
    }

    private String node(String id, NodeEvent event) {
        if (event instanceof NodeEvent.Joined joined)
            names.put(id, joined.description().hostname());
        return "node " + name(id) + " "
                + switch (event) {
                    case NodeEvent.Joined joined -> "joins";
                    case NodeEvent.Registered registered -> "is ready";
                    case NodeEvent.WentDown(var message) -> "goes down: " + message;
                    case NodeEvent.SpecChanged(var spec) -> "is to be " + word(spec.availability());
                    case NodeEvent.TasksReserved(var reservations, var choices) ->
                        "reserves room for " + all(reservations, (Reservation one) -> task(one.task()));
                    case NodeEvent.TasksReleased(var tasks) -> "frees the room of " + all(tasks, this::task);
                    case NodeEvent.NewsHeard(var services, var version) ->
                        "is noted by " + all(services, (ServiceId service) -> name(service.value()));
                    case NodeEvent.Removed() -> "is removed";
                };
    }

    private static String words(ServiceSpec spec) {
        return Invariants.replicas(spec) + " x " + spec.task().container().image();
    }

    private String words(Plan plan) {
        return task(plan.task()) + " " + plan.desired().word()
                + plan.hold()
                        .map(hold -> " (held until " + at(hold.notBefore()).strip()
                                + hold.until()
                                        .map(old -> " and the end of " + task(old))
                                        .orElse("") + ")")
                        .orElse("");
    }

    private String words(Sighting sighting) {
        return task(sighting.task()) + " "
                + (sighting.gone()
                        ? "gone"
                        : sighting.desired().word() + "/" + sighting.state().word());
    }

    private String task(TaskId task) {
        return name(task.value());
    }

    private String node(NodeId node) {
        return name(node.value());
    }

    private static <T> String all(Collection<T> many, Function<T, String> one) {
        return many.stream().map(one).collect(Collectors.joining(", "));
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
