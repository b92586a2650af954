package dev.troupe.core.node;

import dev.troupe.core.id.TaskId;
import dev.troupe.core.node.Node.Absent;
import dev.troupe.core.node.Node.Member;
import dev.troupe.core.node.Node.Removed;
import dev.troupe.core.spec.Resources;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.pcollections.HashTreePSet;

/** What a node owes to services and tasks. */
public final class NodeErrands {

    /** How long a node may be down before its tasks are given up (D-24). */
    public static final Duration ORPHANED_AFTER = Duration.ofHours(24);

    /** The message of a task whose node was removed (N-12). */
    public static final String NODE_DELETED = "Task belonged to a node that has been deleted";

    private static final String UNCHANGED = "";
    private static final String REJECTED = "task rejected by constraint enforcer";
    private static final String NO_ROOM = "assigned node no longer meets constraints";

    private NodeErrands() {}

    /**
     * News not yet heard, tasks lost, tasks that have no room any more. Costs by what is owed, not by what is held.
     * Which tasks do not know yet that they have room here is seen in the roster (Settlement.tenancy), not in the node.
     */
    public static List<NodeErrand> owed(Node node, Instant now) {
        return switch (node) {
            case Absent() -> List.of();
            case Member member -> {
                var errands = new ArrayList<NodeErrand>(news(member));
                if (isLost(member, now)) errands.addAll(orphans(member.held().keySet(), UNCHANGED));
                errands.addAll(squeezedOut(member));
                yield List.copyOf(errands);
            }
            case Removed removed -> {
                var errands = new ArrayList<NodeErrand>();
                for (var service : removed.news()) {
                    errands.add(new NodeErrand.Tell(
                            service, removed.id(), Standing.GONE, removed.version(), Optional.empty()));
                }
                errands.addAll(orphans(removed.tasks(), NODE_DELETED));
                yield List.copyOf(errands);
            }
        };
    }

    private static List<NodeErrand> news(Member node) {
        var facts = node.facts();
        return node.news().stream()
                .<NodeErrand>map(service -> new NodeErrand.Tell(
                        service, facts.id(), facts.standing(), node.newsVersion(), Optional.of(facts)))
                .toList();
    }

    private static boolean isLost(Member node, Instant now) {
        return node.downSince()
                .map(since -> !now.isBefore(since.plus(ORPHANED_AFTER)))
                .orElse(false);
    }

    private static List<NodeErrand> orphans(Collection<TaskId> tasks, String message) {
        return tasks.stream()
                .<NodeErrand>map(task -> new NodeErrand.Orphan(task, message))
                .toList();
    }

    /** N-6 (b) and (c), N-8: the oldest keep their room as far as it goes. Walks only when there is too little. */
    private static List<NodeErrand> squeezedOut(Member node) {
        var totals = node.facts().description().resources();
        var enforced = node.facts().spec().availability() == Availability.ACTIVE; // N-9
        if (!enforced || !new Room(node.charged(), node.ports()).exceeds(totals)) return List.of();
        var errands = new ArrayList<NodeErrand>();
        var room = new Room(Resources.NONE, HashTreePSet.empty());
        for (var reservation : node.held().values()) {
            if (room.fits(reservation, totals)) {
                room = room.with(reservation);
            } else {
                errands.add(new NodeErrand.RejectTask(reservation.task(), REJECTED, NO_ROOM));
            }
        }
        return errands;
    }
}
