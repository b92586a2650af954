package dev.troupe.core.service;

import dev.troupe.core.id.NodeId;
import dev.troupe.core.task.TaskState;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;

/** Which slots go when fewer are wanted. */
final class ScaleDown {

    private ScaleDown() {}

    private record Ranked(int slot, int rank) {}

    /** The slots to keep, at most {@code keep}; the sort is stable, so slot numbers decide among equals. */
    static List<Integer> keep(Slots slots, List<Integer> filled, int keep) {
        var order = filled.stream()
                .sorted(Comparator.comparing((Integer slot) -> !hasRunning(slots, slot))
                        .thenComparing(slot -> slot))
                .toList();
        var perNode = new HashMap<NodeId, Integer>();
        var ranked = new ArrayList<Ranked>();
        for (var slot : order) {
            var live = slots.liveOf(slot);
            var node = live.size() == 1 ? live.getFirst().node() : Optional.<NodeId>empty();
            ranked.add(new Ranked(
                    slot, node.map(n -> perNode.merge(n, 1, Integer::sum)).orElse(Integer.MAX_VALUE)));
        }
        return ranked.stream()
                .sorted(Comparator.comparingInt(Ranked::rank))
                .limit(keep)
                .map(Ranked::slot)
                .sorted()
                .toList();
    }

    private static boolean hasRunning(Slots slots, int slot) {
        return slots.liveOf(slot).stream().anyMatch(member -> member.observed() == TaskState.RUNNING);
    }
}
