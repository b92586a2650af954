package dev.troupe.core.why;

import dev.troupe.core.spec.RestartPolicy;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/** Figures, times and lists in words. */
final class Words {

    private static final int NAMED = 6;
    private static final long MIB = 1 << 20;
    private static final long GIB = 1 << 30;

    private Words() {}

    /** {@code a, b and c}; of many only the first few. */
    static String list(Collection<String> names) {
        return list(names, "and");
    }

    private static String list(Collection<String> names, String last) {
        var all = List.copyOf(names);
        if (all.size() > NAMED) {
            return String.join(", ", all.subList(0, NAMED)) + " " + last + " " + (all.size() - NAMED) + " more";
        }
        if (all.size() < 2) return String.join("", all);
        return String.join(", ", all.subList(0, all.size() - 1)) + " " + last + " " + all.getLast();
    }

    /** {@code a, b or c}; of many only the first few. */
    static String any(Collection<String> names) {
        return list(names, "or");
    }

    /** {@code 1 node}, {@code 3 nodes}. */
    static String count(long number, String one) {
        return number + " " + (number == 1 ? one : one + "s");
    }

    /** {@code 0.4 s}, {@code 12 s}, {@code 4 min 10 s}, {@code 2 h 5 min}, {@code 3 days}. */
    static String span(Duration span) {
        if (span.isNegative()) return "0 s";
        var seconds = span.toSeconds();
        if (seconds < 10 && span.toMillisPart() >= 100) {
            return String.format(Locale.ROOT, "%.1f s", span.toMillis() / 1000.0);
        }
        if (seconds < 120) return seconds + " s";
        if (seconds < 7200) return pair(seconds / 60, "min", seconds % 60, "s");
        if (seconds < 172_800) return pair(seconds / 3600, "h", seconds / 60 % 60, "min");
        return seconds / 86_400 + " days";
    }

    private static String pair(long large, String one, long small, String other) {
        return small == 0 ? large + " " + one : large + " " + one + " " + small + " " + other;
    }

    static String span(Instant from, Instant to) {
        return span(Duration.between(from, to));
    }

    /** {@code 0.5 CPUs}. */
    static String cpus(long nanoCpus) {
        var cpus = BigDecimal.valueOf(nanoCpus, 9).setScale(3, RoundingMode.HALF_UP);
        var text = cpus.signum() == 0 ? "0" : cpus.stripTrailingZeros().toPlainString();
        return text + (text.equals("1") ? " CPU" : " CPUs");
    }

    static String memory(long bytes) {
        if (bytes == 0) return "0 MiB";
        if (bytes % GIB == 0) return bytes / GIB + " GiB";
        if (Math.abs(bytes) >= 10 * GIB) return String.format(Locale.ROOT, "%.1f GiB", bytes / (double) GIB);
        return bytes % MIB == 0 ? bytes / MIB + " MiB" : String.format(Locale.ROOT, "%.1f MiB", bytes / (double) MIB);
    }

    /** {@code on-failure, at most 3 times}. */
    static String policy(RestartPolicy restart) {
        var condition = restart.condition().name().toLowerCase(Locale.ROOT).replace('_', '-');
        return restart.maxAttempts() == 0 ? condition : condition + ", at most " + count(restart.maxAttempts(), "time");
    }

    /** {@code 33 %}. */
    static String percent(float share) {
        return new BigDecimal(String.valueOf(share * 100))
                        .setScale(1, RoundingMode.HALF_UP)
                        .stripTrailingZeros()
                        .toPlainString()
                + " %";
    }
}
