package dev.troupe.persistence;

import dev.troupe.core.name.NameEvent;
import dev.troupe.core.node.NodeEvent;
import dev.troupe.core.rule.Event;
import dev.troupe.core.service.ServiceEvent;
import dev.troupe.core.swarm.SwarmEvent;
import dev.troupe.core.task.TaskEvent;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What every event is called in the journal, and which class reads it back. Names are ours and stay; classes may be
 * renamed at will. A new event that is not named here does not compile.
 *
 * <p>Changing what an event carries: a component that may be missing (an {@code Optional}, a collection, a text or
 * number whose absence means empty or 0) is simply added. Anything else raises the version here and adds a step to
 * {@link Upcasts}.
 */
public final class EventCatalogue {

    private EventCatalogue() {}

    /** The name an event is written under today. */
    public static EventName nameOf(Event event) {
        return switch (event) {
            case ServiceEvent service -> service(service);
            case TaskEvent task -> task(task);
            case NodeEvent node -> node(node);
            case SwarmEvent swarm -> swarm(swarm);
            case NameEvent name -> name(name);
            default ->
                throw new IllegalArgumentException(
                        "no kind of thing has events like " + event.getClass().getName());
        };
    }

    /** The name that events of this class are written under today. */
    static EventName nameOf(Class<? extends Event> type) {
        var name = BY_CLASS.get(type);
        if (name == null) throw new IllegalArgumentException("no event is a " + type.getName());
        return name;
    }

    /** The words of all events, without their versions. */
    public static Set<String> words() {
        return WORDS;
    }

    private static EventName service(ServiceEvent event) {
        return switch (event) {
            case ServiceEvent.Created created -> SERVICE_CREATED;
            case ServiceEvent.SpecChanged changed -> SERVICE_SPEC_CHANGED;
            case ServiceEvent.TasksPlanned planned -> SERVICE_TASKS_PLANNED;
            case ServiceEvent.TasksEnded ended -> SERVICE_TASKS_ENDED;
            case ServiceEvent.TasksReleased released -> SERVICE_TASKS_RELEASED;
            case ServiceEvent.TasksSighted sighted -> SERVICE_TASKS_SIGHTED;
            case ServiceEvent.TasksPruned pruned -> SERVICE_TASKS_PRUNED;
            case ServiceEvent.TasksRejected rejected -> SERVICE_TASKS_REJECTED;
            case ServiceEvent.RolloutStarted started -> SERVICE_ROLLOUT_STARTED;
            case ServiceEvent.SlotsTaken taken -> SERVICE_SLOTS_TAKEN;
            case ServiceEvent.SlotsDone done -> SERVICE_SLOTS_DONE;
            case ServiceEvent.UpdateTasksFailed failed -> SERVICE_UPDATE_TASKS_FAILED;
            case ServiceEvent.RolloutPaused paused -> SERVICE_ROLLOUT_PAUSED;
            case ServiceEvent.RolloutFinished finished -> SERVICE_ROLLOUT_FINISHED;
            case ServiceEvent.NodeNoted noted -> SERVICE_NODE_NOTED;
            case ServiceEvent.HistoryLimited limited -> SERVICE_HISTORY_LIMITED;
            case ServiceEvent.Removed removed -> SERVICE_REMOVED;
        };
    }

    private static EventName task(TaskEvent event) {
        return switch (event) {
            case TaskEvent.Created created -> TASK_CREATED;
            case TaskEvent.DesireRaised raised -> TASK_DESIRE_RAISED;
            case TaskEvent.Assigned assigned -> TASK_ASSIGNED;
            case TaskEvent.Explained explained -> TASK_EXPLAINED;
            case TaskEvent.Observed observed -> TASK_OBSERVED;
            case TaskEvent.Deleted deleted -> TASK_DELETED;
        };
    }

    private static EventName node(NodeEvent event) {
        return switch (event) {
            case NodeEvent.Joined joined -> NODE_JOINED;
            case NodeEvent.Registered registered -> NODE_REGISTERED;
            case NodeEvent.WentDown down -> NODE_WENT_DOWN;
            case NodeEvent.SpecChanged changed -> NODE_SPEC_CHANGED;
            case NodeEvent.TasksReserved reserved -> NODE_TASKS_RESERVED;
            case NodeEvent.TasksReleased released -> NODE_TASKS_RELEASED;
            case NodeEvent.NewsHeard heard -> NODE_NEWS_HEARD;
            case NodeEvent.Removed removed -> NODE_REMOVED;
        };
    }

    private static EventName swarm(SwarmEvent event) {
        return switch (event) {
            case SwarmEvent.Initialised initialised -> SWARM_INITIALISED;
            case SwarmEvent.SpecChanged changed -> SWARM_SPEC_CHANGED;
            case SwarmEvent.TokensRotated rotated -> SWARM_TOKENS_ROTATED;
            case SwarmEvent.Dissolved dissolved -> SWARM_DISSOLVED;
        };
    }

    private static EventName name(NameEvent event) {
        return switch (event) {
            case NameEvent.Claimed claimed -> NAMES_CLAIMED;
            case NameEvent.Freed freed -> NAMES_FREED;
        };
    }

    /** What reads the current version of the event of this word; throws {@link Unreadable} for a word never written. */
    public static Known known(String word) {
        var dot = word.indexOf('.');
        return switch (dot < 0 ? word : word.substring(0, dot)) {
            case "service" -> knownOfService(word);
            case "task" -> knownOfTask(word);
            case "node" -> knownOfNode(word);
            case "swarm" -> knownOfSwarm(word);
            case "names" -> knownOfNames(word);
            default -> throw unknown(word);
        };
    }

    /** An event as this release knows it. */
    public record Known(EventName name, Class<? extends Event> type) {}

    private static Known knownOfService(String word) {
        return switch (word) {
            case "service.created" -> new Known(SERVICE_CREATED, ServiceEvent.Created.class);
            case "service.spec-changed" -> new Known(SERVICE_SPEC_CHANGED, ServiceEvent.SpecChanged.class);
            case "service.tasks-planned" -> new Known(SERVICE_TASKS_PLANNED, ServiceEvent.TasksPlanned.class);
            case "service.tasks-ended" -> new Known(SERVICE_TASKS_ENDED, ServiceEvent.TasksEnded.class);
            case "service.tasks-released" -> new Known(SERVICE_TASKS_RELEASED, ServiceEvent.TasksReleased.class);
            case "service.tasks-sighted" -> new Known(SERVICE_TASKS_SIGHTED, ServiceEvent.TasksSighted.class);
            case "service.tasks-pruned" -> new Known(SERVICE_TASKS_PRUNED, ServiceEvent.TasksPruned.class);
            case "service.tasks-rejected" -> new Known(SERVICE_TASKS_REJECTED, ServiceEvent.TasksRejected.class);
            case "service.rollout-started" -> new Known(SERVICE_ROLLOUT_STARTED, ServiceEvent.RolloutStarted.class);
            case "service.slots-taken" -> new Known(SERVICE_SLOTS_TAKEN, ServiceEvent.SlotsTaken.class);
            case "service.slots-done" -> new Known(SERVICE_SLOTS_DONE, ServiceEvent.SlotsDone.class);
            case "service.update-tasks-failed" ->
                new Known(SERVICE_UPDATE_TASKS_FAILED, ServiceEvent.UpdateTasksFailed.class);
            case "service.rollout-paused" -> new Known(SERVICE_ROLLOUT_PAUSED, ServiceEvent.RolloutPaused.class);
            case "service.rollout-finished" -> new Known(SERVICE_ROLLOUT_FINISHED, ServiceEvent.RolloutFinished.class);
            case "service.node-noted" -> new Known(SERVICE_NODE_NOTED, ServiceEvent.NodeNoted.class);
            case "service.history-limited" -> new Known(SERVICE_HISTORY_LIMITED, ServiceEvent.HistoryLimited.class);
            case "service.removed" -> new Known(SERVICE_REMOVED, ServiceEvent.Removed.class);
            default -> throw unknown(word);
        };
    }

    private static Known knownOfTask(String word) {
        return switch (word) {
            case "task.created" -> new Known(TASK_CREATED, TaskEvent.Created.class);
            case "task.desire-raised" -> new Known(TASK_DESIRE_RAISED, TaskEvent.DesireRaised.class);
            case "task.assigned" -> new Known(TASK_ASSIGNED, TaskEvent.Assigned.class);
            case "task.explained" -> new Known(TASK_EXPLAINED, TaskEvent.Explained.class);
            case "task.observed" -> new Known(TASK_OBSERVED, TaskEvent.Observed.class);
            case "task.deleted" -> new Known(TASK_DELETED, TaskEvent.Deleted.class);
            default -> throw unknown(word);
        };
    }

    private static Known knownOfNode(String word) {
        return switch (word) {
            case "node.joined" -> new Known(NODE_JOINED, NodeEvent.Joined.class);
            case "node.registered" -> new Known(NODE_REGISTERED, NodeEvent.Registered.class);
            case "node.went-down" -> new Known(NODE_WENT_DOWN, NodeEvent.WentDown.class);
            case "node.spec-changed" -> new Known(NODE_SPEC_CHANGED, NodeEvent.SpecChanged.class);
            case "node.tasks-reserved" -> new Known(NODE_TASKS_RESERVED, NodeEvent.TasksReserved.class);
            case "node.tasks-released" -> new Known(NODE_TASKS_RELEASED, NodeEvent.TasksReleased.class);
            case "node.news-heard" -> new Known(NODE_NEWS_HEARD, NodeEvent.NewsHeard.class);
            case "node.removed" -> new Known(NODE_REMOVED, NodeEvent.Removed.class);
            default -> throw unknown(word);
        };
    }

    private static Known knownOfSwarm(String word) {
        return switch (word) {
            case "swarm.initialised" -> new Known(SWARM_INITIALISED, SwarmEvent.Initialised.class);
            case "swarm.spec-changed" -> new Known(SWARM_SPEC_CHANGED, SwarmEvent.SpecChanged.class);
            case "swarm.tokens-rotated" -> new Known(SWARM_TOKENS_ROTATED, SwarmEvent.TokensRotated.class);
            case "swarm.dissolved" -> new Known(SWARM_DISSOLVED, SwarmEvent.Dissolved.class);
            default -> throw unknown(word);
        };
    }

    private static Known knownOfNames(String word) {
        return switch (word) {
            case "names.claimed" -> new Known(NAMES_CLAIMED, NameEvent.Claimed.class);
            case "names.freed" -> new Known(NAMES_FREED, NameEvent.Freed.class);
            default -> throw unknown(word);
        };
    }

    private static Unreadable unknown(String word) {
        return new Unreadable(
                "this release of Troupe knows no event called " + word + "; was it written by a newer one?");
    }

    private static final EventName SERVICE_CREATED = new EventName("service.created", 1);
    private static final EventName SERVICE_SPEC_CHANGED = new EventName("service.spec-changed", 1);
    private static final EventName SERVICE_TASKS_PLANNED = new EventName("service.tasks-planned", 1);
    private static final EventName SERVICE_TASKS_ENDED = new EventName("service.tasks-ended", 1);
    private static final EventName SERVICE_TASKS_RELEASED = new EventName("service.tasks-released", 1);
    private static final EventName SERVICE_TASKS_SIGHTED = new EventName("service.tasks-sighted", 1);
    private static final EventName SERVICE_TASKS_PRUNED = new EventName("service.tasks-pruned", 1);
    private static final EventName SERVICE_TASKS_REJECTED = new EventName("service.tasks-rejected", 1);
    private static final EventName SERVICE_ROLLOUT_STARTED = new EventName("service.rollout-started", 1);
    private static final EventName SERVICE_SLOTS_TAKEN = new EventName("service.slots-taken", 1);
    private static final EventName SERVICE_SLOTS_DONE = new EventName("service.slots-done", 1);
    private static final EventName SERVICE_UPDATE_TASKS_FAILED = new EventName("service.update-tasks-failed", 1);
    private static final EventName SERVICE_ROLLOUT_PAUSED = new EventName("service.rollout-paused", 1);
    private static final EventName SERVICE_ROLLOUT_FINISHED = new EventName("service.rollout-finished", 1);
    private static final EventName SERVICE_NODE_NOTED = new EventName("service.node-noted", 1);
    private static final EventName SERVICE_HISTORY_LIMITED = new EventName("service.history-limited", 1);
    private static final EventName SERVICE_REMOVED = new EventName("service.removed", 1);

    private static final EventName TASK_CREATED = new EventName("task.created", 1);
    private static final EventName TASK_DESIRE_RAISED = new EventName("task.desire-raised", 1);
    private static final EventName TASK_ASSIGNED = new EventName("task.assigned", 1);
    private static final EventName TASK_EXPLAINED = new EventName("task.explained", 1);
    private static final EventName TASK_OBSERVED = new EventName("task.observed", 1);
    private static final EventName TASK_DELETED = new EventName("task.deleted", 1);

    private static final EventName NODE_JOINED = new EventName("node.joined", 1);
    private static final EventName NODE_REGISTERED = new EventName("node.registered", 1);
    private static final EventName NODE_WENT_DOWN = new EventName("node.went-down", 1);
    private static final EventName NODE_SPEC_CHANGED = new EventName("node.spec-changed", 1);
    private static final EventName NODE_TASKS_RESERVED = new EventName("node.tasks-reserved", 1);
    private static final EventName NODE_TASKS_RELEASED = new EventName("node.tasks-released", 1);
    private static final EventName NODE_NEWS_HEARD = new EventName("node.news-heard", 1);
    private static final EventName NODE_REMOVED = new EventName("node.removed", 1);

    private static final EventName SWARM_INITIALISED = new EventName("swarm.initialised", 1);
    private static final EventName SWARM_SPEC_CHANGED = new EventName("swarm.spec-changed", 1);
    private static final EventName SWARM_TOKENS_ROTATED = new EventName("swarm.tokens-rotated", 1);
    private static final EventName SWARM_DISSOLVED = new EventName("swarm.dissolved", 1);

    private static final EventName NAMES_CLAIMED = new EventName("names.claimed", 1);
    private static final EventName NAMES_FREED = new EventName("names.freed", 1);

    private static final Map<Class<? extends Event>, EventName> BY_CLASS = Stream.of(
                    SERVICE_CREATED,
                    SERVICE_SPEC_CHANGED,
                    SERVICE_TASKS_PLANNED,
                    SERVICE_TASKS_ENDED,
                    SERVICE_TASKS_RELEASED,
                    SERVICE_TASKS_SIGHTED,
                    SERVICE_TASKS_PRUNED,
                    SERVICE_TASKS_REJECTED,
                    SERVICE_ROLLOUT_STARTED,
                    SERVICE_SLOTS_TAKEN,
                    SERVICE_SLOTS_DONE,
                    SERVICE_UPDATE_TASKS_FAILED,
                    SERVICE_ROLLOUT_PAUSED,
                    SERVICE_ROLLOUT_FINISHED,
                    SERVICE_NODE_NOTED,
                    SERVICE_HISTORY_LIMITED,
                    SERVICE_REMOVED,
                    TASK_CREATED,
                    TASK_DESIRE_RAISED,
                    TASK_ASSIGNED,
                    TASK_EXPLAINED,
                    TASK_OBSERVED,
                    TASK_DELETED,
                    NODE_JOINED,
                    NODE_REGISTERED,
                    NODE_WENT_DOWN,
                    NODE_SPEC_CHANGED,
                    NODE_TASKS_RESERVED,
                    NODE_TASKS_RELEASED,
                    NODE_NEWS_HEARD,
                    NODE_REMOVED,
                    SWARM_INITIALISED,
                    SWARM_SPEC_CHANGED,
                    SWARM_TOKENS_ROTATED,
                    SWARM_DISSOLVED,
                    NAMES_CLAIMED,
                    NAMES_FREED)
            .collect(Collectors.toUnmodifiableMap(name -> known(name.word()).type(), name -> name));

    private static final Set<String> WORDS =
            BY_CLASS.values().stream().map(EventName::word).collect(Collectors.toUnmodifiableSet());
}
