package dev.troupe.core.placement;

import static dev.troupe.core.placement.Nodes.node;
import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.core.node.Role;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConstraintsTest {

    private static boolean holds(String constraint, Nodes.Draft node) {
        return Constraints.satisfiedBy(List.of(constraint), node.facts());
    }

    @ParameterizedTest // SC-14
    @CsvSource(
            delimiter = ';',
            value = {
                "node.role; constraint expected one operator from ==, !=",
                "node.role=manager; constraint expected one operator from ==, !=",
                "==manager; key '' is invalid",
                "n==manager; key 'n' is invalid",
                "1node==x; key '1node' is invalid",
                "no de==x; key 'no de' is invalid",
                "node.role==; value '' is invalid",
                "node.role== {x}; value '{x}' is invalid",
                "node.labels.zone==größe; value 'größe' is invalid",
                "node.role!=a==b; key 'node.role!=a' is invalid",
                "node.role==a!=b; value 'a!=b' is invalid"
            })
    void whatCannotBeReadIsNamed(String constraint, String why) {
        assertThat(Constraints.problem(List.of("node.role==worker", constraint)))
                .contains(why);
    }

    @ParameterizedTest // SC-14, SC-15
    @ValueSource(
            strings = {
                "node.role==manager",
                "  node.role  !=  manager  ",
                "NODE.ROLE==MANAGER",
                "node.labels.my-zone_1==a b.c*(d)?+[e]\\^$|/:f",
                "_x==1",
                "no.such.key==1"
            })
    void whatCanBeReadIsAccepted(String constraint) {
        assertThat(Constraints.problem(List.of(constraint))).isEmpty();
    }

    @Test
    void noneIsAlwaysSatisfied() {
        assertThat(Constraints.problem(List.of())).isEmpty();
        assertThat(Constraints.satisfiedBy(List.of(), node("a").facts())).isTrue();
    }

    @ParameterizedTest // SC-13
    @CsvSource({
        "node.id==a, true",
        "node.id!=a, false",
        "NODE.ID==A, true",
        "node.hostname==A-HOST, true",
        "node.hostname==a, false",
        "node.hostname==a*, false",
        "node.role==worker, true",
        "node.role==Worker, true",
        "node.role!=manager, true",
        "node.platform.os==Linux, true",
        "node.platform.arch==x86_64, true",
        "node.platform.arch==amd64, false" // SC-18
    })
    void factsCompareWholeAndWithoutRegardToCase(String constraint, boolean expected) {
        assertThat(holds(constraint, node("a"))).isEqualTo(expected);
    }

    @Test // SC-13
    void theRoleItHasCounts() {
        assertThat(holds("node.role==manager", node("a").is(Role.MANAGER))).isTrue();
    }

    @Test // SC-13, SC-16
    void labelsKeepTheCaseOfTheirKeys() {
        var east = node("a").label("Zone", "East");
        assertThat(holds("node.labels.Zone==east", east)).isTrue();
        assertThat(holds("Node.Labels.Zone==EAST", east)).isTrue();
        assertThat(holds("node.labels.zone==east", east)).isFalse();
        assertThat(holds("node.labels.zone!=east", east)).isTrue();
        assertThat(holds("engine.labels.Zone==east", east)).isFalse();
        assertThat(holds("engine.labels.disk==ssd", node("a").engineLabel("disk", "ssd")))
                .isTrue();
    }

    @ParameterizedTest // SC-15
    @ValueSource(strings = {"no.such.key==x", "no.such.key!=x", "node.labels.!=x", "node.name!=x"})
    void anUnknownKeyMatchesNoNode(String constraint) {
        assertThat(Constraints.problem(List.of(constraint))).isEmpty();
        assertThat(holds(constraint, node("a"))).isFalse();
    }

    @ParameterizedTest // SC-17
    @CsvSource({
        "10.0.0.7, 10.0.0.7, true",
        "10.0.0.7, 10.0.0.8, false",
        "10.0.0.7, 10.0.0.0/24, true",
        "10.0.0.7, 10.0.0.255/24, true",
        "10.0.0.7, 10.0.0.8/29, false",
        "10.0.0.7, 0.0.0.0/0, true",
        "10.0.0.7, ::/0, false",
        "10.0.0.7, ::ffff:10.0.0.7, true",
        "fd00::7, FD00:0:0::7, true",
        "fd00::7, fd00::/64, true",
        "fd00::7, fd01::/64, false",
        "'', 10.0.0.0/8, false"
    })
    void anAddressIsComparedWithAddressesAndNetworks(String address, String value, boolean within) {
        assertThat(holds("node.ip==" + value, node("a").at(address))).isEqualTo(within);
        assertThat(holds("node.ip!=" + value, node("a").at(address))).isEqualTo(!within);
    }

    @ParameterizedTest // SC-17
    @ValueSource(strings = {"10.0", "10.0.0.256", "010.0.0.7", "host", "10.0.0.0/33", "10.0.0.0/", "fd00::/129", "1:2"})
    void aMalformedAddressMatchesNoNode(String value) {
        assertThat(holds("node.ip==" + value, node("a"))).isFalse();
        assertThat(holds("node.ip!=" + value, node("a"))).isFalse();
    }

    @Test // SC-13
    void allMustHold() {
        var east = node("a").label("zone", "east");
        assertThat(Constraints.satisfiedBy(List.of("node.labels.zone==east", "node.role==worker"), east.facts()))
                .isTrue();
        assertThat(Constraints.satisfiedBy(List.of("node.labels.zone==east", "node.role==manager"), east.facts()))
                .isFalse();
    }

    @Test // U-32
    void whereOneCannotBeReadNoneCounts() {
        assertThat(Constraints.satisfiedBy(
                        List.of("node.role==manager", "nonsense"), node("a").facts()))
                .isTrue();
    }
}
