package dev.troupe.core.history;

import dev.troupe.core.feed.Recorded;
import dev.troupe.core.id.NodeId;
import dev.troupe.core.id.ServiceId;
import dev.troupe.core.id.TaskId;
import dev.troupe.core.name.NameEvent;
import dev.troupe.core.node.NodeEvent;
import dev.troupe.core.node.NodeSpec;
import dev.troupe.core.node.Reservation;
import dev.troupe.core.rule.Cause;
import dev.troupe.core.rule.Event;
import dev.troupe.core.service.Hold;
import dev.troupe.core.service.Plan;
import dev.troupe.core.service.ServiceEvent;
import dev.troupe.core.service.Sighting;
import dev.troupe.core.spec.ServiceSpec;
import dev.troupe.core.swarm.SwarmEvent;
import dev.troupe.core.task.TaskEvent;
import java.time.Instant;
import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Tells facts in one sentence each: {@code task web.3/ok3d is observed failed (task: non-zero exit (1))}. */
public final class Narrator {

    /** Of many things so many are named; the rest is a number. */
    private static final int NAMED = 12;

    private static final int SHORT = 4;
    private static final String DIGEST = "@sha256:";

    private final Directory directory;
    private final Function<Instant, String> time;

    /** @param time how to write a moment that a fact speaks of */
    public Narrator(Directory directory, Function<Instant, String> time) {
        this.directory = directory;
        this.time = time;
    }

    public String tell(Recorded recorded) {
        var id = recorded.entity().id();
        return switch (recorded.fact().event()) {
            case ServiceEvent event ->
                service(new ServiceId(id), event, recorded.fact().at());
            case TaskEvent event -> "task " + name(new TaskId(id)) + " " + task(event);
            case NodeEvent event -> node(new NodeId(id), event);
            case NameEvent event -> name(event);
            case SwarmEvent event -> "the swarm " + swarm(event);
            case Event event -> recorded.reference() + " " + event;
        };
    }

    /** Who a cause says it was: {@code service web} where the fact has {@code service 6zx...}. */
    public String who(Cause cause) {
        var by = cause.by();
        var space = by.indexOf(' ');
        if (space < 0 || by.indexOf(' ', space + 1) >= 0 || space + 1 == by.length()) return by;
        var id = by.substring(space + 1);
        return switch (by.substring(0, space)) {
            case "service" -> "service " + name(new ServiceId(id));
            case "task" -> "task " + name(new TaskId(id));
            case "node" -> "node " + name(new NodeId(id));
            default -> by;
        };
    }

    /** {@code web}. */
    public String name(ServiceId service) {
        return directory.service(service).map(Directory.KnownService::name).orElseGet(() -> cut(service.value()));
    }

    /** {@code web.3/ok3d}: service, slot and the beginning of its id. */
    public String name(TaskId task) {
        return directory
                .task(task)
                .map(known -> known.name() + "/" + cut(task.value()))
                .orElseGet(() -> cut(task.value()));
    }

    /** Its host name. */
    public String name(NodeId node) {
        return directory.hostname(node).orElseGet(() -> cut(node.value()));
    }

    private static String cut(String id) {
        return id.substring(0, Math.min(SHORT, id.length()));
    }

    private String service(ServiceId id, ServiceEvent event, Instant at) {
        var name =
                event instanceof ServiceEvent.Created created ? created.spec().name() : name(id);
        return "service " + name + (isOutcome(event) ? ": " : " ")
                + switch (event) {
                    case ServiceEvent.Created(var same, var spec, var limit) -> "is created: " + words(spec);
                    case ServiceEvent.SpecChanged(var spec, var version, var previous, var status) ->
                        "changes: " + words(spec)
                                + status.map(shown -> ", " + shown.message(this::name))
                                        .orElse("");
                    case ServiceEvent.TasksPlanned(var plans, var version, var reason) ->
                        "plans " + all(plans, plan -> words(name, plan, at)) + ": " + word(reason);
                    case ServiceEvent.TasksEnded(var tasks, var desired, var reason) ->
                        "wants " + tasks(tasks) + " " + desired.word() + ": " + word(reason);
                    case ServiceEvent.TasksReleased(var tasks) -> "releases " + tasks(tasks);
                    case ServiceEvent.TasksSighted(var sightings) -> "hears of " + all(sightings, this::words);
                    case ServiceEvent.TasksPruned(var tasks) -> "forgets " + tasks(tasks);
                    case ServiceEvent.TasksRejected(var tasks, var message, var error) ->
                        "rejects " + tasks(tasks) + ": " + error;
                    case ServiceEvent.RolloutStarted(var slots, var rollback, var status) ->
                        (rollback ? "begins to roll back " : "begins to update ") + slots(slots);
                    case ServiceEvent.SlotsTaken(var slots, var tasks) ->
                        "takes " + slots(slots) + " in hand, waiting for "
                                + all(tasks, task -> task.map(this::name).orElse("nothing"));
                    case ServiceEvent.SlotsDone(var slots, var rest) -> "is done with " + slots(slots);
                    case ServiceEvent.UpdateTasksFailed(var tasks) ->
                        "counts as failures of its update " + tasks(tasks);
                    case ServiceEvent.RolloutPaused(var status) -> status.message(this::name);
                    case ServiceEvent.RolloutFinished(var status) -> status.message(this::name);
                    case ServiceEvent.NodeNoted(var node, var standing, var version, var facts) ->
                        "notes that node " + name(node) + " is " + word(standing);
                    case ServiceEvent.HistoryLimited(var limit) -> "keeps " + limit + " tasks per slot";
                    case ServiceEvent.Removed(var tasks) -> "is removed";
                };
    }

    /** Swarm's own words tell it, and say what has come to an end or a stand: the update, not the service. */
    private static boolean isOutcome(ServiceEvent event) {
        return event instanceof ServiceEvent.RolloutPaused || event instanceof ServiceEvent.RolloutFinished;
    }

    private String task(TaskEvent event) {
        return switch (event) {
            case TaskEvent.Created(var draft) ->
                "is created: " + image(draft.spec().container().image()) + ", desired "
                        + draft.desired().word();
            case TaskEvent.DesireRaised(var desired) -> "is desired " + desired.word();
            case TaskEvent.Assigned(var node) -> "is assigned to node " + name(node);
            case TaskEvent.Explained(var error) -> error.isEmpty() ? "fits again" : "fits nowhere: " + error;
            case TaskEvent.Observed(var status) ->
                "is observed " + status.state().word() + (status.error().isEmpty() ? "" : " (" + status.error() + ")");
            case TaskEvent.Deleted() -> "is gone";
        };
    }

    private String node(NodeId id, NodeEvent event) {
        var name =
                event instanceof NodeEvent.Joined joined ? joined.description().hostname() : name(id);
        return "node " + name + " "
                + switch (event) {
                    case NodeEvent.Joined joined -> "joins";
                    case NodeEvent.Registered registered -> "is ready";
                    case NodeEvent.WentDown(var message) -> "goes down: " + message;
                    case NodeEvent.SpecChanged(var spec) -> "is to be " + words(spec);
                    case NodeEvent.TasksReserved(var reservations, var choices) ->
                        "reserves room for " + all(reservations, (Reservation one) -> name(one.task()));
                    case NodeEvent.TasksReleased(var tasks) -> "frees the room of " + tasks(tasks);
                    case NodeEvent.NewsHeard(var services, var version) -> "is noted by " + all(services, this::name);
                    case NodeEvent.Removed() -> "is removed";
                };
    }

    /** All that is wanted of it, since the fact does not say which part is new: {@code drained, with label zone=a}. */
    private static String words(NodeSpec spec) {
        var availability = switch (spec.availability()) {
            case ACTIVE -> "active";
            case PAUSE -> "paused";
            case DRAIN -> "drained";
        };
        var labels = new TreeMap<>(spec.labels())
                .entrySet().stream()
                        .map(label -> label.getKey() + "=" + label.getValue())
                        .toList();
        return availability
                + (labels.isEmpty()
                        ? ""
                        : (labels.size() == 1 ? ", with label " : ", with labels ") + all(labels, label -> label));
    }

    private static String name(NameEvent event) {
        return switch (event) {
            case NameEvent.Claimed(var name, var service) -> "the name " + name + " is taken by service " + service;
            case NameEvent.Freed(var name, var service) -> "the name " + name + " is free again";
        };
    }

    private static String swarm(SwarmEvent event) {
        return switch (event) {
            case SwarmEvent.Initialised founded -> "is founded";
            case SwarmEvent.SpecChanged changed -> "has other settings";
            case SwarmEvent.TokensRotated rotated -> "has new join tokens";
            case SwarmEvent.Dissolved over -> "is over";
        };
    }

    private static String words(ServiceSpec spec) {
        return spec.replicas() + " x " + image(spec.task().container().image());
    }

    /** Of a digest the beginning tells enough: {@code nginx:2@sha256:442e6b78}. */
    private static String image(String image) {
        var digest = image.indexOf(DIGEST);
        return digest < 0 ? image : image.substring(0, Math.min(image.length(), digest + DIGEST.length() + 2 * SHORT));
    }

    private String words(String service, Plan plan, Instant at) {
        return service + "." + plan.slot() + "/" + cut(plan.task().value()) + " "
                + plan.desired().word()
                + plan.hold().map(hold -> words(hold, at)).orElse("");
    }

    /** A time that has come is not told. */
    private String words(Hold hold, Instant at) {
        var reasons = Stream.concat(
                        Optional.of(hold.notBefore()).filter(at::isBefore).map(time).stream(),
                        hold.until().map(old -> "the end of " + name(old)).stream())
                .collect(Collectors.joining(" and "));
        return reasons.isEmpty() ? "" : " (held until " + reasons + ")";
    }

    private String words(Sighting sighting) {
        return name(sighting.task()) + " "
                + (sighting.gone()
                        ? "gone"
                        : sighting.state().word()
                                + (sighting.desired().isLive()
                                        ? ""
                                        : ", desired " + sighting.desired().word()));
    }

    private String tasks(Collection<TaskId> tasks) {
        return all(tasks, this::name);
    }

    private static String slots(Collection<Integer> slots) {
        return (slots.size() == 1 ? "slot " : "slots ") + all(slots, slot -> Integer.toString(slot));
    }

    private static <T> String all(Collection<T> many, Function<T, String> one) {
        var named = many.stream().limit(NAMED).map(one).collect(Collectors.joining(", "));
        return many.size() > NAMED ? named + " and " + (many.size() - NAMED) + " more" : named;
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
