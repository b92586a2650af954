package dev.troupe.core.spec;

import java.util.HashMap;
import java.util.Map;

/**
 * An amount of what a node has. 0 means none asked for.
 *
 * @param nanoCpus billionths of a CPU
 * @param memoryBytes bytes
 * @param pids number of processes (limits only)
 * @param generic discrete units by kind
 */
public record Resources(long nanoCpus, long memoryBytes, long pids, Map<String, Long> generic) {
    public static final Resources NONE = new Resources(0, 0, 0, Map.of());

    public boolean isNone() {
        return nanoCpus == 0 && memoryBytes == 0 && generic.isEmpty();
    }

    public Resources plus(Resources other) {
        return new Resources(
                nanoCpus + other.nanoCpus, memoryBytes + other.memoryBytes, pids + other.pids, sum(other.generic, 1));
    }

    /** The reverse of {@link #plus}; an amount may turn negative. */
    public Resources minus(Resources other) {
        return new Resources(
                nanoCpus - other.nanoCpus, memoryBytes - other.memoryBytes, pids - other.pids, sum(other.generic, -1));
    }

    private Map<String, Long> sum(Map<String, Long> other, int sign) {
        if (other.isEmpty()) return generic;
        var sums = new HashMap<>(generic);
        other.forEach((kind, units) -> sums.merge(kind, sign * units, Long::sum));
        sums.values().removeIf(units -> units == 0);
        return Map.copyOf(sums);
    }
}
