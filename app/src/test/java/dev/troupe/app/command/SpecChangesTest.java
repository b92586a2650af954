package dev.troupe.app.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.troupe.app.settings.StartFailure;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class SpecChangesTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SPEC = """
            {"Name":"web","TaskTemplate":{"ContainerSpec":{"Image":"web:1","Env":["A=1","B=2"]},
             "Placement":{"Constraints":["node.role==worker"]}},"Mode":{"Replicated":{"Replicas":2}}}""";

    @CommandLine.Command
    private static final class Line implements Runnable {
        @CommandLine.Mixin
        private SpecChanges changes = new SpecChanges();

        @Override
        public void run() {}
    }

    private static ObjectNode changed(String... words) throws IOException {
        var line = new Line();
        new CommandLine(line).parseArgs(words);
        var spec = (ObjectNode) JSON.readTree(SPEC);
        line.changes.apply(spec);
        return (ObjectNode) JSON.readTree(spec.toString()); // A number is what it looks like.
    }

    @Test
    void withoutAWordNothingChanges() throws IOException {
        assertThat(changed()).isEqualTo(JSON.readTree(SPEC));
    }

    @Test
    void whatIsNamedChangesAndNothingElse() throws IOException {
        var spec = changed(
                "--image",
                "web:2",
                "--replicas",
                "5",
                "--update-parallelism",
                "2",
                "--update-delay",
                "1m30s",
                "--update-order",
                "start-first",
                "--env-add",
                "B=3",
                "--env-add",
                "C=4",
                "--force");

        assertThat(spec).isEqualTo(JSON.readTree("""
            {"Name":"web","TaskTemplate":{"ContainerSpec":{"Image":"web:2","Env":["A=1","B=3","C=4"]},
             "Placement":{"Constraints":["node.role==worker"]},"ForceUpdate":1},"Mode":{"Replicated":{"Replicas":5}},
             "UpdateConfig":{"Parallelism":2,"FailureAction":"pause","Monitor":5000000000,"MaxFailureRatio":0,
              "Order":"start-first","Delay":90000000000}}"""));
    }

    @Test
    void resourcesAndPlacementAreReadAsTheDockerClientReadsThem() throws IOException {
        var spec = changed(
                "--reserve-cpu",
                "0.5",
                "--reserve-memory",
                "512m",
                "--limit-memory",
                "2g",
                "--constraint-add",
                "node.labels.zone==east",
                "--constraint-rm",
                "node.role==worker",
                "--replicas-max-per-node",
                "1");

        assertThat(spec.path("TaskTemplate").path("Resources")).isEqualTo(JSON.readTree("""
            {"Limits":{"MemoryBytes":2147483648},"Reservations":{"NanoCPUs":500000000,"MemoryBytes":536870912}}"""));
        assertThat(spec.path("TaskTemplate").path("Placement")).isEqualTo(JSON.readTree("""
            {"Constraints":["node.labels.zone==east"],"MaxReplicas":1}"""));
    }

    @Test
    void whatMakesNoSenseIsSaidByItsName() {
        assertThat(SpecChanges.duration("--update-delay", "1.5s")).isEqualTo(Duration.ofMillis(1_500));
        assertThatThrownBy(() -> SpecChanges.duration("--update-delay", "soon"))
                .isInstanceOf(StartFailure.class)
                .hasMessage("--update-delay must be like 10s or 1m30s, not soon");
        assertThatThrownBy(() -> SpecChanges.bytes("--limit-memory", "much"))
                .isInstanceOf(StartFailure.class)
                .hasMessage("--limit-memory must be like 512m or 2g, not much");
    }
}
