package dev.troupe.http.wire;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Pattern;

/** A version of Docker's API, as it stands in front of a path: {@code /v1.41/services}. */
public record ApiVersion(int major, int minor) implements Comparable<ApiVersion> {

    /** The newest one spoken here; from 1.52 some answers change their shape. */
    public static final ApiVersion NEWEST = new ApiVersion(1, 51);

    public static final ApiVersion OLDEST = new ApiVersion(1, 24);

    private static final Pattern PREFIX = Pattern.compile("v[0-9.]+");
    private static final Comparator<ApiVersion> ORDER =
            Comparator.comparingInt(ApiVersion::major).thenComparingInt(ApiVersion::minor);

    /** True for a path segment that asks for a version. */
    public static boolean isPrefix(String segment) {
        return PREFIX.matcher(segment).matches();
    }

    /** The version that {@code prefix} asks for; a part that is no number counts as 0. */
    public static ApiVersion ofPrefix(String prefix) {
        var parts = prefix.substring(1).split("\\.", -1);
        return new ApiVersion(number(parts[0]), parts.length > 1 ? number(parts[1]) : 0);
    }

    private static int number(String digits) {
        try {
            return digits.isEmpty() ? 0 : Integer.parseInt(digits);
        } catch (NumberFormatException tooLong) {
            return Integer.MAX_VALUE;
        }
    }

    /** What is wrong with the version that {@code prefix} asks for; absent when it is spoken here. */
    public static Optional<Unspoken> check(String prefix) {
        var asked = ofPrefix(prefix);
        var word = prefix.substring(1);
        if (asked.compareTo(NEWEST) > 0) {
            return Optional.of(new Unspoken(
                    "client version " + word + " is too new. Maximum supported API version is " + NEWEST, false));
        }
        if (asked.compareTo(OLDEST) < 0) {
            return Optional.of(new Unspoken(
                    "client version " + word + " is too old. Minimum supported API version is " + OLDEST
                            + ", please upgrade your client to a newer version",
                    true));
        }
        return Optional.empty();
    }

    /**
     * A version that is not spoken here.
     *
     * @param plain true: clients that old expect text, not JSON
     */
    public record Unspoken(String message, boolean plain) {}

    public boolean isAtLeast(int major, int minor) {
        return compareTo(new ApiVersion(major, minor)) >= 0;
    }

    @Override
    public int compareTo(ApiVersion other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return major + "." + minor;
    }
}
