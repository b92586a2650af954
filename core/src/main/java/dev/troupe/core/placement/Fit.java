package dev.troupe.core.placement;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Whether a task fits on a node, for people who ask: every obstacle, where the scheduler stops at the first. */
public final class Fit {

    private final Demand demand;

    private Fit(Demand demand) {
        this.demand = demand;
    }

    /** Reads what the tasks of this group ask for once, to be compared with many nodes. */
    public static Fit of(PlacementGroup group) {
        return new Fit(Demand.of(group));
    }

    /** All that keeps one more of these tasks off this node, in the order of the filters; empty: it fits. */
    public List<Obstacle> obstacles(FloorNode node) {
        var seat = new Seat(node);
        var found = new ArrayList<Obstacle>();
        for (var filter : Filter.values()) {
            if (!filter.passes(demand, seat)) found.addAll(obstacles(filter, seat));
        }
        return List.copyOf(found);
    }

    private List<Obstacle> obstacles(Filter filter, Seat seat) {
        var facts = seat.facts();
        return switch (filter) {
            case READY ->
                List.of(new Obstacle.NotAvailable(facts.state(), facts.spec().availability()));
            case RESOURCES -> tooLittle(seat);
            case PLUGINS -> plugins(seat);
            case CONSTRAINTS -> List.copyOf(Constraints.unmetOf(demand.constraints(), facts));
            case PLATFORM ->
                List.of(new Obstacle.OtherPlatform(
                        demand.platforms(), facts.description().platform()));
            case HOST_PORTS ->
                demand.ports().stream()
                        .filter(port -> !seat.isFree(port))
                        .<Obstacle>map(Obstacle.PortTaken::new)
                        .toList();
            case MAX_REPLICAS -> List.of(new Obstacle.NodeFull(demand.maxReplicasPerNode()));
        };
    }

    private List<Obstacle> tooLittle(Seat seat) {
        var wanted = demand.reservations();
        var free = seat.free();
        var total = seat.facts().description().resources();
        var found = new ArrayList<Obstacle>();
        add(found, Obstacle.Kind.CPU, "", wanted.nanoCpus(), free.nanoCpus(), total.nanoCpus());
        add(found, Obstacle.Kind.MEMORY, "", wanted.memoryBytes(), free.memoryBytes(), total.memoryBytes());
        wanted.generic().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(want -> add(
                        found,
                        Obstacle.Kind.GENERIC,
                        want.getKey(),
                        want.getValue(),
                        free.generic().getOrDefault(want.getKey(), 0L),
                        total.generic().getOrDefault(want.getKey(), 0L)));
        return found;
    }

    private static void add(List<Obstacle> found, Obstacle.Kind kind, String unit, long wanted, long free, long total) {
        if (wanted != 0 && wanted > free) found.add(new Obstacle.TooLittle(kind, unit, wanted, free, total));
    }

    private List<Obstacle> plugins(Seat seat) {
        var description = seat.facts().description();
        var found = new ArrayList<Obstacle>();
        for (var driver : demand.volumeDrivers()) {
            if (!Filter.lists(description, "Volume", driver)) found.add(new Obstacle.NoPlugin("Volume", driver));
        }
        demand.logDriver()
                .filter(driver -> !Filter.lists(description, "Log", driver))
                .ifPresent(driver -> found.add(new Obstacle.NoPlugin("Log", driver)));
        return found;
    }
}
