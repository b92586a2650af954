package dev.troupe.testkit;

import static dev.troupe.testkit.TroupeAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The same swarm on the machine's clock, and any Docker client may ask it. */
@TroupeTest(nodes = 3, realTime = true)
class RealTimeTest {

    @Test
    void aDockerClientSeesWhatTheTestDoes(TestSwarm swarm) throws Exception {
        swarm.image("web:2").failsAfter(Duration.ofMillis(100));
        var web = swarm.createService("web", service -> service.image("web:1").replicas(4));
        swarm.awaitConverged(Duration.ofSeconds(30));
        assertThat(web).runs(4, "web:1");
        assertThat(get(swarm, "/v1.41/services?status=true")).contains("\"RunningTasks\":4");

        swarm.crash("node-2");
        swarm.await("node-2 is down", () -> !swarm.node("node-2").isReady());
        swarm.awaitConverged(Duration.ofSeconds(30));
        assertThat(web).runs(4, "web:1").runsNothingOn("node-2");
        assertThat(get(swarm, "/v1.41/nodes")).contains("\"State\":\"down\"");

        swarm.revive("node-2");
        swarm.await("node-2 is ready", swarm.node("node-2")::isReady);
        web.update(service -> service.image("web:2"));
        swarm.await(
                "the update is paused",
                () -> web.updateStatus()
                        .filter(status -> status.state().isPaused())
                        .isPresent());
        assertThat(swarm.history()).contains("node node-2 goes down: heartbeat failure");
    }

    private static String get(TestSwarm swarm, String target) throws Exception {
        var address = swarm.addresses().getFirst().replace("tcp://", "http://");
        try (var client = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(URI.create(address + target)).build();
            return client.send(request, BodyHandlers.ofString()).body();
        }
    }
}
