package dev.troupe.http.services;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.http.wire.Json;
import org.junit.jupiter.api.Test;

/** Which changes of a spec need new tasks: those of its essence (U-30 to U-33). */
class EssenceTest {

    private static String essence(String template) {
        var spec = """
                {"Name":"web","TaskTemplate":%s,"Mode":{"Replicated":{"Replicas":1}}}""".formatted(template);
        return CheckedSpec.of(Json.object(spec), "web").task().essence();
    }

    private static String container(String fields) {
        return "{\"ContainerSpec\":{\"Image\":\"alpine\"" + fields + "}}";
    }

    @Test // U-33
    void theOrderOfAListIsAChange() {
        assertThat(essence(container(",\"Env\":[\"A=1\",\"B=2\"]")))
                .isEqualTo(essence(container(",\"Env\":[\"A=1\",\"B=2\"]")))
                .isNotEqualTo(essence(container(",\"Env\":[\"B=2\",\"A=1\"]")));
        var one = "{\"Type\":\"volume\",\"Source\":\"one\",\"Target\":\"/one\"}";
        var two = "{\"Type\":\"volume\",\"Source\":\"two\",\"Target\":\"/two\"}";
        assertThat(essence(container(",\"Mounts\":[" + one + "," + two + "]")))
                .isNotEqualTo(essence(container(",\"Mounts\":[" + two + "," + one + "]")));
    }

    @Test // U-33, 'Troupe: may'
    void aBlockThatIsEmptyIsAsOneThatIsNotThere() {
        assertThat(essence(container(",\"Env\":[],\"Labels\":{},\"Args\":null")))
                .isEqualTo(essence(container("")));
        assertThat(essence("{\"ContainerSpec\":{\"Image\":\"alpine\"},\"Resources\":{\"Limits\":{}}}"))
                .isEqualTo(essence(container("")));
    }

    @Test // The table of 7.5
    void whatTasksAreMadeOfIsAChangeAndWhereTheyMayRunIsNone() {
        assertThat(essence(container(",\"Hostname\":\"h\""))).isNotEqualTo(essence(container("")));
        assertThat(essence("{\"ContainerSpec\":{\"Image\":\"alpine\"},\"ForceUpdate\":1}"))
                .isNotEqualTo(essence(container("")));
        assertThat(essence("{\"ContainerSpec\":{\"Image\":\"alpine\"},\"Placement\":{\"MaxReplicas\":1}}"))
                .isEqualTo(essence(container("")));
    }
}
