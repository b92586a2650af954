package dev.troupe.core.placement;

import static java.util.Comparator.comparingInt;

import dev.troupe.core.node.Choice;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

    private Branch(String label, Collection<Seat> seats, Ground ground) {
        this.label = label;
        for (var seat : seats) { // Nodes that take no task count as well (SC-24).
            ofService += seat.activeOf(ground.group.service());
            inAll += seat.active();
        }
    }

    /** Grows the tree of {@code seats} for that group. */
    static Branch of(Collection<Seat> seats, PlacementGroup group, Demand demand) {
        var forks = group.spec().placement().spreadOver().stream()
                .flatMap(descriptor -> NodeLabel.of(descriptor).stream())
                .toList();
        var ground = new Ground(group, demand, seats.size(), new TreeMap<>());
        return grow("", seats, forks, ground, Optional.empty());
    }

    private static Branch grow(
            String label, Collection<Seat> seats, List<NodeLabel> forks, Ground ground, Optional<Fork> parent) {
        return forks.isEmpty() ? new Leaf(label, seats, ground, parent) : new Fork(label, seats, forks, ground, parent);
    }

    /** What all branches of a tree have in common. */
    private record Ground(PlacementGroup group, Demand demand, int nodes, Map<String, Integer> turnedAway) {}

    /** Seats one task; false: no node of this branch takes it, nor any further one of its group. */
    final boolean seat(Placed placed) {
        if (!pass(placed)) return false;
        ofService++;
        inAll++;
        return true;
    }

    abstract boolean pass(Placed placed);

    final String label() {
        return label;
    }

    final int ofService() {
        return ofService;
    }

    /** Hears where tasks go. */
    interface Placed {
        /** The first task of the group to go to this node is about to, for this reason. */
        void because(Seat seat, Choice why);

        void on(Seat seat);
    }

    private static final class Fork extends Branch {
        private final PriorityQueue<Branch> open = new PriorityQueue<>(comparingInt((Branch branch) -> branch.ofService)
                .thenComparingInt(branch -> branch.inAll)
                .thenComparing(branch -> branch.label));

        private final NodeLabel over;
        private final Optional<Fork> parent;

        Fork(String label, Collection<Seat> seats, List<NodeLabel> forks, Ground ground, Optional<Fork> parent) {
            super(label, seats, ground);
            this.over = forks.getFirst();
            this.parent = parent;
            var byValue = new TreeMap<String, List<Seat>>();
            for (var seat : seats) {
                byValue.computeIfAbsent(forks.getFirst().on(seat.facts()), _ -> new ArrayList<>())
                        .add(seat);
            }
            var further = forks.subList(1, forks.size());
            byValue.forEach((value, there) -> open.add(grow(value, there, further, ground, Optional.of(this))));
        }

        /** How {@code taken}, out of the queue at this moment, compares with the one that comes next. */
        private Choice.Branch compare(Branch taken) {
            var next = Optional.ofNullable(open.peek())
                    .map(other -> new Choice.OtherBranch(other.label(), other.ofService()));
            return new Choice.Branch(over.descriptor(), taken.label(), taken.ofService(), next);
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
        private final Ground ground;
        private final Optional<Fork> parent;
        private final PriorityQueue<Candidate> open;

        Leaf(String label, Collection<Seat> seats, Ground ground, Optional<Fork> parent) {
            super(label, seats, ground);
            this.ground = ground;
            this.parent = parent;
            this.open = new PriorityQueue<>(bestFirst(ground.group));
            for (var seat : seats) {
                var filter = Filter.against(ground.demand, seat);
                if (filter.isPresent()) ground.turnedAway.merge(filter.get().word(), 1, Integer::sum);
                else open.add(new Candidate(seat, seat.failuresOf(ground.group)));
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
            if (!best.taken) {
                best.taken = true;
                placed.because(best.seat, why(best));
            }
            best.seat.take(ground.demand);
            placed.on(best.seat);
            if (Filter.takesAnother(ground.demand, best.seat)) open.add(best);
            return true;
        }

        private Choice why(Candidate best) {
            var group = ground.group;
            var next = Optional.ofNullable(open.peek())
                    .map(other -> new Choice.Rival(other.seat.facts().id(), other.score(group)));
            var branches = new ArrayDeque<Choice.Branch>();
            Branch taken = this;
            for (var fork = parent; fork.isPresent(); fork = fork.get().parent) {
                branches.addFirst(fork.get().compare(taken));
                taken = fork.get();
            }
            return new Choice(
                    group.service(),
                    group.specVersion(),
                    ground.nodes,
                    Collections.unmodifiableMap(ground.turnedAway),
                    best.score(group),
                    next,
                    List.copyOf(branches));
        }
    }

    /** A node with room. */
    private static final class Candidate {
        private final Seat seat;

        /** How often tasks of the group's revision failed there of late. */
        private final int failures;

        /** A task of the group went there in this round. */
        private boolean taken;

        Candidate(Seat seat, int failures) {
            this.seat = seat;
            this.failures = failures;
        }

        Choice.Score score(PlacementGroup group) {
            return new Choice.Score(failures, seat.activeOf(group.service()), seat.active());
        }
    }
}
