package dev.troupe.agent.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.troupe.agent.Drafts;
import dev.troupe.agent.driver.simulated.SimulatedNodes;
import dev.troupe.core.spec.ContainerSpec;
import org.junit.jupiter.api.Test;

class TaskTemplatesTest {

    @Test
    void hostNameValuesAndMountsAreFilledIn_TP2_TP3() {
        var spec = expand(new Drafts.Container("nginx")
                .hostname("{{.Service.Name}}-{{.Task.Slot}}")
                .env(
                        "{{.X}}=kept",
                        "WHERE={{.Node.Hostname}}/{{ .Node.Platform.OS }}",
                        "TEAM={{index .Service.Labels \"team\"}}",
                        "PLAIN")
                .mount("volume", "data-{{.Task.Slot}}", "/data/{{.Service.Labels.team}}")
                .spec());

        assertThat(spec.hostname()).contains("web-1");
        assertThat(spec.env()).containsExactly("{{.X}}=kept", "WHERE=worker1/linux", "TEAM=blue", "PLAIN");
        assertThat(spec.mounts().getFirst().source()).isEqualTo("data-1");
        assertThat(spec.mounts().getFirst().target()).isEqualTo("/data/blue");
    }

    @Test
    void joinAndTrimming() {
        var spec = expand(new Drafts.Container("nginx")
                .env("A={{join \"-\" .Service.Name .Task.Slot}}", "B=x {{- .Task.Slot -}} y")
                .spec());

        assertThat(spec.env()).containsExactly("A=web-1", "B=x1y");
    }

    @Test
    void anUnknownFieldIsAnErrorThatNamesItsPlace_TP1_TP6() {
        assertThatThrownBy(() -> expand(
                        new Drafts.Container("nginx").env("A={{.Task.Colour}}").spec()))
                .hasMessage("expanding env failed: no such field: .Task.Colour");
        assertThatThrownBy(() -> expand(new Drafts.Container("nginx")
                        .hostname("{{.Service.Labels.no}}")
                        .spec()))
                .hasMessage("expanding hostname failed: map has no entry for key \"no\"");
        assertThatThrownBy(() -> expand(new Drafts.Container("nginx")
                        .mount("volume", "{{range .X}}", "/x")
                        .spec()))
                .hasMessage("expanding mounts failed: cannot expand \"range .X\"");
        assertThatThrownBy(() -> expand(
                        new Drafts.Container("nginx").env("A={{.Task.Slot").spec()))
                .hasMessage("expanding env failed: unclosed action in \"{{.Task.Slot\"");
    }

    private static ContainerSpec expand(ContainerSpec spec) {
        return TaskTemplates.expand(Drafts.task("t1", spec), Drafts.NODE, SimulatedNodes.describe("worker1", "1"))
                .spec()
                .container();
    }
}
