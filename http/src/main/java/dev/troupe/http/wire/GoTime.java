package dev.troupe.http.wire;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;

/** Points in time as Go writes them: RFC 3339, UTC, up to nine fraction digits without trailing zeros (1.5). */
public final class GoTime {
    private static final DateTimeFormatter SHORTEST = new DateTimeFormatterBuilder()
            .appendPattern("uuuu-MM-dd'T'HH:mm:ss")
            .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
            .appendLiteral('Z')
            .toFormatter()
            .withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter NINE_DIGITS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.nnnnnnnnn'Z'").withZone(ZoneOffset.UTC);

    private GoTime() {}

    public static String text(Instant at) {
        return SHORTEST.format(at);
    }

    /** Always nine digits, as in front of log lines (section 5). */
    public static String nineDigits(Instant at) {
        return NINE_DIGITS.format(at);
    }

    /** {@code seconds[.nanoseconds]} since 1970, as the CLI sends times. */
    public static Instant parseUnix(String name, String text) {
        var cut = text.indexOf('.');
        try {
            var seconds = Long.parseLong(cut < 0 ? text : text.substring(0, cut));
            var fraction = cut < 0 ? "" : text.substring(cut + 1);
            if (fraction.length() > 9 || !fraction.chars().allMatch(Character::isDigit)) {
                throw new NumberFormatException(fraction);
            }
            var nanos = Long.parseLong((fraction + "000000000").substring(0, 9));
            return Instant.ofEpochSecond(seconds, nanos);
        } catch (NumberFormatException | DateTimeException wrong) {
            throw new Malformed("invalid value for " + name + ": " + text + ": seconds[.nanoseconds] are expected");
        }
    }
}
