package dev.troupe.http.wire;

import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpRequest;

/**
 * The name by which all that follows from a request can be found again: in the answer, in log lines, in facts. A client
 * may give its own, as {@code X-Request-Id} or within a W3C {@code traceparent}; one that could do harm in a log is not
 * taken.
 */
public final class Correlation {
    public static final String HEADER = "X-Request-Id";

    private static final Pattern HARMLESS = Pattern.compile("[A-Za-z0-9._:/+=@-]{1,128}");
    private static final Pattern TRACE =
            Pattern.compile("[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}.*");

    private Correlation() {}

    public static String of(HttpRequest request) {
        return header(request, HEADER)
                .filter(id -> HARMLESS.matcher(id).matches())
                .or(() -> header(request, "traceparent").flatMap(Correlation::trace))
                .orElseGet(() -> UUID.randomUUID().toString());
    }

    private static Optional<String> trace(String parent) {
        var match = TRACE.matcher(parent);
        return match.matches() ? Optional.of(match.group(1)) : Optional.empty();
    }

    private static Optional<String> header(HttpRequest request, String name) {
        return request.getHeader(name).map(HttpHeader::value).map(String::strip);
    }
}
