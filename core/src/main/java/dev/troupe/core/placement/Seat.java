package dev.troupe.core.placement;

import dev.troupe.core.id.ServiceId;
import dev.troupe.core.node.HostPort;
import dev.troupe.core.node.NodeFacts;
import dev.troupe.core.spec.Resources;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** A node during one round: what it carried before, and what the round has given it since. Lives for one round. */
final class Seat {

    private final FloorNode node;
    private final Map<ServiceId, Integer> given = new HashMap<>();
    private final Map<String, Long> genericGiven = new HashMap<>();
    private final Set<HostPort> portsGiven = new HashSet<>();
    private long nanoCpusGiven;
    private long memoryGiven;
    private int active;

    Seat(FloorNode node) {
        this.node = node;
        this.active = node.load().active();
    }

    NodeFacts facts() {
        return node.facts();
    }

    /** Active tasks of that service (SC-8). */
    int activeOf(ServiceId service) {
        return node.load().activeByService().getOrDefault(service, 0) + given.getOrDefault(service, 0);
    }

    /** Active tasks in all. */
    int active() {
        return active;
    }

    int failuresOf(PlacementGroup group) {
        return node.failures().of(group.service(), group.specVersion());
    }

    /** Room for that much beside what is charged (SC-7). What is not asked for is not looked at. */
    boolean hasRoomFor(Resources wanted) {
        return fits(wanted.nanoCpus(), freeNanoCpus())
                && fits(wanted.memoryBytes(), freeMemory())
                && wanted.generic().entrySet().stream()
                        .allMatch(want -> fits(want.getValue(), freeUnits(want.getKey())));
    }

    /** What is not taken; an amount is negative where the node has shrunk below its charge. */
    Resources free() {
        var generic = new HashMap<String, Long>();
        facts().description().resources().generic().keySet().forEach(kind -> generic.put(kind, freeUnits(kind)));
        return new Resources(freeNanoCpus(), freeMemory(), 0, generic);
    }

    private long freeNanoCpus() {
        return facts().description().resources().nanoCpus()
                - node.load().charged().nanoCpus()
                - nanoCpusGiven;
    }

    private long freeMemory() {
        return facts().description().resources().memoryBytes()
                - node.load().charged().memoryBytes()
                - memoryGiven;
    }

    private long freeUnits(String kind) {
        return node.facts().description().resources().generic().getOrDefault(kind, 0L)
                - node.load().charged().generic().getOrDefault(kind, 0L)
                - genericGiven.getOrDefault(kind, 0L);
    }

    /** {@code free} is negative where a node has shrunk below its charge. */
    private static boolean fits(long wanted, long free) {
        return wanted == 0 || wanted <= free;
    }

    boolean isFree(HostPort port) {
        return !node.load().ports().contains(port) && !portsGiven.contains(port);
    }

    /** One more task sits here. */
    void take(Demand demand) {
        active++;
        given.merge(demand.service(), 1, Integer::sum);
        nanoCpusGiven += demand.reservations().nanoCpus();
        memoryGiven += demand.reservations().memoryBytes();
        demand.reservations().generic().forEach((kind, units) -> genericGiven.merge(kind, units, Long::sum));
        portsGiven.addAll(demand.ports());
    }
}
