package dev.troupe.core.why;

import dev.troupe.core.node.HostPort;
import dev.troupe.core.node.NodeState;
import dev.troupe.core.placement.Fit;
import dev.troupe.core.placement.FloorNode;
import dev.troupe.core.placement.Obstacle;
import dev.troupe.core.placement.Obstacle.ConstraintUnmet;
import dev.troupe.core.placement.Obstacle.NoPlugin;
import dev.troupe.core.placement.Obstacle.NodeFull;
import dev.troupe.core.placement.Obstacle.NotAvailable;
import dev.troupe.core.placement.Obstacle.OtherPlatform;
import dev.troupe.core.placement.Obstacle.PortTaken;
import dev.troupe.core.placement.Obstacle.TooLittle;
import dev.troupe.core.placement.PlacementGroup;
import dev.troupe.core.roster.TaskView;
import dev.troupe.core.spec.Platform;
import dev.troupe.core.task.TaskDraft;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Which nodes a task does not fit on, what keeps it off each, and what would have to change (section 8). */
final class Fitting {

    private static final int SHOWN = 8;

    private record Look(FloorNode node, List<Obstacle> obstacles) {
        String name() {
            return node.facts().description().hostname();
        }
    }

    private final Evidence evidence;
    private final TaskDraft task;
    private final List<Look> looks;

    private Fitting(Evidence evidence, TaskDraft task, List<Look> looks) {
        this.evidence = evidence;
        this.task = task;
        this.looks = looks;
    }

    static Fitting of(Evidence evidence, TaskDraft task) {
        var fit = Fit.of(new PlacementGroup(
                task.service(), task.specVersion(), task.spec(), task.endpoint(), List.of(task.id())));
        var looks = evidence.roster().floor(evidence.now()).stream()
                .map(node -> new Look(node, fit.obstacles(node)))
                .sorted(Comparator.comparing(Look::name))
                .toList();
        return new Fitting(evidence, task, looks);
    }

    /** Some node would take it now. */
    boolean fits() {
        return looks.stream().anyMatch(look -> look.obstacles().isEmpty());
    }

    /** What keeps it off, node by node; nodes with the same obstacles together. */
    List<String> obstacles() {
        if (looks.isEmpty()) return List.of("there is no node");
        var nodes = new LinkedHashMap<String, List<String>>();
        for (var look : looks) {
            var text = look.obstacles().isEmpty()
                    ? "it fits"
                    : look.obstacles().stream().map(this::words).collect(Collectors.joining("; "));
            nodes.computeIfAbsent(text, same -> new ArrayList<>()).add(look.name());
        }
        return nodes.entrySet().stream()
                .sorted(Comparator.comparingInt(entry -> -entry.getValue().size()))
                .limit(SHOWN)
                .map(entry -> Words.list(entry.getValue()) + ": " + entry.getKey())
                .toList();
    }

    private String words(Obstacle obstacle) {
        return switch (obstacle) {
            case NotAvailable(var state, var availability) ->
                state == NodeState.READY ? "set to " + availability.word() : state.word();
            case TooLittle little ->
                amount(little, little.free()) + " free of " + amount(little, little.total()) + ", a task reserves "
                        + amount(little, little.wanted());
            case NoPlugin(var type, var name) -> "no plugin " + name + " of type " + type;
            case ConstraintUnmet(var constraint, var actual) -> constraint + " not met (" + actual(actual) + ")";
            case OtherPlatform(var wanted, var has) ->
                "platform " + platform(has) + ", a task needs "
                        + Words.any(wanted.stream().map(Fitting::platform).toList());
            case PortTaken(var port) -> "port " + port.port() + "/" + port.protocol() + " in use";
            case NodeFull(var limit) ->
                "no more than " + Words.count(limit, "task") + " of " + task.serviceName() + " on one node";
        };
    }

    /** {@code the constraint node.labels.zone==a (it is b)}. */
    static String unmet(ConstraintUnmet obstacle) {
        return "the constraint " + obstacle.constraint() + " (" + actual(obstacle.actual()) + ")";
    }

    private static String actual(String actual) {
        return actual.isEmpty() ? "nothing there" : "it is " + actual;
    }

    private static String platform(Platform platform) {
        return platform.os() + "/" + platform.architecture();
    }

    private static String amount(TooLittle little, long amount) {
        return switch (little.kind()) {
            case CPU -> Words.cpus(amount);
            case MEMORY -> Words.memory(amount);
            case GENERIC -> amount + " " + little.unit();
        };
    }

    /** Changes of which one is enough; the least ones first. */
    List<Story.Need> needs() {
        if (looks.isEmpty()) return List.of(new Story.Need("a node", Optional.empty()));
        var fewest =
                looks.stream().mapToInt(look -> look.obstacles().size()).min().orElse(0);
        if (fewest == 0) return List.of();
        var nearest =
                looks.stream().filter(look -> look.obstacles().size() == fewest).toList();
        if (fewest > 1) return nearest.stream().limit(3).map(this::all).toList();

        var alike = new LinkedHashMap<String, List<Look>>();
        for (var look : nearest) {
            alike.computeIfAbsent(key(look.obstacles().getFirst()), same -> new ArrayList<>())
                    .add(look);
        }
        var needs = new ArrayList<Story.Need>();
        alike.values().forEach(looks -> needs.addAll(one(looks)));
        return needs;
    }

    /** Several things at once, on one node. */
    private Story.Need all(Look look) {
        return new Story.Need(
                "on " + look.name() + ": "
                        + look.obstacles().stream()
                                .map(obstacle -> change(obstacle))
                                .collect(Collectors.joining(", and ")),
                Optional.empty());
    }

    private static String key(Obstacle obstacle) {
        return switch (obstacle) {
            case TooLittle little -> "little " + little.kind() + little.unit();
            case NotAvailable(var state, var availability) -> "not available " + state + availability;
            case ConstraintUnmet(var constraint, var actual) -> constraint;
            case NoPlugin _, OtherPlatform _, PortTaken _, NodeFull _ -> obstacle.toString();
        };
    }

    /** Nodes that lack the same one thing. */
    private List<Story.Need> one(List<Look> looks) {
        var names = looks.stream().map(Look::name).toList();
        var first = looks.getFirst();
        var obstacle = first.obstacles().getFirst();
        var onAny = " on " + Words.any(names);
        return switch (obstacle) {
            case TooLittle little -> room(looks);
            case NotAvailable(var state, var availability) ->
                List.of(new Story.Need(
                        Words.any(names)
                                + (state == NodeState.READY ? " active again" : " back (it is " + state.word() + ")"),
                        state == NodeState.READY
                                ? Optional.of("docker node update --availability active " + names.getFirst())
                                : Optional.empty()));
            case ConstraintUnmet(var constraint, var actual) ->
                List.of(
                        new Story.Need(change(obstacle) + onAny, label(constraint, names.getFirst())),
                        new Story.Need(
                                "the service without the constraint " + constraint,
                                Optional.of("docker service update --constraint-rm '" + written(constraint) + "' "
                                        + task.serviceName())));
            case PortTaken(var port) ->
                List.of(new Story.Need(
                        "port " + port.port() + "/" + port.protocol() + " free" + onAny
                                + holder(looks.getFirst().node(), port)
                                        .map(name -> " (on " + first.name() + " " + name + " has it)")
                                        .orElse(""),
                        Optional.empty()));
            case NodeFull(var limit) ->
                List.of(
                        new Story.Need("one more node", Optional.empty()),
                        new Story.Need(
                                "more than " + Words.count(limit, "replica") + " allowed on a node",
                                Optional.of("docker service update --replicas-max-per-node " + (limit + 1) + " "
                                        + task.serviceName())));
            case NoPlugin _, OtherPlatform _ -> List.of(new Story.Need(change(obstacle) + onAny, Optional.empty()));
        };
    }

    /** The constraint as the spec has it, which may be spaced otherwise. */
    private String written(String constraint) {
        return task.spec().placement().constraints().stream()
                .filter(text -> text.replace(" ", "").equalsIgnoreCase(constraint.replace(" ", "")))
                .findFirst()
                .orElse(constraint);
    }

    private static Optional<String> label(String constraint, String node) {
        var prefix = "node.labels.";
        var equals = constraint.indexOf("==");
        if (equals < 0 || !constraint.regionMatches(true, 0, prefix, 0, prefix.length())) return Optional.empty();
        return Optional.of("docker node update --label-add " + constraint.substring(prefix.length(), equals) + "="
                + constraint.substring(equals + 2) + " " + node);
    }

    private List<Story.Need> room(List<Look> looks) {
        var nearest =
                looks.stream().min(Comparator.comparingLong(Fitting::lacking)).orElseThrow();
        var little = (TooLittle) nearest.obstacles().getFirst();
        var largest = looks.stream()
                .max(Comparator.comparingLong(
                        look -> ((TooLittle) look.obstacles().getFirst()).total()))
                .orElseThrow();
        var most = (TooLittle) largest.obstacles().getFirst();
        var needs = new ArrayList<Story.Need>();
        if (most.total() >= little.wanted()) {
            needs.add(new Story.Need(
                    amount(little, little.wanted()) + " free on one node: the nearest is " + nearest.name()
                            + ", which has " + amount(little, little.free()) + " free and lacks "
                            + amount(little, little.lacking()),
                    Optional.empty()));
        } else {
            needs.add(new Story.Need(
                    "a larger node: " + amount(little, little.wanted()) + " are reserved, and the largest, "
                            + largest.name() + ", has " + amount(most, most.total()) + " in all",
                    Optional.empty()));
        }
        var option = switch (little.kind()) {
            case CPU -> Optional.of("docker service update --reserve-cpu N " + task.serviceName());
            case MEMORY -> Optional.of("docker service update --reserve-memory N " + task.serviceName());
            case GENERIC -> Optional.<String>empty();
        };
        needs.add(new Story.Need(
                "a smaller reservation: at most " + amount(little, Math.max(0, little.free())) + " fit on "
                        + nearest.name(),
                option));
        return needs;
    }

    private static long lacking(Look look) {
        return ((TooLittle) look.obstacles().getFirst()).lacking();
    }

    private Optional<String> holder(FloorNode node, HostPort port) {
        return evidence.roster().tasksOn(node.facts().id()).stream()
                .filter(TaskView::isCharged)
                .filter(view -> HostPort.claimedBy(view.draft().endpoint()).contains(port))
                .map(view -> Evidence.name(view.draft()))
                .findFirst();
    }

    /** What would remove an obstacle. */
    private String change(Obstacle obstacle) {
        return switch (obstacle) {
            case NotAvailable(var state, var availability) ->
                state == NodeState.READY ? "active again" : "back (it is " + state.word() + ")";
            case TooLittle little ->
                little.wanted() > little.total()
                        ? amount(little, little.wanted()) + " (it has " + amount(little, little.total()) + " in all)"
                        : amount(little, little.lacking()) + " more free";
            case NoPlugin(var type, var name) -> "the plugin " + name + " of type " + type;
            case ConstraintUnmet(var constraint, var actual) -> wanted(constraint);
            case OtherPlatform(var wanted, var has) ->
                "the platform "
                        + Words.any(wanted.stream().map(Fitting::platform).toList());
            case PortTaken(var port) -> "port " + port.port() + "/" + port.protocol() + " free";
            case NodeFull(var limit) -> "one task of " + task.serviceName() + " fewer";
        };
    }

    private static String wanted(String constraint) {
        var operator = constraint.contains("==") ? "==" : "!=";
        var at = constraint.indexOf(operator);
        var key = constraint.substring(0, at);
        var value = constraint.substring(at + 2);
        var prefix = "node.labels.";
        if (!key.regionMatches(true, 0, prefix, 0, prefix.length()))
            return key + (operator.equals("==") ? " = " : " other than ") + value;
        var label = key.substring(prefix.length());
        return operator.equals("==") ? "label " + label + "=" + value : "no label " + label + "=" + value;
    }
}
