package dev.troupe.core.why;

import dev.troupe.core.feed.Trail;
import dev.troupe.core.id.NodeId;
import dev.troupe.core.node.Availability;
import dev.troupe.core.node.NodeEvent;
import dev.troupe.core.node.NodeState;
import dev.troupe.core.placement.Fit;
import dev.troupe.core.placement.FloorNode;
import dev.troupe.core.placement.Obstacle;
import dev.troupe.core.placement.PlacementGroup;
import dev.troupe.core.roster.NodeView;
import dev.troupe.core.roster.ServiceView;
import dev.troupe.core.roster.TaskView;
import dev.troupe.core.rule.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Why a node is down, drained or empty, and what became of its tasks. */
final class NodeStory {

    private static final int SHOWN = 6;
    private static final Set<Class<? extends Event>> STANDINGS = Set.of(
            NodeEvent.Joined.class,
            NodeEvent.Registered.class,
            NodeEvent.WentDown.class,
            NodeEvent.SpecChanged.class,
            NodeEvent.Removed.class);

    private final Evidence evidence;
    private final NodeId id;
    private final String name;
    private final Telling telling = new Telling();

    private NodeStory(Evidence evidence, NodeId id) {
        this.evidence = evidence;
        this.id = id;
        this.name = evidence.name(id);
    }

    static Optional<Story> of(Evidence evidence, NodeId id) {
        var isKnown = evidence.roster().node(id).isPresent()
                || evidence.trail().first(Evidence.ref(id), STANDINGS).isPresent();
        return isKnown ? Optional.of(new NodeStory(evidence, id).tell()) : Optional.empty();
    }

    private Story tell() {
        var past = evidence.trail()
                .back(Evidence.ref(id), Trail.NEWEST, STANDINGS, SHOWN)
                .reversed();
        var standings = new Standings(evidence);
        for (var fact : past) telling.happened(fact, standings.words(id, fact));
        var view = evidence.roster().node(id);
        var since =
                past.isEmpty() ? "" : " for " + Words.span(past.getLast().fact().at(), evidence.now());
        var headline = view.map(node -> headline(node, since)).orElse("was removed from the swarm");
        return telling.story("node", id.value(), name, headline);
    }

    private String headline(NodeView node, String since) {
        var tasks = evidence.roster().tasksOn(id);
        var live = tasks.stream()
                .filter(task ->
                        task.desired().isLive() && !task.status().state().isTerminal())
                .toList();
        left(tasks);
        var state = node.facts().state();
        var availability = node.facts().spec().availability();
        if (state == NodeState.DOWN) return down(node, since);
        if (state != NodeState.READY) {
            telling.waitsFor("the agent of " + name + " to be heard", Optional.empty(), Optional.empty());
            return "is " + state.word() + since + ": its agent has not been heard yet";
        }
        if (availability != Availability.ACTIVE) {
            telling.needs(name + " active again", "docker node update --availability active " + name);
            return "has been set to " + availability.word() + since + ": it " + Standings.meaning(availability)
                    + (live.isEmpty() ? "; it has none" : "; it has " + Words.count(live.size(), "task"));
        }
        if (live.isEmpty()) {
            empty(node);
            return "is ready and has no tasks";
        }
        return "is ready and has " + Words.count(live.size(), "task");
    }

    private String down(NodeView node, String since) {
        telling.waitsFor(
                "the agent of " + name + " to be heard again", Optional.of(node.updatedAt()), Optional.empty());
        telling.needs(
                new Story.Need("Troupe running on " + name + " again, and able to reach a manager", Optional.empty()));
        telling.needs(name + " removed, if it never comes back", "docker node rm " + name);
        return "has been down" + since + ": " + node.facts().message();
    }

    /** Tasks that were here and are wanted here no more: who follows them, and where. */
    private void left(Iterable<TaskView> tasks) {
        var shown = 0;
        for (var task : tasks) {
            if (task.desired().isLive() || task.status().state().isTerminal()) continue;
            if (++shown > SHOWN) continue;
            var follower = evidence
                    .roster()
                    .slotsOf(task.service())
                    .tasks(task.draft().slot())
                    .stream()
                    .filter(other -> other.desired().isLive())
                    .findFirst();
            telling.waitsFor(
                    Evidence.name(task.draft()) + " to stop here"
                            + follower.map(this::follows).orElse(""),
                    Optional.of(task.updatedAt()),
                    Optional.empty());
        }
        if (shown > SHOWN) telling.detail((shown - SHOWN) + " more tasks have to stop here");
    }

    private String follows(TaskView next) {
        return " (" + Evidence.name(next.draft()) + " follows it, "
                + next.status().state().word()
                + next.node().map(node -> " on " + evidence.name(node)).orElse("") + ")";
    }

    /** Nothing moves by itself (SC-6): which services could come here, and which not. */
    private void empty(NodeView node) {
        var floor = evidence.roster().floor(evidence.now()).stream()
                .filter(one -> one.facts().id().equals(id))
                .findFirst()
                .orElseGet(() -> new FloorNode(node.facts(), node.load(), (service, version) -> 0));
        var could = new ArrayList<String>();
        var kept = new TreeMap<String, List<String>>();
        for (var service : evidence.roster().services()) {
            if (service.spec().replicas() == 0) continue;
            var obstacles = obstacles(service, floor);
            if (obstacles.isEmpty()) could.add(service.spec().name());
            else
                kept.computeIfAbsent(word(obstacles.getFirst()), same -> new ArrayList<>())
                        .add(service.spec().name());
        }
        kept.forEach((why, services) -> telling.detail(Words.list(services) + " cannot run here: " + why));
        if (!could.isEmpty()) {
            telling.detail(Words.list(could) + " could run here, but running tasks are never moved: new ones come first"
                    + " here, with the next scale-up, update or failure");
            telling.needs(
                    "new tasks, which spread over all nodes", "docker service update --force " + could.getFirst());
        } else if (kept.isEmpty()) telling.detail("no service asks for tasks");
    }

    private static List<Obstacle> obstacles(ServiceView service, FloorNode node) {
        return Fit.of(new PlacementGroup(
                        service.id(),
                        service.specVersion(),
                        service.spec().task(),
                        service.spec().endpoint(),
                        List.of()))
                .obstacles(node);
    }

    private static String word(Obstacle obstacle) {
        return switch (obstacle) {
            case Obstacle.NotAvailable _ -> "it takes no new tasks";
            case Obstacle.TooLittle _ -> "too little is free";
            case Obstacle.NoPlugin(var type, var plugin) -> "it lists no plugin " + plugin;
            case Obstacle.ConstraintUnmet(var constraint, var actual) -> "the constraint " + constraint + " is not met";
            case Obstacle.OtherPlatform _ -> "it is of another platform";
            case Obstacle.PortTaken(var port) -> "port " + port.port() + " is in use";
            case Obstacle.NodeFull _ -> "as many are here as may be";
        };
    }
}
