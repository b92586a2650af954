package dev.troupe.core.why;

import dev.troupe.core.feed.Recorded;
import dev.troupe.core.id.NodeId;
import dev.troupe.core.node.HostPort;
import dev.troupe.core.node.NodeEvent.TasksReleased;
import dev.troupe.core.task.TaskDraft;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What came to suit a task on a node at last: the node was changed, or another task gave back what this one needed. */
final class Opening {

    /** So many of the times that tasks left the node are looked at, newest first. */
    private static final int FAR = 20;

    /** Of those that left at once so many are looked at; where one had what was missing, most of them had. */
    private static final int MANY = 50;

    private final Evidence evidence;
    private final TaskDraft waiting;
    private final NodeId node;

    Opening(Evidence evidence, TaskDraft waiting, NodeId node) {
        this.evidence = evidence;
        this.waiting = waiting;
        this.node = node;
    }

    /** A fact that gave room back, and the first of those in it that had what is needed; how many more left at once. */
    private record Room(Recorded fact, TaskDraft former, long others) {}

    /**
     * The nearest of what happened after {@code since}, up to this fact of the node.
     *
     * @param since when no node suited the task yet
     */
    List<Story.Line> lines(Instant since, long upTo) {
        var change = new Standings(evidence)
                .fact(node, upTo)
                .filter(one -> one.fact().at().isAfter(since));
        var room = room(since, upTo)
                .filter(found -> change.filter(
                                one -> one.sequence() > found.fact().sequence())
                        .isEmpty());
        return room.map(this::words)
                .or(() -> change.map(one -> List.of(Evidence.line(one, new Standings(evidence).words(node, one)))))
                .orElseGet(List::of);
    }

    private Optional<Room> room(Instant since, long upTo) {
        return evidence.trail().back(Evidence.ref(node), upTo, Set.of(TasksReleased.class), FAR).stream()
                .filter(fact -> fact.fact().at().isAfter(since))
                .flatMap(fact -> room(fact).stream())
                .findFirst();
    }

    private Optional<Room> room(Recorded fact) {
        var left = ((TasksReleased) fact.fact().event()).tasks();
        return left.stream()
                .limit(MANY)
                .map(evidence::draft)
                .flatMap(Optional::stream)
                .filter(this::hadWhatIsNeeded)
                .findFirst()
                .map(former -> new Room(fact, former, left.size() - 1));
    }

    /** Resources, a port of the node, or one of the few places that its own service may take there. */
    private boolean hadWhatIsNeeded(TaskDraft former) {
        var resources = !waiting.spec().reservations().isNone()
                && !former.spec().reservations().isNone();
        var ports =
                !Collections.disjoint(HostPort.claimedBy(waiting.endpoint()), HostPort.claimedBy(former.endpoint()));
        var place = waiting.spec().placement().maxReplicasPerNode() > 0
                && former.service().equals(waiting.service());
        return resources || ports || place;
    }

    private List<Story.Line> words(Room room) {
        var name = Evidence.name(room.former());
        var lines = new ArrayList<>(
                new TaskPast(evidence, room.former()).leaving(room.fact().fact().at()));
        lines.add(Evidence.line(
                room.fact(),
                evidence.name(node) + " had the room of " + name
                        + (room.others() == 0 ? "" : " and " + Words.count(room.others(), "more task"))
                        + " again"));
        return lines;
    }
}
