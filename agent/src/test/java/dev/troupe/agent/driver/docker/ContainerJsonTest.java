package dev.troupe.agent.driver.docker;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.troupe.agent.Drafts;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What an engine is asked for; that it understands is shown with a real one. */
class ContainerJsonTest {

    private static ObjectNode of(Drafts.Container container) {
        return ContainerJson.of(Drafts.task("t1", container.spec()), Drafts.NODE);
    }

    @Test // E-12
    void anEngineNeverStartsATaskAgain() {
        assertThat(of(new Drafts.Container("nginx"))
                        .at("/HostConfig/RestartPolicy/Name")
                        .asText())
                .isEqualTo("no");
    }

    @Test // E-16
    void aCommandReplacesTheEntrypointAndArgumentsTheCommandOfTheImage() {
        var both = of(new Drafts.Container("nginx", "-t").command("nginx", "-q"));
        assertThat(both.path("Entrypoint").toString()).isEqualTo("[\"nginx\",\"-q\"]");
        assertThat(both.path("Cmd").toString()).isEqualTo("[\"-t\"]");
        assertThat(of(new Drafts.Container("nginx", "-t")).has("Entrypoint")).isFalse();
        assertThat(of(new Drafts.Container("nginx")).has("Cmd")).isFalse();
    }

    @Test // E-14
    void theGracePeriodIsCutToWholeSeconds() {
        assertThat(of(new Drafts.Container("nginx").grace(Duration.ofMillis(2_900)))
                        .path("StopTimeout")
                        .asInt())
                .isEqualTo(2);
        assertThat(of(new Drafts.Container("nginx").grace(Duration.ZERO))
                        .path("StopTimeout")
                        .asInt(-1))
                .isZero();
        assertThat(of(new Drafts.Container("nginx")).path("StopTimeout").asInt())
                .isEqualTo(10);
    }

    @Test // E-17, L-30
    void theContainerTellsWhoseItIs() {
        var labels = of(new Drafts.Container("nginx")).path("Labels");
        assertThat(labels.path("com.docker.swarm.task").asText("none")).isEmpty();
        assertThat(labels.path("com.docker.swarm.task.id").asText()).isEqualTo("t1");
        assertThat(labels.path("com.docker.swarm.task.name").asText()).isEqualTo("web.1.t1");
        assertThat(labels.path("com.docker.swarm.node.id").asText()).isEqualTo("node1");
        assertThat(labels.path("com.docker.swarm.service.id").asText()).isEqualTo("service1");
        assertThat(labels.path("com.docker.swarm.service.name").asText()).isEqualTo("web");
    }
}
