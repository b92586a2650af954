package dev.troupe.core.why;

import static dev.troupe.core.why.Evidence.who;

import dev.troupe.core.feed.Recorded;
import dev.troupe.core.id.NodeId;
import dev.troupe.core.node.Availability;
import dev.troupe.core.node.NodeEvent;
import dev.troupe.core.node.NodeSpec;
import dev.troupe.core.rule.Event;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** How a node came to stand as it does: heard, lost, drained, labelled, removed. */
final class Standings {

    private static final Set<Class<? extends Event>> CHANGES = Set.of(
            NodeEvent.WentDown.class, NodeEvent.SpecChanged.class, NodeEvent.Removed.class, NodeEvent.Registered.class);

    private final Evidence evidence;

    Standings(Evidence evidence) {
        this.evidence = evidence;
    }

    /** What last changed how a node stands, up to this fact of it. */
    Optional<Story.Line> line(NodeId node, long sequence) {
        return fact(node, sequence).map(fact -> Evidence.line(fact, words(node, fact)));
    }

    /** The same as a fact. */
    Optional<Recorded> fact(NodeId node, long sequence) {
        return evidence.trail().last(Evidence.ref(node), sequence, CHANGES);
    }

    /** What this fact says of it. */
    String words(NodeId node, Recorded fact) {
        var name = evidence.name(node);
        return switch ((NodeEvent) fact.fact().event()) {
            case NodeEvent.WentDown(var message) -> name + " went down: " + why(message);
            case NodeEvent.SpecChanged(var spec) -> who(fact.fact().cause()) + " " + change(node, name, spec, fact);
            case NodeEvent.Removed() -> who(fact.fact().cause()) + " removed " + name + " from the swarm";
            case NodeEvent.Registered registered -> "the agent of " + name + " was heard: it is ready";
            case NodeEvent.Joined joined -> who(fact.fact().cause()) + " made " + name + " a member";
            case NodeEvent.TasksReserved _, NodeEvent.TasksReleased _, NodeEvent.NewsHeard _ ->
                throw new IllegalStateException("that changes no standing: " + fact);
        };
    }

    private static String why(String message) {
        return message.equals("heartbeat failure") ? "its agent was not heard any more (heartbeat failure)" : message;
    }

    private String change(NodeId node, String name, NodeSpec spec, Recorded fact) {
        var before = evidence.trail()
                .last(
                        Evidence.ref(node),
                        fact.sequence() - 1,
                        Set.of(NodeEvent.SpecChanged.class, NodeEvent.Joined.class))
                .map(one -> switch ((NodeEvent) one.fact().event()) {
                    case NodeEvent.SpecChanged changed -> changed.spec();
                    case NodeEvent.Joined joined -> joined.spec();
                    case NodeEvent other -> throw new IllegalStateException("not asked for: " + other);
                });
        if (before.filter(was -> was.availability() == spec.availability()).isPresent()) {
            return "changed " + labels(before.get(), spec, name);
        }
        return switch (spec.availability()) {
            case ACTIVE -> "made " + name + " active again";
            case PAUSE -> "paused " + name + ": it takes no new tasks";
            case DRAIN -> "drained " + name;
        };
    }

    private static String labels(NodeSpec was, NodeSpec is, String name) {
        var keys = new TreeSet<>(was.labels().keySet());
        keys.addAll(is.labels().keySet());
        var changed = keys.stream()
                .filter(key -> !Optional.ofNullable(was.labels().get(key))
                        .equals(Optional.ofNullable(is.labels().get(key))))
                .map(key -> is.labels().containsKey(key)
                        ? "label " + key + "=" + is.labels().get(key)
                        : "label " + key + " removed")
                .toList();
        return changed.isEmpty() ? name : name + ": " + String.join(", ", changed);
    }

    /** What an availability that is not active means for a node's tasks. */
    static String meaning(Availability availability) {
        return switch (availability) {
            case ACTIVE -> "takes tasks";
            case PAUSE -> "keeps its tasks and takes no new ones";
            case DRAIN -> "gives its tasks away and takes no new ones";
        };
    }
}
