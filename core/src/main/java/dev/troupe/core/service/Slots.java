package dev.troupe.core.service;

import dev.troupe.core.id.NodeId;
import dev.troupe.core.id.TaskId;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.pcollections.HashTreePMap;
import org.pcollections.HashTreePSet;
import org.pcollections.PMap;
import org.pcollections.PSet;
import org.pcollections.PVector;
import org.pcollections.TreePMap;
import org.pcollections.TreePVector;

/**
 * The tasks of a service, slot by slot. Every index is kept as tasks change, so that no task event costs a walk over
 * the others.
 *
 * @param members every task the service still answers for
 * @param bySlot the tasks of each slot, oldest first, history included, pruned ones left out
 * @param onNode where tasks are, pruned ones included
 * @param untold tasks that have not shown yet that they know what is wanted of them
 * @param held tasks that wait READY
 */
public record Slots(
        PMap<TaskId, Member> members,
        TreePMap<Integer, PVector<TaskId>> bySlot,
        PMap<NodeId, PSet<TaskId>> onNode,
        PSet<TaskId> untold,
        PSet<TaskId> held) {

    public static final Slots NONE = new Slots(
            HashTreePMap.empty(), TreePMap.empty(), HashTreePMap.empty(), HashTreePSet.empty(), HashTreePSet.empty());

    public boolean isEmpty() {
        return members.isEmpty();
    }

    public Optional<Member> member(TaskId id) {
        return Optional.ofNullable(members.get(id));
    }

    /** Slot numbers that still have tasks, ascending. */
    public Collection<Integer> numbers() {
        return bySlot.keySet();
    }

    /** Tasks of a slot, oldest first. */
    public List<Member> of(int slot) {
        var ids = bySlot.get(slot);
        return ids == null ? List.of() : ids.stream().map(this::get).toList();
    }

    /** Tasks of a slot that are still wanted. */
    public List<Member> liveOf(int slot) {
        return of(slot).stream().filter(Member::isLive).toList();
    }

    public Collection<TaskId> on(NodeId node) {
        var ids = onNode.get(node);
        return ids == null ? List.of() : ids;
    }

    Member get(TaskId id) {
        var member = members.get(id);
        if (member == null) throw new IllegalStateException("no task " + id + " in this service");
        return member;
    }

    Slots plus(Member member) {
        var slot = bySlot.get(member.slot());
        var tasks = slot == null ? TreePVector.<TaskId>empty() : slot;
        return new Slots(members, bySlot.plus(member.slot(), tasks.plus(member.id())), onNode, untold, held)
                .put(member);
    }

    /** The same task, changed. A task that is not here changes nothing. */
    Slots change(TaskId id, UnaryOperator<Member> change) {
        var before = members.get(id);
        return before == null ? this : put(change.apply(before));
    }

    private Slots put(Member member) {
        var id = member.id();
        var before = members.get(id);
        var places = onNode;
        var place = before == null ? Optional.<NodeId>empty() : before.node();
        if (!place.equals(member.node())) {
            if (place.isPresent()) places = leave(places, place.get(), id);
            if (member.node().isPresent()) {
                var there = places.get(member.node().get());
                places = places.plus(
                        member.node().get(), (there == null ? HashTreePSet.<TaskId>empty() : there).plus(id));
            }
        }
        return new Slots(
                members.plus(id, member),
                bySlot,
                places,
                member.isUntold() ? untold.plus(id) : untold.minus(id),
                member.hold().isPresent() ? held.plus(id) : held.minus(id));
    }

    /** Out of its slot, but still answered for until it has deleted itself. */
    Slots prune(TaskId id) {
        var member = members.get(id);
        return member == null ? this : unlist(member).put(member.prune());
    }

    /** Not answered for any more. */
    Slots minus(TaskId id) {
        var member = members.get(id);
        if (member == null) return this;
        var listed = unlist(member);
        var places =
                member.node().isPresent() ? leave(listed.onNode, member.node().get(), id) : listed.onNode;
        return new Slots(
                listed.members.minus(id), listed.bySlot, places, listed.untold.minus(id), listed.held.minus(id));
    }

    private Slots unlist(Member member) {
        var slot = bySlot.get(member.slot());
        if (slot == null) return this;
        var rest = slot.minus(member.id());
        return new Slots(
                members,
                rest.isEmpty() ? bySlot.minus(member.slot()) : bySlot.plus(member.slot(), rest),
                onNode,
                untold,
                held);
    }

    private static PMap<NodeId, PSet<TaskId>> leave(PMap<NodeId, PSet<TaskId>> places, NodeId node, TaskId id) {
        var there = places.get(node);
        if (there == null) return places;
        var rest = there.minus(id);
        return rest.isEmpty() ? places.minus(node) : places.plus(node, rest);
    }
}
