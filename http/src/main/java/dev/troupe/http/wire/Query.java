package dev.troupe.http.wire;

import dev.troupe.core.feed.Moment;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The query of a request. Of a parameter given twice the first counts; unknown ones are never looked at.
 *
 * @param repeated names that were given more than once, for those who do not want to let that pass
 */
public record Query(Map<String, String> values, Set<String> repeated) {
    private static final ZoneId UTC = ZoneId.of("UTC");
    private static final Set<String> FALSY = Set.of("", "0", "no", "false", "none");
    private static final Set<String> TRUE = Set.of("1", "t", "T", "TRUE", "true", "True");
    private static final Set<String> FALSE = Set.of("0", "f", "F", "FALSE", "false", "False");

    /** Decodes {@code a=b&c=d}; pairs with broken escapes are dropped, as Go does. */
    public static Query parse(String raw) {
        var values = new LinkedHashMap<String, String>();
        var repeated = new LinkedHashSet<String>();
        for (var pair : raw.split("&", -1)) {
            var cut = pair.indexOf('=');
            var name = decoded(cut < 0 ? pair : pair.substring(0, cut));
            var value = cut < 0 ? Optional.of("") : decoded(pair.substring(cut + 1));
            if (name.isEmpty() || value.isEmpty()) continue;
            if (values.putIfAbsent(name.get(), value.get()) != null) repeated.add(name.get());
        }
        return new Query(values, repeated);
    }

    private static Optional<String> decoded(String text) {
        try {
            return Optional.of(URLDecoder.decode(text, StandardCharsets.UTF_8));
        } catch (IllegalArgumentException broken) {
            return Optional.empty();
        }
    }

    /** The parameter, if it is there and not empty. */
    public Optional<String> text(String name) {
        return Optional.ofNullable(values.get(name)).filter(value -> !value.isEmpty());
    }

    /** Grammar (a) of 1.1: anything but a few words for "no" is true. */
    public boolean truthy(String name) {
        var value = values.get(name);
        return value != null && !FALSY.contains(value.strip().toLowerCase(Locale.ROOT));
    }

    /** Grammar (b) of 1.1: only Go's own words for true and false. */
    public boolean strict(String name) {
        var value = text(name).orElse("false");
        return truth(value)
                .orElseThrow(() -> new Malformed("invalid value for " + name + ": " + value
                        + ": strconv.ParseBool: parsing \"" + value + "\": invalid syntax"));
    }

    /** The same words where no client of Docker's listens for the complaint. */
    public boolean flag(String name, boolean otherwise) {
        return text(name)
                .map(value -> truth(value)
                        .orElseThrow(() -> new Malformed(
                                "invalid value for " + name + ": " + value + ": true or false is expected")))
                .orElse(otherwise);
    }

    private static Optional<Boolean> truth(String value) {
        if (TRUE.contains(value)) return Optional.of(true);
        return FALSE.contains(value) ? Optional.of(false) : Optional.empty();
    }

    /** The moment that the call is about, where it names one with {@code at}; times without a zone are UTC. */
    public Optional<Moment> moment() {
        if (!values.containsKey("at")) return Optional.empty();
        try {
            return Optional.of(Moment.parse(values.getOrDefault("at", ""), Instant.now(), ZoneOffset.UTC));
        } catch (IllegalArgumentException wrong) {
            throw new Malformed("invalid value for at: " + wrong.getMessage());
        }
    }

    /** The zone of the times in a text for people; without {@code zone}: UTC. */
    public ZoneId zone() {
        var name = text("zone").orElse("UTC");
        try {
            var zone = ZoneId.of(name);
            return zone.normalized().equals(ZoneOffset.UTC) ? UTC : zone;
        } catch (DateTimeException wrong) {
            throw new Malformed(
                    "invalid value for zone: " + name + ": a time zone like Europe/Berlin or +01:00 is expected");
        }
    }

    /** The version index an update is based on (OM-4). */
    public long version(String kind) {
        var value = values.getOrDefault("version", "");
        try {
            return Long.parseUnsignedLong(value);
        } catch (NumberFormatException wrong) {
            var reason = !value.isEmpty() && value.chars().allMatch(Character::isDigit)
                    ? "value out of range"
                    : "invalid syntax";
            throw new Malformed("invalid " + kind + " version '" + value + "': strconv.ParseUint: parsing \"" + value
                    + "\": " + reason);
        }
    }
}
