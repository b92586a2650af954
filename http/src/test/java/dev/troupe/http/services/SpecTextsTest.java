package dev.troupe.http.services;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.troupe.http.wire.Json;
import dev.troupe.http.wire.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is refused of a service's spec, in the words that clients know (OM-13 to OM-34). */
class SpecTextsTest {

    private static final String BAD = "rpc error: code = InvalidArgument desc = ";

    private static String refusal(String spec) {
        var problem = catchThrowableOfType(Problem.class, () -> CheckedSpec.of(Json.object(spec), "web"));
        return problem == null
                ? "fine"
                : problem.status() + " " + problem.text().replace(BAD, "");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            OM-13 | a.b                                                              | 400 name must be valid as a DNS name component
            OM-13 | -web                                                             | 400 name must be valid as a DNS name component
            OM-13 | aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa | 400 name must be 63 characters or fewer
            OM-13 | aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa  | fine
            OM-13 | Web_2                                                            | fine
            """)
    void names(String rule, String name, String text) {
        assertThat(refusal("{\"Name\":\"" + name + "\",\"TaskTemplate\":{\"ContainerSpec\":{\"Image\":\"a\"}}}"))
                .as(rule)
                .isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            OM-20 | "Resources":{"Limits":{"NanoCPUs":1}}                     | 400 invalid cpu value 1e-09: Must be at least 0.001
            OM-20 | "Resources":{"Reservations":{"NanoCPUs":-1000000000}}     | 400 invalid cpu value -1: Must be at least 0.001
            OM-20 | "Resources":{"Reservations":{"MemoryBytes":1048576}}      | 400 invalid memory value 1048576: Must be at least 4MiB
            OM-20 | "Resources":{"Limits":{"MemoryBytes":4194304}}            | fine
            OM-21 | "RestartPolicy":{"Delay":-1}                              | 400 TaskSpec: restart-delay cannot be negative
            OM-21 | "RestartPolicy":{"Window":-1}                             | 400 TaskSpec: restart-window cannot be negative
            OM-32 | "RestartPolicy":{"Condition":"x"}                         | 400 invalid RestartCondition: "x"
            OM-23 | "Placement":{"Constraints":["node.role"]}                 | 400 constraint expected one operator from ==, !=
            """)
    void whatATaskNeeds(String rule, String part, String text) {
        assertThat(refusal("{\"TaskTemplate\":{\"ContainerSpec\":{\"Image\":\"a\"}," + part + "}}"))
                .as(rule)
                .isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            OM-23 | "Image":""                                                | 400 ContainerSpec: image reference must be provided
            OM-23 | "Image":"BAD:::"                                          | 400 ContainerSpec: "BAD:::" is not a valid repository/tag
            OM-23 | "Image":"a","Mounts":[{"Type":"volume","Target":"/x"},{"Type":"tmpfs","Target":"/x"}] | 400 ContainerSpec: duplicate mount point: /x
            OM-24 | "Image":"a","HealthCheck":{"Interval":1}                  | 400 ContainerSpec: Interval in HealthConfig cannot be less than 1ms
            OM-24 | "Image":"a","HealthCheck":{"Timeout":999999}              | 400 ContainerSpec: Timeout in HealthConfig cannot be less than 1ms
            OM-24 | "Image":"a","HealthCheck":{"Retries":-1}                  | 400 ContainerSpec: Retries in HealthConfig cannot be negative
            E-14  | "Image":"a","StopGracePeriod":-1                          | 400 ContainerSpec: stop-grace-period cannot be negative
            E-14  | "Image":"a","StopGracePeriod":0                           | fine
            OM-25 | "Image":"a","Hostname":"{{.Node.Colour}}"                 | 400 expanding hostname failed: no such field: .Node.Colour
            OM-25 | "Image":"a","Hostname":"{{.Node.Hostname}}-{{.Task.Slot}}" | fine
            """)
    void whatAContainerIs(String rule, String part, String text) {
        assertThat(refusal("{\"TaskTemplate\":{\"ContainerSpec\":{" + part + "}}}"))
                .as(rule)
                .isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            OM-22 | "UpdateConfig":{"Delay":-1}                               | 400 TaskSpec: update-delay cannot be negative
            OM-22 | "UpdateConfig":{"Monitor":-1}                             | 400 TaskSpec: update-monitor cannot be negative
            OM-22 | "RollbackConfig":{"MaxFailureRatio":1.5}                  | 400 TaskSpec: update-maxfailureratio cannot be less than 0 or bigger than 1
            OM-32 | "UpdateConfig":{"FailureAction":"x"}                      | 400 unrecognized update failure action x
            OM-32 | "UpdateConfig":{"Order":"x"}                              | 400 unrecognized update order x
            OM-28 | "Mode":{"Replicated":{"Replicas":0}}                      | fine
            OM-28 | "Mode":{"Replicated":{"Replicas":9999999999}}             | 400 Number of replicas must be at most 100000
            OM-28 | "Mode":{"Replicated":{"Replicas":9223372036854775808}}    | 400 Number of replicas must be non-negative
            OM-28 | "Mode":{"Replicated":{"Replicas":18446744073709551615}}   | 400 Number of replicas must be non-negative
            OM-28 | "Mode":{"Replicated":{"Replicas":18446744073709551616}}   | 400 invalid JSON: json: cannot unmarshal number 18446744073709551616 into Go struct field ServiceSpec.Mode.Replicated.Replicas of type uint64
            OM-28 | "Mode":{"Replicated":{"Replicas":-1}}                     | 400 invalid JSON: json: cannot unmarshal number -1 into Go struct field ServiceSpec.Mode.Replicated.Replicas of type uint64
            OM-28 | "Mode":{"Replicated":{},"Unheard":{}}                     | fine
            OM-28 | "Mode":{"Replicated":{},"Global":{}}                      | 400 must specify only one service mode
            OM-30 | "UpdateConfig":{"Parallelism":18446744073709551615}       | fine
            OM-30 | "EndpointSpec":{"Ports":[{"TargetPort":18446744073709551615,"PublishMode":"host"}]} | 400 invalid TargetPort: 9223372036854775807 is not a port
            OM-30 | "EndpointSpec":{"Mode":"x"}                               | 400 invalid resolution mode: "x"
            OM-30 | "EndpointSpec":{"Mode":"dnsrr","Ports":[{"TargetPort":80,"PublishedPort":80}]} | 400 EndpointSpec: port published with ingress mode can't be used with dnsrr mode
            OM-30 | "EndpointSpec":{"Ports":[{"TargetPort":80,"PublishedPort":80,"PublishMode":"host"},{"TargetPort":81,"PublishedPort":80,"PublishMode":"host"}]} | 400 EndpointSpec: duplicate published ports provided
            """)
    void howItIsRun(String rule, String part, String text) {
        assertThat(refusal("{\"TaskTemplate\":{\"ContainerSpec\":{\"Image\":\"a\"}}," + part + "}"))
                .as(rule)
                .isEqualTo(text);
    }

    @Test // OM-28: a field that Docker does not know is ignored, and then none of its modes was asked for.
    void aModeThatNobodyKnowsIsNone() {
        var spec = CheckedSpec.of(
                Json.object("{\"TaskTemplate\":{\"ContainerSpec\":{\"Image\":\"a\"}},\"Mode\":{\"Unheard\":{}}}"),
                "web");
        assertThat(spec.replicas()).isEqualTo(1);
        assertThat(spec.document().json()).contains("\"Replicated\":{\"Replicas\":1}");
    }

    @Test // OM-19: whatever else is wrong, the name is spoken of first, and what is not there yet last.
    void theFirstThingThatIsWrongIsSaid() {
        assertThat(refusal("""
                {"Name":"a.b","TaskTemplate":{"ContainerSpec":{"Image":""},"Resources":{"Limits":{"NanoCPUs":1}}}}""")).isEqualTo("400 name must be valid as a DNS name component");
        assertThat(refusal("""
                {"TaskTemplate":{"ContainerSpec":{"Image":""},"Resources":{"Limits":{"NanoCPUs":1}}}}""")).isEqualTo("400 invalid cpu value 1e-09: Must be at least 0.001");
        assertThat(refusal("""
                {"TaskTemplate":{"ContainerSpec":{"Image":""}},
                 "EndpointSpec":{"Ports":[{"TargetPort":80,"PublishedPort":80}]}}""")).isEqualTo("400 ContainerSpec: image reference must be provided");
    }
}
