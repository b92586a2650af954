package dev.troupe.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.core.swarm.SwarmCommand;
import dev.troupe.http.wire.Json;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code /swarm}: which settings are taken, what cannot be done yet, and what a client is shown of its swarm. */
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

    @Test // Whoever believed the command that docker swarm join-token prints is not to lose a swarm over it.
    void whoWouldJoinAnotherSwarmIsToldThatItCannotBeDoneBeforeLeavingThisOne() throws Exception {
        var answer = door.post("/swarm/join", "{\"RemoteAddrs\":[\"192.0.2.7:2377\"]}");
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body())
                .contains(
                        "This node is already part of a swarm. Use \\\"docker swarm leave\\\" to leave this swarm and join"
                                + " another one. (joining the swarm of another host is not supported by Troupe yet)");
    }

    @Test // What docker service create asks first; in a real Swarm they exist for services, too (OM-31).
    void whoAttachesAServiceToANetworkOfTheMachineIsToldThatItCannotBeDoneYet() throws Exception {
        var host = door.get("/networks/host?scope=swarm");
        assertThat(host.statusCode()).isEqualTo(501);
        assertThat(host.body()).contains("\"attaching a service to the network host is not supported by Troupe yet\"");
        assertThat(door.get("/networks/nosuch?scope=swarm").body()).contains("\"network nosuch not found\"");
        assertThat(door.get("/networks/host").statusCode()).isEqualTo(200);
    }

    @Test // What docker stack deploy does first, and where it ends.
    void whoDeploysAStackIsToldThatThereAreNoneYet() throws Exception {
        var network = "{\"Name\":\"s_default\",\"Driver\":\"overlay\"%s}";
        var ofStack =
                door.post("/networks/create", network.formatted(",\"labels\":{\"com.docker.stack.namespace\":\"s\"}"));
        assertThat(ofStack.statusCode()).isEqualTo(501);
        assertThat(ofStack.body())
                .contains(
                        "creating networks is not supported by Troupe yet, and so no stack can be deployed; create its"
                                + " services one by one, with docker service create");
        assertThat(door.post("/networks/create", network.formatted("")).body())
                .contains("\"creating networks is not supported by Troupe yet\"");
    }

    @Test
    void aSwarmIsCalledDefault_OM17() throws Exception {
        assertThat(update("{\"Name\":\"other\"}"))
                .isEqualTo("400 {\"message\":\"swarm spec must be named \\\"default\\\"\"}");
    }

    @Test
    void whatAClientLeavesOutStaysAsItIs_CL3() throws Exception {
        assertThat(update("{}")).isEqualTo("200");
        assertThat(update("{\"Orchestration\":{\"TaskHistoryRetentionLimit\":0}}"))
                .isEqualTo("200");
        assertThat(door.gate.asked)
                .filteredOn(SwarmCommand.Change.class::isInstance)
                .extracting(asked -> ((SwarmCommand.Change) asked).spec().taskHistoryLimit())
                .containsExactly(5, 0);
    }

    @Test
    void theTokensAreShownToWhoAsksForTheSwarmAndItsKeyIsShownToNobody_CL22() {
        var swarm = door.get("/swarm").body();
        var info = door.get("/info").body();
        assertThat(Json.object(swarm).at("/JoinTokens/Worker").asText()).startsWith("SWMTKN-1-");
        assertThat(Json.object(swarm).at("/JoinTokens/Manager").asText()).startsWith("SWMTKN-1-");
        assertThat(info).doesNotContain("SWMTKN").contains("vqbrexnnon3ngpohgkggt47q6");
        for (var said : List.of(swarm, info, door.get("/nodes").body())) {
            assertThat(said)
                    .doesNotContain("SigningCAKey", "SigningCACert", "PRIVATE KEY")
                    .doesNotContain("\"" + MapGate.swarm().rootKey() + "\"");
        }
    }

    @Test
    void whoAsksHowItIsWithTheSwarmHearsWhetherThereIsOneAndHowManyAreInIt_CL32() {
        var swarm = Json.object(door.get("/info").body()).path("Swarm");
        assertThat(swarm.path("LocalNodeState").asText()).isEqualTo("active");
        assertThat(swarm.path("ControlAvailable").asBoolean()).isTrue();
        assertThat(swarm.path("Nodes").asInt()).isEqualTo(2);
        assertThat(swarm.path("Managers").asInt()).isEqualTo(1);

        door.gate.leave();
        var none = Json.object(door.get("/info").body()).path("Swarm");
        assertThat(none.path("LocalNodeState").asText()).isEqualTo("inactive");
        assertThat(none.path("ControlAvailable").asBoolean()).isFalse();
        assertThat(none.path("NodeID").asText()).isEmpty();
        assertThat(none.has("Cluster")).isFalse();
    }
}
