package dev.troupe.http.services;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.troupe.core.spec.RestartPolicy;
import dev.troupe.core.spec.RestartPolicy.Condition;
import dev.troupe.core.spec.ServiceSpec;
import dev.troupe.core.spec.UpdatePolicy;
import dev.troupe.core.spec.UpdatePolicy.FailureAction;
import dev.troupe.core.spec.UpdatePolicy.Order;
import dev.troupe.http.wire.Json;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What holds where a client says nothing, and where that is shown. */
class DefaultsTest {

    private static ServiceSpec spec(String more) {
        return CheckedSpec.of(
                Json.object(
                        "{\"Name\":\"web\",\"TaskTemplate\":{\"ContainerSpec\":{\"Image\":\"alpine\"}}" + more + "}"),
                "web");
    }

    private static RestartPolicy restart(String policy) {
        return CheckedSpec.of(
                        Json.object("{\"Name\":\"web\",\"TaskTemplate\":{\"ContainerSpec\":{\"Image\":\"alpine\"},"
                                + "\"RestartPolicy\":" + policy + "}}"),
                        "web")
                .task()
                .restart();
    }

    private static JsonNode stored(ServiceSpec spec) {
        return Json.object(spec.document().json());
    }

    private static JsonNode shown(ServiceSpec spec) {
        return Json.object(SpecDocument.withDefaults(spec.document().json()));
    }

    @Test // OM-33, OM-1: no one but the client edits a spec.
    void whatAClientLeftOutStaysOut() {
        var stored = stored(spec(""));
        for (var absent : new String[] {
            "/UpdateConfig",
            "/RollbackConfig",
            "/EndpointSpec",
            "/TaskTemplate/RestartPolicy",
            "/TaskTemplate/ContainerSpec/StopGracePeriod"
        }) {
            assertThat(stored.at(absent).isMissingNode()).as(absent).isTrue();
        }
        assertThat(stored(spec(",\"UpdateConfig\":{\"Parallelism\":2}"))
                        .at("/UpdateConfig")
                        .has("Monitor"))
                .isFalse();
    }

    @ParameterizedTest // OM-33, the table
    @CsvSource(delimiter = '|', textBlock = """
            /TaskTemplate/ContainerSpec/StopGracePeriod | 10000000000
            /TaskTemplate/RestartPolicy/Condition       | any
            /TaskTemplate/RestartPolicy/Delay           | 5000000000
            /TaskTemplate/RestartPolicy/MaxAttempts     | 0
            /UpdateConfig/Parallelism                   | 1
            /UpdateConfig/Monitor                       | 5000000000
            /UpdateConfig/FailureAction                 | pause
            /UpdateConfig/MaxFailureRatio               | 0
            /UpdateConfig/Order                         | stop-first
            /RollbackConfig/Parallelism                 | 1
            /RollbackConfig/Monitor                     | 5000000000
            /RollbackConfig/FailureAction               | pause
            /RollbackConfig/MaxFailureRatio             | 0
            /RollbackConfig/Order                       | stop-first
            /EndpointSpec/Mode                          | vip
            """)
    void whoAsksForDefaultsSeesThem(String field, String value) {
        assertThat(shown(spec("")).at(field).asText()).isEqualTo(value);
    }

    @Test // OM-33
    void andByThemTheServiceGoes() {
        var spec = spec("");
        assertThat(spec.updatePolicy())
                .isEqualTo(spec.rollbackPolicy())
                .isEqualTo(new UpdatePolicy(
                        1, Duration.ZERO, FailureAction.PAUSE, Duration.ofSeconds(5), 0, Order.STOP_FIRST));
        assertThat(spec.task().restart())
                .isEqualTo(new RestartPolicy(Condition.ANY, Duration.ofSeconds(5), 0, Duration.ZERO));
        assertThat(spec.endpoint().mode()).isEqualTo("vip");
    }

    @Test // OM-34: a config that is there and names no parallelism means all at once.
    void whereAConfigIsGivenItsAbsentNumbersAreZeroAndOnlyTheMonitorIsNot() {
        var zero = new UpdatePolicy(0, Duration.ZERO, FailureAction.PAUSE, Duration.ofSeconds(5), 0, Order.STOP_FIRST);
        for (var config : new String[] {"{}", "{\"Monitor\":0}", "{\"Parallelism\":0,\"Delay\":0}"}) {
            assertThat(spec(",\"UpdateConfig\":" + config).updatePolicy())
                    .as(config)
                    .isEqualTo(zero);
            assertThat(spec(",\"RollbackConfig\":" + config).rollbackPolicy())
                    .as(config)
                    .isEqualTo(zero);
        }
        assertThat(shown(spec(",\"UpdateConfig\":{}"))
                        .at("/UpdateConfig/Parallelism")
                        .asInt(0))
                .isZero();
        assertThat(shown(spec(",\"UpdateConfig\":{}"))
                        .at("/UpdateConfig/Monitor")
                        .asLong())
                .isEqualTo(5_000_000_000L);
    }

    @Test // OM-34
    void whereARestartPolicyIsGivenOnlyItsDelayFallsBackByItself() {
        assertThat(restart("{}")).isEqualTo(RestartPolicy.DEFAULT);
        assertThat(restart("{\"Delay\":0}").delay()).isZero();
        assertThat(restart("{\"MaxAttempts\":3}"))
                .isEqualTo(new RestartPolicy(Condition.ANY, Duration.ofSeconds(5), 3, Duration.ZERO));
        assertThat(restart("{\"Condition\":\"\"}").condition()).isEqualTo(Condition.ANY);
        assertThat(restart("{\"Condition\":\"none\"}").delay()).isEqualTo(Duration.ofSeconds(5));
    }
}
