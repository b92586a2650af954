package dev.troupe.core.node;

import dev.troupe.core.spec.Resources;
import java.util.HashMap;
import java.util.Map;
import org.pcollections.PSet;

/**
 * What reservations take of a node: the sums, so that a question about one more costs nothing per task that is
 * there. Counts CPU, memory and generic units; limits on processes are no reservation.
 */
record Room(Resources charged, PSet<HostPort> ports) {

    /** True when {@code asked} fits beside what is taken. What is not asked for is not looked at. */
    boolean fits(Reservation asked, Resources totals) {
        return asked.ports().stream().noneMatch(ports::contains) && fits(asked.resources(), totals);
    }

    private boolean fits(Resources asked, Resources totals) {
        return fits(asked.nanoCpus(), charged.nanoCpus(), totals.nanoCpus())
                && fits(asked.memoryBytes(), charged.memoryBytes(), totals.memoryBytes())
                && asked.generic().entrySet().stream()
                        .allMatch(kind -> fits(
                                kind.getValue(),
                                of(charged.generic(), kind.getKey()),
                                of(totals.generic(), kind.getKey())));
    }

    private static boolean fits(long asked, long charged, long total) {
        return asked == 0 || asked <= total - charged;
    }

    /** True when more is taken than there is, as after a node has shrunk (SC-7). */
    boolean exceeds(Resources totals) {
        return charged.nanoCpus() > totals.nanoCpus()
                || charged.memoryBytes() > totals.memoryBytes()
                || charged.generic().entrySet().stream()
                        .anyMatch(kind -> kind.getValue() > of(totals.generic(), kind.getKey()));
    }

    Room with(Reservation taken) {
        return new Room(sum(charged, taken.resources(), 1), ports.plusAll(taken.ports()));
    }

    Room without(Reservation freed) {
        return new Room(sum(charged, freed.resources(), -1), ports.minusAll(freed.ports()));
    }

    private static Resources sum(Resources one, Resources other, int sign) {
        var generic = one.generic();
        if (!other.generic().isEmpty()) {
            var sums = new HashMap<>(one.generic());
            other.generic().forEach((kind, units) -> sums.merge(kind, sign * units, Long::sum));
            sums.values().removeIf(units -> units == 0);
            generic = Map.copyOf(sums);
        }
        return new Resources(
                one.nanoCpus() + sign * other.nanoCpus(), one.memoryBytes() + sign * other.memoryBytes(), 0, generic);
    }

    private static long of(Map<String, Long> generic, String kind) {
        return generic.getOrDefault(kind, 0L);
    }
}
