package dev.troupe.core.placement;

import static java.util.Comparator.comparing;
import static java.util.Comparator.reverseOrder;
import static java.util.stream.Collectors.joining;

import dev.troupe.core.id.NodeId;
import dev.troupe.core.id.TaskId;
import dev.troupe.core.node.Choice;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Decides which node each waiting task goes to (section 8). Same floor, same groups, same verdict. */
public final class Scheduling {

    private Scheduling() {}

    /**
     * Places the groups one after another, each seeing what those before it took. Costs a look at every node per group
     * and a heap step per task; nothing per task that is already there.
     */
    public static Verdict place(Collection<FloorNode> nodes, List<PlacementGroup> groups) {
        var seats = nodes.stream()
                .sorted(comparing(node -> node.facts().id()))
                .map(Seat::new)
                .toList();
        var placed = new LinkedHashMap<TaskId, NodeId>();
        var explained = new LinkedHashMap<TaskId, String>();
        var choices = new LinkedHashMap<NodeId, List<Choice>>();
        for (var group : groups) place(seats, group, placed, choices, explained);
        return new Verdict(
                Collections.unmodifiableMap(placed),
                Collections.unmodifiableMap(choices),
                Collections.unmodifiableMap(explained));
    }

    private static void place(
            List<Seat> seats,
            PlacementGroup group,
            Map<TaskId, NodeId> placed,
            Map<NodeId, List<Choice>> choices,
            Map<TaskId, String> explained) {
        var demand = Demand.of(group);
        var tree = Branch.of(seats, group, demand);
        var waiting = group.tasks().iterator();
        while (waiting.hasNext()) {
            var task = waiting.next();
            var isSeated = tree.seat(new Branch.Placed() {
                @Override
                public void because(Seat seat, Choice why) {
                    choices.computeIfAbsent(seat.facts().id(), node -> new ArrayList<>())
                            .add(why);
                }

                @Override
                public void on(Seat seat) {
                    placed.put(task, seat.facts().id());
                }
            });
            if (isSeated) continue;

            var why = explanation(seats, demand); // The same for all that are left (SC-27).
            explained.put(task, why);
            waiting.forEachRemaining(left -> explained.put(left, why));
        }
    }

    /** All nodes count, as they stand when nothing more fits (SC-9). */
    private static String explanation(List<Seat> seats, Demand demand) {
        var turnedAway = new EnumMap<Filter, Integer>(Filter.class);
        for (var seat : seats) {
            Filter.against(demand, seat).ifPresent(filter -> turnedAway.merge(filter, 1, Integer::sum));
        }
        if (turnedAway.isEmpty()) return "no suitable node";
        return turnedAway.entrySet().stream()
                .sorted(Map.Entry.comparingByValue(reverseOrder()))
                .map(entry -> entry.getKey().explain(entry.getValue()))
                .collect(joining("; ", "no suitable node (", ")"));
    }
}
