package dev.troupe.core.forecast;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** How durations are spread: of so many, this share took no longer than that. Nearest rank, so each is one that was. */
public record Spread(
        int count, Duration shortest, Duration p10, Duration median, Duration p90, Duration p99, Duration longest) {

    /** Absent for none. */
    public static Optional<Spread> of(Collection<Duration> durations) {
        if (durations.isEmpty()) return Optional.empty();
        var sorted = durations.stream().sorted().toList();
        return Optional.of(new Spread(
                sorted.size(),
                sorted.getFirst(),
                rank(sorted, 10),
                rank(sorted, 50),
                rank(sorted, 90),
                rank(sorted, 99),
                sorted.getLast()));
    }

    private static Duration rank(List<Duration> sorted, int percent) {
        var rank = (sorted.size() * percent + 99) / 100;
        return sorted.get(Math.max(1, rank) - 1);
    }
}
