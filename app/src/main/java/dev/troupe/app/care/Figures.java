package dev.troupe.app.care;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** How figures are shown to people. */
public final class Figures {

    private static final String[] UNITS = {"B", "kB", "MB", "GB", "TB"};

    private Figures() {}

    static String bytes(long bytes) {
        return bytes((double) bytes);
    }

    /** {@code 1.2 MB}, powers of ten. */
    static String bytes(double bytes) {
        var unit = 0;
        var left = bytes;
        while (left >= 999.5 && unit < UNITS.length - 1) {
            left /= 1000;
            unit++;
        }
        return String.format(Locale.ROOT, unit == 0 || left >= 99.95 ? "%.0f %s" : "%.1f %s", left, UNITS[unit]);
    }

    /** {@code 1,234}. */
    static String count(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    /** {@code 1 fact}, {@code 2 facts}. */
    static String count(long count, String noun) {
        return count(count) + " " + noun + (count == 1 ? "" : "s");
    }

    /** To the second. */
    static String time(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    static String length(Duration length) {
        if (length.toDays() >= 2) return length.toDays() + " days";
        if (length.toHours() >= 2) return length.toHours() + " hours";
        if (length.toMinutes() >= 2) return length.toMinutes() + " minutes";
        return length.toSeconds() + " seconds";
    }
}
