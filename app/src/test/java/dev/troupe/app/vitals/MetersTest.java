package dev.troupe.app.vitals;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.core.roster.Roster;
import dev.troupe.http.HostFacts;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MetersTest {

    private static final HostFacts HOST =
            new HostFacts("id", "host", "Debian", "6.1", "x86_64", 2, 1024, "/data", "0.1.0", "", "");

    private final Audience audience = new Audience();
    private final Meters meters = new Meters(
            new Surroundings(
                    Roster::empty, HOST, () -> true, Map::of, () -> Duration.ofMillis(1_500), () -> Instant.EPOCH),
            audience);

    @AfterEach
    void close() {
        meters.close();
    }

    @Test
    void aSwarmThatIsEmptyHasFiguresAllTheSame() {
        assertThat(meters.scrape().lines())
                .contains(
                        "swarm_manager_nodes{state=\"ready\"} 0.0",
                        "# TYPE swarm_manager_tasks_total gauge",
                        "swarm_manager_tasks_total{state=\"running\"} 0.0",
                        "troupe_roster_lag_seconds 1.5",
                        "troupe_failover_latency_seconds_count 0");
    }

    @Test
    void writesAreTimedUnderOurNameAndSwarms() {
        meters.wrote(3, Duration.ofMillis(2));
        meters.failed(1, Duration.ofMillis(9));
        assertThat(meters.scrape().lines())
                .contains(
                        "troupe_journal_write_seconds_bucket{le=\"0.001\"} 0",
                        "troupe_journal_write_seconds_bucket{le=\"0.0025\"} 1",
                        "troupe_journal_write_seconds_sum 0.002",
                        "swarm_store_write_tx_latency_seconds_count 1",
                        "troupe_journal_write_failures_total 1.0");
    }

    @Test
    void theSlowestReaderIsShownWhileItReads() {
        audience.reads(() -> 3);
        var slow = audience.reads(() -> 4_711);
        assertThat(meters.scrape().lines()).contains("troupe_stream_readers 2.0", "troupe_stream_lag_facts 4711.0");
        slow.run();
        assertThat(meters.scrape().lines()).contains("troupe_stream_readers 1.0", "troupe_stream_lag_facts 3.0");
    }

    @Test
    void clientsCannotMakeLabelsOfTheirOwn() {
        meters.answered("BREW", "", 404, Duration.ofMillis(3));
        meters.answered("GET", "/services/{id}", 200, Duration.ofMillis(3));
        assertThat(meters.scrape().lines())
                .contains(
                        "troupe_http_requests_seconds_count{method=\"OTHER\",route=\"none\",status=\"404\"} 1",
                        "troupe_http_requests_seconds_bucket{method=\"GET\",route=\"/services/{id}\",status=\"200\",le=\"0.001\"} 0",
                        "troupe_http_requests_seconds_bucket{method=\"GET\",route=\"/services/{id}\",status=\"200\",le=\"0.005\"} 1");
    }
}
