package dev.troupe.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.troupe.app.client.ApiClient;
import dev.troupe.app.running.Troupe;
import dev.troupe.app.settings.UpOptions;
import dev.troupe.core.node.NodeState;
import dev.troupe.core.roster.ServiceView;
import dev.troupe.core.service.UpdateStatus;
import dev.troupe.core.task.TaskState;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a client's command led to is found in the stream by one word, also when Troupe was started again in between. */
class CorrelationStoryTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path data;

    private Troupe troupe;

    @BeforeEach
    void start() {
        troupe = Troupe.start(UpOptions.simulated(List.of("one", "two"), data));
        await().atMost(PATIENCE)
                .until(() -> troupe.gate().roster().nodes().stream()
                        .allMatch(node -> node.facts().state() == NodeState.READY));
    }

    @AfterEach
    void stop() {
        troupe.close();
    }

    private ApiClient client() {
        return ApiClient.at(troupe.addresses().getFirst());
    }

    private void post(String path, String image) {
        var answer = client().post(path, """
                {"Name":"web","Mode":{"Replicated":{"Replicas":3}},
                 "TaskTemplate":{"ContainerSpec":{"Image":"%s","StopGracePeriod":100000000,"Args":["run"]}},
                 "UpdateConfig":{"Parallelism":1,"Delay":1000000000,"Monitor":100000000}}""".formatted(image));
        assertThat(answer.status()).as(answer.body()).isBetween(200, 299);
    }

    private ServiceView web() {
        return troupe.gate().roster().serviceNamed("web").orElseThrow();
    }

    private long running(String image) {
        return troupe.gate().roster().tasksOf(web().id()).stream()
                .filter(task -> task.desired().isLive() && task.status().state() == TaskState.RUNNING)
                .filter(task -> task.draft().spec().container().image().startsWith(image))
                .count();
    }

    private List<JsonNode> events(String filter) {
        var all = new ArrayList<JsonNode>();
        client().lines("/troupe/v1/events?follow=false&from=0" + filter, line -> all.add(read(line)));
        return all;
    }

    private static JsonNode read(String line) {
        try {
            return JSON.readTree(line);
        } catch (java.io.IOException e) {
            throw new AssertionError(line, e);
        }
    }

    @Test
    void anUpdateHasOneCorrelationFromTheCommandToItsEndAlsoOverARestart() {
        post("/services/create", "web:1");
        await().atMost(PATIENCE).until(() -> running("web:1") == 3);
        post("/services/" + web().id() + "/update?version=" + web().version(), "web:2");
        await().atMost(PATIENCE).until(() -> running("web:2") == 1);
        troupe.close();
        start();
        await().atMost(PATIENCE)
                .until(() -> web().updateStatus()
                        .filter(status -> status.state() == UpdateStatus.State.COMPLETED)
                        .isPresent());

        var asked = events("&event=service.spec-changed").getFirst();
        var correlation = asked.get("correlation").asText();
        var led = events("&correlation=" + correlation).stream()
                .map(entry -> entry.get("event").asText())
                .toList();
        assertThat(led)
                .startsWith("service.spec-changed", "service.rollout-started")
                .contains("task.created", "task.assigned", "task.observed", "service.tasks-sighted")
                .contains("service.rollout-finished");
        assertThat(led).filteredOn("service.slots-taken"::equals).hasSize(3);
        assertThat(led).filteredOn("service.slots-done"::equals).hasSize(3);
        assertThat(led).filteredOn("task.created"::equals).hasSize(3);
    }
}
