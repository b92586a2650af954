package dev.troupe.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.core.swarm.SwarmCommand;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code POST /swarm/update}: which settings are taken. */
class SwarmSettingsTest {

    private OpenDoor door;

    @BeforeEach
    void open() throws Exception {
        door = OpenDoor.tcp();
    }

    @AfterEach
    void close() throws Exception {
        door.close();
    }

    private String update(String spec) throws Exception {
        var answer = door.post("/swarm/update?version=10", spec);
        return (answer.statusCode() + " " + answer.body()).strip();
    }

    @Test
    void aCertificateLastsAnHourAtLeast_CL1() throws Exception {
        assertThat(update("{\"CAConfig\":{\"NodeCertExpiry\":60000000000}}"))
                .isEqualTo(
                        "400 {\"message\":\"rpc error: code = InvalidArgument desc = minimum certificate expiry time "
                                + "is: 1h0m0s\"}");
        assertThat(door.gate.asked).noneMatch(SwarmCommand.class::isInstance);
        assertThat(update("{\"CAConfig\":{\"NodeCertExpiry\":3600000000000}}")).isEqualTo("200");
        assertThat(update("{\"CAConfig\":{\"NodeCertExpiry\":0}}")).isEqualTo("200"); // 90 days
    }

    @Test
    void aSwarmIsCalledDefault_OM17() throws Exception {
        assertThat(update("{\"Name\":\"other\"}"))
                .isEqualTo("400 {\"message\":\"swarm spec must be named \\\"default\\\"\"}");
    }
}
