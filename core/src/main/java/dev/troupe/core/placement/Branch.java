package dev.troupe.core.placement;

import static java.util.Comparator.comparingInt;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.TreeMap;

/**
 * Part of the tree that spread preferences make of the nodes (SC-24): a fork by one label, or, at the end, the nodes
 * themselves. Each task goes to the branch that has the fewest of its service, and there to the best node. That is
 * where SC-23 and SC-25 lead too, also where some branch or node starts out with more than its share.
 */
abstract sealed class Branch {

    /** From so many recent failures on, a node comes after all that have fewer (SC-22). */
    private static final int FAULTY = 5;

    private final String label;
    private int ofService;
    private int inAll;

    private Branch(String label, Collection<Seat> seats, PlacementGroup group) {
        this.label = label;
        for (var seat : seats) { // Nodes that take no task count as well (SC-24).
            ofService += seat.activeOf(group.service());
            inAll += seat.active();
        }
    }

    /** Grows the tree of {@code seats} for that group. */
    static Branch of(Collection<Seat> seats, PlacementGroup group, Demand demand) {
        var forks = group.spec().placement().spreadOver().stream()
                .flatMap(descriptor -> NodeLabel.of(descriptor).stream())
                .toList();
        return grow("", seats, forks, group, demand);
    }

    private static Branch grow(
            String label, Collection<Seat> seats, List<NodeLabel> forks, PlacementGroup group, Demand demand) {
        return forks.isEmpty() ? new Leaf(label, seats, group, demand) : new Fork(label, seats, forks, group, demand);
    }

    /** Seats one task; false: no node of this branch takes it, nor any further one of its group. */
    final boolean seat(Placed placed) {
        if (!pass(placed)) return false;
        ofService++;
        inAll++;
        return true;
    }

    abstract boolean pass(Placed placed);

    /** Where a task went. */
    @FunctionalInterface
    interface Placed {
        void on(Seat seat);
    }

    private static final class Fork extends Branch {
        private final PriorityQueue<Branch> open = new PriorityQueue<>(comparingInt((Branch branch) -> branch.ofService)
                .thenComparingInt(branch -> branch.inAll)
                .thenComparing(branch -> branch.label));

        Fork(String label, Collection<Seat> seats, List<NodeLabel> forks, PlacementGroup group, Demand demand) {
            super(label, seats, group);
            var byValue = new TreeMap<String, List<Seat>>();
            for (var seat : seats) {
                byValue.computeIfAbsent(forks.getFirst().on(seat.facts()), _ -> new ArrayList<>())
                        .add(seat);
            }
            byValue.forEach(
                    (value, there) -> open.add(grow(value, there, forks.subList(1, forks.size()), group, demand)));
        }

        @Override
        boolean pass(Placed placed) {
            for (var branch = open.poll(); branch != null; branch = open.poll()) {
                if (branch.seat(placed)) {
                    open.add(branch);
                    return true;
                }
            }
            return false;
        }
    }

    private static final class Leaf extends Branch {
        private final Demand demand;
        private final PriorityQueue<Candidate> open;

        Leaf(String label, Collection<Seat> seats, PlacementGroup group, Demand demand) {
            super(label, seats, group);
            this.demand = demand;
            this.open = new PriorityQueue<>(bestFirst(group));
            for (var seat : seats) {
                if (Filter.against(demand, seat).isEmpty()) open.add(new Candidate(seat, seat.failuresOf(group)));
            }
        }

        /** SC-21; equal nodes by their ids. */
        private static Comparator<Candidate> bestFirst(PlacementGroup group) {
            return comparingInt((Candidate candidate) -> candidate.failures < FAULTY ? 0 : candidate.failures)
                    .thenComparingInt(candidate -> candidate.seat.activeOf(group.service()))
                    .thenComparingInt(candidate -> candidate.seat.active())
                    .thenComparing(candidate -> candidate.seat.facts().id());
        }

        /** A seat is out of the queue while it changes, and stays out once it is full. */
        @Override
        boolean pass(Placed placed) {
            var best = open.poll();
            if (best == null) return false;
            best.seat.take(demand);
            placed.on(best.seat);
            if (Filter.takesAnother(demand, best.seat)) open.add(best);
            return true;
        }
    }

    /** A node with room, and how often tasks of the group's revision failed there of late. */
    private record Candidate(Seat seat, int failures) {}
}
