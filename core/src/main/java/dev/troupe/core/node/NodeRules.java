package dev.troupe.core.node;

import static dev.troupe.core.rule.Decision.accept;
import static dev.troupe.core.rule.Decision.refuse;

import dev.troupe.core.id.ServiceId;
import dev.troupe.core.id.TaskId;
import dev.troupe.core.node.Node.Absent;
import dev.troupe.core.node.Node.Member;
import dev.troupe.core.node.Node.Removed;
import dev.troupe.core.rule.Cause;
import dev.troupe.core.rule.Decision;
import dev.troupe.core.rule.Refusal;
import dev.troupe.core.rule.Versions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Membership, standing and room of a node. The node alone says who has its capacity and its host ports. What it
 * owes to others is in {@link NodeErrands}.
 */
public final class NodeRules {

    private NodeRules() {}

    /** {@code now} changes no answer; it is here because every {@code decide} has it. */
    public static Decision<NodeEvent> decide(Node node, NodeCommand command, Instant now) {
        return switch (node) {
            case Absent() ->
                command instanceof NodeCommand.Join(var id, var spec, var description, var address)
                        ? accept(new NodeEvent.Joined(id, spec, description, address))
                        : refuse(new Refusal.NotFound("node not found")); // D-1
            case Member member -> decideMember(member, command);
            case Removed removed -> decideRemoved(removed, command);
        };
    }

    private static Decision<NodeEvent> decideMember(Member node, NodeCommand command) {
        var facts = node.facts();
        return switch (command) {
            case NodeCommand.Join ignored -> accept();
            case NodeCommand.Register(var description, var address) -> {
                var known = facts.state() == NodeState.READY
                        && facts.description().equals(description)
                        && facts.address().equals(address);
                yield known ? accept() : accept(new NodeEvent.Registered(description, address));
            }
            case NodeCommand.Lose(var message) ->
                facts.state() == NodeState.DOWN ? accept() : accept(new NodeEvent.WentDown(message));
            case NodeCommand.Change(var spec, var atVersion) -> change(node, spec, atVersion);
            case NodeCommand.Remove(var force) -> remove(facts, force);
            case NodeCommand.Reserve(var asked, var choices) -> reserve(node, asked, choices);
            case NodeCommand.Release(var tasks) -> release(node.held().keySet(), tasks);
            case NodeCommand.HearNews(var services, var version) ->
                hear(node.news(), node.newsVersion(), services, version);
        };
    }

    /** A removed node is past all wishes, but still settles what it owes. */
    private static Decision<NodeEvent> decideRemoved(Removed node, NodeCommand command) {
        return switch (command) {
            case NodeCommand.Join ignored ->
                refuse(new Refusal.Precondition( // CL-20
                        "node " + node.id() + " was removed from the swarm; it can only come back under a new ID"));
            case NodeCommand.Register ignored -> refuse(new Refusal.NotFound("node not found"));
            case NodeCommand.Change ignored -> refuse(new Refusal.NotFound("node " + node.id() + " not found"));
            case NodeCommand.Lose _, NodeCommand.Remove _, NodeCommand.Reserve _ -> accept();
            case NodeCommand.Release(var tasks) -> release(node.tasks(), tasks);
            case NodeCommand.HearNews(var services, var version) ->
                hear(node.news(), node.version(), services, version);
        };
    }

    private static Decision<NodeEvent> change(Member node, NodeSpec spec, long atVersion) {
        if (!Versions.knewTheSpec(atVersion, node.specSince(), node.version()))
            return refuse(new Refusal.OutOfDate(atVersion, node.version()));
        var present = node.facts().spec();
        if (spec.equals(present)) return accept();
        if (spec.role() != present.role()) {
            return switch (spec.role()) {
                case WORKER -> // N-13: as long as managers do not form a cluster, the one there is is the last.
                    refuse(new Refusal.Precondition("attempting to demote the last manager of the swarm"));
                case MANAGER ->
                    refuse(new Refusal.Unsupported(
                            "promoting a node is not supported: this swarm has one manager and cannot take a second"));
            };
        }
        return accept(new NodeEvent.SpecChanged(spec));
    }

    /** N-11: force helps against a ready node, never against a manager. */
    private static Decision<NodeEvent> remove(NodeFacts facts, boolean force) {
        if (facts.role() == Role.MANAGER) {
            return refuse(new Refusal.Precondition("node " + facts.id() + " is a cluster manager and is a member of the"
                    + " raft cluster. It must be demoted to worker before removal"));
        }
        if (facts.state() == NodeState.READY && !force) {
            return refuse(new Refusal.Precondition("node " + facts.id() + " is not down and can't be removed"));
        }
        return accept(new NodeEvent.Removed());
    }

    private static Decision<NodeEvent> reserve(Member node, List<Reservation> asked, List<Choice> choices) {
        if (!node.facts().takesTasks()) return accept();
        var totals = node.facts().description().resources();
        var room = new Room(node.charged(), node.ports());
        var taken = new ArrayList<Reservation>();
        var seen = new HashSet<TaskId>();
        for (var reservation : asked) {
            if (node.held().containsKey(reservation.task()) || !room.fits(reservation, totals)) continue;
            if (!seen.add(reservation.task())) continue;
            taken.add(reservation);
            room = room.with(reservation);
        }
        return taken.isEmpty() ? accept() : accept(new NodeEvent.TasksReserved(List.copyOf(taken), choices));
    }

    private static Decision<NodeEvent> release(Set<TaskId> held, List<TaskId> tasks) {
        var freed = new LinkedHashSet<>(tasks);
        freed.removeIf(task -> !held.contains(task));
        return freed.isEmpty() ? accept() : accept(new NodeEvent.TasksReleased(List.copyOf(freed)));
    }

    /** Old news does not count as heard: the service has still to hear the newest. */
    private static Decision<NodeEvent> hear(
            Set<ServiceId> waiting, long newest, List<ServiceId> services, long version) {
        if (version != newest) return accept();
        var heard = new LinkedHashSet<>(services);
        heard.removeIf(service -> !waiting.contains(service));
        return heard.isEmpty() ? accept() : accept(new NodeEvent.NewsHeard(List.copyOf(heard), version));
    }

    /** What the node is after a fact. With news for services it keeps the correlation of what the news tells of. */
    public static Node evolve(Node node, NodeEvent event, Instant at, Cause cause) {
        return switch (NodeStages.after(node, event, at)) {
            case Absent absent -> absent;
            case Member member -> {
                var isNews = !(node instanceof Member before) || before.newsVersion() != member.newsVersion();
                yield isNews ? member.withCorrelation(cause.correlation()) : member;
            }
            case Removed removed ->
                event instanceof NodeEvent.Removed
                        ? new Removed(
                                removed.id(), removed.tasks(), removed.news(), removed.version(), cause.correlation())
                        : removed;
        };
    }

    /** That of the newest news; empty where there is none. */
    public static Optional<String> newsCorrelation(Node node) {
        return switch (node) {
            case Absent() -> Optional.empty();
            case Member member -> Optional.of(member.correlation());
            case Removed removed -> Optional.of(removed.correlation());
        };
    }

    /** See {@link NodeErrands#owed}. */
    public static List<NodeErrand> owed(Node node, Instant now) {
        return NodeErrands.owed(node, now);
    }
}
