package dev.troupe.http.door;

import dev.troupe.http.wire.Problem;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpRequest;

/**
 * Who may pass a TCP door. Docker's own clients always may; what only a browser page of another origin would send may
 * not, since whoever can speak to this API owns the machine. A host name that is not ours is what DNS rebinding looks
 * like.
 *
 * @param boundTo the address the door is bound to
 * @param names further names by which it may be called
 */
record Guard(String boundTo, Set<String> names) {
    private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|[0-9a-f:.]*:[0-9a-f:.]*");
    private static final Set<String> EVERY_ADDRESS = Set.of("0.0.0.0", "::", "0:0:0:0:0:0:0:0");

    void check(HttpRequest request) {
        var host = value(request, "Host").orElse("");
        if (!isOurs(nameOf(host))) {
            throw new Problem(
                    403,
                    "this Troupe is not called \"" + host
                            + "\"; call it by a loopback name, or name it when Troupe is started");
        }
        var site = value(request, "Sec-Fetch-Site").orElse("none");
        if (!site.equals("none") && !site.equals("same-origin")) {
            throw new Problem(403, "requests from pages of another origin are refused (Sec-Fetch-Site: " + site + ")");
        }
        var origin = value(request, "Origin");
        if (origin.isPresent() && !isSameOrigin(origin.get(), host)) {
            throw new Problem(403, "requests from pages of another origin are refused (Origin: " + origin.get() + ")");
        }
    }

    private static Optional<String> value(HttpRequest request, String name) {
        return request.getHeader(name).map(HttpHeader::value).filter(text -> !text.isBlank());
    }

    private boolean isOurs(String name) {
        if (name.equals("localhost") || name.endsWith(".localhost")) return true;
        if (name.equals("::1")
                || (name.startsWith("127.") && ADDRESS.matcher(name).matches())) return true;
        if (name.equals(boundTo.toLowerCase(Locale.ROOT)) || names.contains(name)) return true;
        // An address cannot be rebound: only names can.
        return EVERY_ADDRESS.contains(boundTo) && ADDRESS.matcher(name).matches();
    }

    /** The name in {@code name:port} or {@code [address]:port}, in lower case. */
    private static String nameOf(String host) {
        var lower = host.toLowerCase(Locale.ROOT);
        if (lower.startsWith("[")) {
            var end = lower.indexOf(']');
            return end < 0 ? lower : lower.substring(1, end);
        }
        var cut = lower.indexOf(':');
        return cut < 0 ? lower : lower.substring(0, cut);
    }

    private static boolean isSameOrigin(String origin, String host) {
        try {
            var authority = URI.create(origin).getAuthority();
            return authority != null && authority.equalsIgnoreCase(host);
        } catch (IllegalArgumentException notAnUri) {
            return false;
        }
    }
}
