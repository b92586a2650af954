package dev.troupe.core.feed;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.regex.Pattern;

/** A place in the feed as people name it: a fact, or a time. {@link Timeline} finds it. */
public sealed interface Moment {

    /** Just after the fact with this offset. */
    record AtOffset(long offset) implements Moment {}

    /** Just after the last fact at or before this time. */
    record AtTime(Instant time) implements Moment {}

    /** Whole numbers below this are offsets, the others seconds since 1970: no journal is older than Troupe. */
    long FIRST_SECOND = 1_000_000_000;

    String GRAMMAR = "a time like 2026-11-25T10:02:00Z, 10:02 or 10:02:30, how long ago like 10m or 1h30m, "
            + "seconds since 1970, or the offset of a fact";

    Pattern UNIX = Pattern.compile("(\\d{1,12})(?:\\.(\\d{1,9}))?");
    Pattern AGO = Pattern.compile("(?:(\\d{1,6})d)?(?:(\\d{1,6})h)?(?:(\\d{1,8})m)?(?:(\\d{1,10})s)?");

    /**
     * Reads what a person or a program wrote. Understood are
     *
     * <ul>
     *   <li>{@code 2026-11-25T10:02:00.5Z}, {@code 2026-11-25T10:02:00+01:00}: RFC 3339;
     *   <li>{@code 2026-11-25T10:02:00}, {@code 2026-11-25T10:02}, {@code 2026-11-25}: the same in {@code zone};
     *   <li>{@code 10:02}, {@code 10:02:30}, {@code 8:05}: the latest such time of day in {@code zone};
     *   <li>{@code 10m}, {@code 1h30m}, {@code 2d}: so long ago;
     *   <li>{@code 1764064920}, {@code 1764064920.5}: seconds since 1970;
     *   <li>{@code 4711}: the offset of a fact, a whole number below {@value #FIRST_SECOND}.
     * </ul>
     *
     * @throws IllegalArgumentException for anything else; the message says what is understood
     */
    static Moment parse(String text, Instant now, ZoneId zone) {
        var unix = UNIX.matcher(text);
        if (unix.matches()) {
            var whole = Long.parseLong(unix.group(1));
            var fraction = unix.group(2);
            if (fraction == null && whole < FIRST_SECOND) return new AtOffset(whole);
            var nanos = fraction == null ? 0 : Long.parseLong((fraction + "000000000").substring(0, 9));
            return new AtTime(Instant.ofEpochSecond(whole, nanos));
        }
        try {
            var ago = AGO.matcher(text);
            if (!text.isEmpty() && ago.matches()) {
                var length = Duration.ofDays(number(ago.group(1)))
                        .plusHours(number(ago.group(2)))
                        .plusMinutes(number(ago.group(3)))
                        .plusSeconds(number(ago.group(4)));
                return new AtTime(now.minus(length));
            }
            return new AtTime(time(text, now, zone));
        } catch (DateTimeException | ArithmeticException wrong) {
            throw new IllegalArgumentException("\"" + text + "\" is no moment: " + GRAMMAR + " are understood", wrong);
        }
    }

    private static long number(String digits) {
        return digits == null ? 0 : Long.parseLong(digits);
    }

    private static Instant time(String text, Instant now, ZoneId zone) {
        if (text.length() == 10) return LocalDate.parse(text).atStartOfDay(zone).toInstant();
        if (text.length() <= 8) return latest(LocalTime.parse(text.indexOf(':') == 1 ? "0" + text : text), now, zone);
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeParseException withoutOffset) {
            return LocalDateTime.parse(text).atZone(zone).toInstant();
        }
    }

    /** Today's, unless that is still to come. */
    private static Instant latest(LocalTime time, Instant now, ZoneId zone) {
        var today = now.atZone(zone).toLocalDate();
        var then = today.atTime(time).atZone(zone).toInstant();
        return then.isAfter(now) ? today.minusDays(1).atTime(time).atZone(zone).toInstant() : then;
    }
}
