package dev.troupe.http.door;

import dev.troupe.http.Vitals;
import dev.troupe.http.wire.Correlation;
import java.time.Duration;
import java.util.Set;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.slf4j.event.Level;

/** Notes every answer: a figure, and a line in the log. What changes something is told to operators, what reads is not. */
record Ledger(Vitals vitals) {
    private static final Logger LOG = LoggerFactory.getLogger("dev.troupe.http.requests");
    private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");

    /** A request on its way. */
    final class Entry {
        private final HttpRequest request;
        private final String correlation;
        private final long begin = System.nanoTime();
        private String route = "";

        private Entry(HttpRequest request) {
            this.request = request;
            this.correlation = Correlation.of(request);
        }

        String correlation() {
            return correlation;
        }

        void route(String pattern) {
            route = pattern;
        }

        void answered(int status) {
            var took = Duration.ofNanos(System.nanoTime() - begin);
            var method = request.method().value();
            vitals.answered(method, route, status, took);
            var level = READING.contains(method) ? Level.DEBUG : Level.INFO;
            if (!LOG.isEnabledForLevel(level)) return;
            try (var _ = MDC.putCloseable("correlation", correlation)) {
                LOG.atLevel(level)
                        .log("{} {} -> {} in {} ms", method, request.getUri().getPathString(), status, took.toMillis());
            }
        }
    }

    Entry open(HttpRequest request) {
        return new Entry(request);
    }
}
