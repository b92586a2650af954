package dev.troupe.app.vitals;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.troupe.agent.driver.simulated.Script;
import dev.troupe.app.running.Troupe;
import dev.troupe.app.settings.UpOptions;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** A whole Troupe in which something happens, scraped as Prometheus would; and docs/metrics.md beside it. */
class MetricsPageTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Path DOCS = Path.of("..", "docs");
    private static final Pattern ROW = Pattern.compile("\\| `([a-z_0-9]+)` \\| (\\w+) \\|[^|]*\\|([^|]*)\\|");
    private static final Pattern TYPE = Pattern.compile("# TYPE (\\S+) (\\S+)");
    private static final Pattern NAME_IN_RULE = Pattern.compile("\\b(?:troupe|swarm|engine)_[a-z_0-9]+");
    private static final String SPEC = """
            {"Name":"web","Labels":{"com.docker.stack.namespace":"shop"},"Mode":{"Replicated":{"Replicas":%d}},
             "UpdateConfig":{"Parallelism":1,"Delay":3600000000000},
             "TaskTemplate":{"ContainerSpec":{"Image":"%s"}}}""";

    private final HttpClient client = HttpClient.newHttpClient();

    @Test
    void whatIsOnThePageExistsAndWhatExistsIsOnThePage() throws Exception {
        try (var troupe = Troupe.start(UpOptions.throwAway(List.of("one", "two"), () -> Script.AS_RECORDED))) {
            var door = troupe.addresses().getFirst().replace("tcp:", "http:");
            post(door + "/services/create", SPEC.formatted(4, "web:1"));
            eventually(door, "troupe_service_replicas_running{service=\"web\",stack=\"shop\"} 4.0");
            post(door + "/troupe/v1/nodes/two/kill", "");
            eventually(door, "troupe_failover_latency_seconds_count 2");
            var version = Pattern.compile("\"Version\":\\{\"Index\":(\\d+)\\}").matcher(get(door + "/services/web"));
            assertThat(version.find()).isTrue();
            post(door + "/services/web/update?version=" + version.group(1), SPEC.formatted(4, "web:2"));
            // One slot is updated, and the next waits for an hour.
            eventually(door, "troupe_service_rollout_slots{service=\"web\",slots=\"done\"} 1.0");

            var scraped = get(door + "/metrics");
            assertThat(scraped.lines())
                    .contains(
                            "swarm_manager_nodes{state=\"down\"} 1.0",
                            "swarm_manager_nodes{state=\"ready\"} 1.0",
                            "swarm_manager_leader 1.0",
                            "troupe_service_rollout_slots{service=\"web\",slots=\"in_hand\"} 0.0",
                            "troupe_service_rollout_slots{service=\"web\",slots=\"waiting\"} 3.0",
                            "troupe_service_rollout_failures{service=\"web\"} 0.0",
                            "troupe_service_update_state{service=\"web\",state=\"updating\"} 1.0",
                            "troupe_service_update_state{service=\"web\",state=\"completed\"} 0.0");
            var page = page();
            var exist = types(scraped);
            assertThat(exist.keySet()).as("on the page, of what exists").isSubsetOf(page.keySet());
            exist.forEach((name, type) -> assertThat(
                            Objects.requireNonNull(page.get(name)).type())
                    .as(name)
                    .isEqualTo(type));
            var sure = page.entrySet().stream()
                    .filter(row -> !row.getValue().sometimes())
                    .map(Map.Entry::getKey)
                    .collect(Collectors.toCollection(TreeSet::new));
            assertThat(exist.keySet()).as("existing, of what is on the page").containsAll(sure);
            everySeriesHasHelp(scraped);

            delete(door + "/services/web");
            await().atMost(PATIENCE).until(() -> !get(door + "/metrics").contains("service=\"web\",stack"));
        }
    }

    @Test
    void alertsAskForFiguresThatExist() throws IOException {
        var page = page();
        var asked = NAME_IN_RULE
                .matcher(Files.readString(DOCS.resolve("alerts.yml")))
                .results()
                .map(found -> found.group().replaceFirst("_(bucket|sum|count)$", ""))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(asked).hasSizeGreaterThan(5).isSubsetOf(page.keySet());
    }

    private record Row(String type, boolean sometimes) {}

    private static Map<String, Row> page() throws IOException {
        var rows = new TreeMap<String, Row>();
        var lines = ROW.matcher(Files.readString(DOCS.resolve("metrics.md")));
        while (lines.find()) {
            var row = new Row(lines.group(2), lines.group(3).strip().equals("once there was one"));
            assertThat(rows.put(lines.group(1), row))
                    .as("twice on the page: " + lines.group(1))
                    .isNull();
        }
        return rows;
    }

    /** The {@code _max} of a histogram belongs to it. */
    private static Map<String, String> types(String scraped) {
        var types = new TreeMap<String, String>();
        var lines = TYPE.matcher(scraped);
        while (lines.find()) types.put(lines.group(1), lines.group(2));
        types.keySet()
                .removeAll(types.keySet().stream().map(name -> name + "_max").toList());
        return types;
    }

    private static void everySeriesHasHelp(String scraped) {
        for (var name : types(scraped).keySet()) assertThat(scraped).contains("# HELP " + name + " ");
    }

    private void eventually(String door, String line) {
        await().atMost(PATIENCE).until(() -> get(door + "/metrics").lines().anyMatch(line::equals));
    }

    private String get(String url) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(URI.create(url)));
    }

    private void post(String url, String body) throws IOException, InterruptedException {
        send(HttpRequest.newBuilder(URI.create(url))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private void delete(String url) throws IOException, InterruptedException {
        send(HttpRequest.newBuilder(URI.create(url)).DELETE());
    }

    private String send(HttpRequest.Builder request) throws IOException, InterruptedException {
        var response = client.send(request.build(), BodyHandlers.ofString());
        assertThat(response.statusCode()).as(response.body()).isBetween(200, 299);
        return response.body();
    }
}
