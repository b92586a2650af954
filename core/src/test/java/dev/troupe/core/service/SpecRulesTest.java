package dev.troupe.core.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.core.rule.Refusal;
import dev.troupe.core.spec.Placement;
import dev.troupe.core.spec.RestartPolicy;
import dev.troupe.core.spec.ServiceSpec;
import dev.troupe.core.spec.UpdatePolicy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SpecRulesTest {

    private static final ServiceSpec WEB = Story.spec("web:1", 3);

    @Test
    void aPlainServiceIsFine() {
        assertThat(SpecRules.check(WEB)).isEmpty();
        assertThat(SpecRules.warnings(WEB)).isEmpty();
    }

    @Test
    void aRollbackPolicyIsCheckedAsAnUpdatePolicyIs() { // OM-22
        var wrong = Optional.of(UpdatePolicy.DEFAULT.withMaxFailureRatio(1.5f));
        var text = "TaskSpec: update-maxfailureratio cannot be less than 0 or bigger than 1";

        assertThat(refusal(WEB.withUpdate(wrong))).isEqualTo(text);
        assertThat(refusal(WEB.withRollback(wrong))).isEqualTo(text);
        assertThat(refusal(WEB.withRollback(Optional.of(UpdatePolicy.DEFAULT.withDelay(Duration.ofSeconds(-1))))))
                .isEqualTo("TaskSpec: update-delay cannot be negative");
    }

    @Test
    void aConstraintThatCannotBeReadIsRefused() { // SC-14, OM-23
        assertThat(refusal(constrained("node.role"))).isEqualTo("constraint expected one operator from ==, !=");
        assertThat(refusal(constrained("node.role=worker"))).isEqualTo("constraint expected one operator from ==, !=");
        assertThat(refusal(constrained("-x==1"))).isEqualTo("key '-x' is invalid");
        assertThat(refusal(constrained("node.role=="))).isEqualTo("value '' is invalid");
        assertThat(SpecRules.check(constrained("node.colour==red")))
                .as("a key that no node has")
                .isEmpty(); // SC-15
    }

    private static ServiceSpec constrained(String constraint) {
        var placement = new Placement(List.of("node.role!=manager", constraint), List.of(), 0, List.of());
        return WEB.withTask(WEB.task().withPlacement(placement));
    }

    @Test
    void aTemplateThatNoTaskCouldFillInIsRefused() { // OM-25, TP-6
        assertThat(SpecRules.check(env("AT={{.Node.Hostname}}/{{.Task.Slot}}"))).isEmpty();
        assertThat(refusal(env("AT={{.Node.Colour}}"))).isEqualTo("expanding env failed: no such field: .Node.Colour");
        assertThat(refusal(env("TEAM={{.Service.Labels.team}}")))
                .isEqualTo("expanding env failed: map has no entry for key \"team\"");
        assertThat(SpecRules.check(env("TEAM={{.Service.Labels.team}}").withLabels(Map.of("team", "blue"))))
                .isEmpty();
    }

    private static ServiceSpec env(String variable) {
        var container = WEB.task().container().withEnv(List.of(variable));
        return WEB.withTask(WEB.task().withContainer(container));
    }

    @Test
    void aSlipOfTheFingerDoesNotAskForMillionsOfTasks() { // OM-28
        assertThat(SpecRules.check(Story.spec("web:1", 100_000))).isEmpty();
        assertThat(refusal(Story.spec("web:1", 100_001))).isEqualTo("Number of replicas must be at most 100000");
        assertThat(refusal(Story.spec("web:1", -1))).isEqualTo("Number of replicas must be non-negative");
    }

    @Test
    void aLimitOfRestartsThatNoTaskCanReachIsWarnedOf() { // RS-15
        assertThat(SpecRules.warnings(restarting(3, 10, 5))).isEmpty();
        assertThat(SpecRules.warnings(restarting(3, 0, 5)))
                .as("all restarts count")
                .isEmpty();
        assertThat(SpecRules.warnings(restarting(0, 5, 5))).as("no limit").isEmpty();

        assertThat(SpecRules.warnings(restarting(3, 5, 5)))
                .containsExactly("restart-window is not longer than restart-delay: the limit of restart-max-attempts is"
                        + " never reached");
        assertThat(SpecRules.check(restarting(3, 5, 5)))
                .as("as in Swarm it is allowed")
                .isEmpty();
    }

    private static ServiceSpec restarting(int attempts, int windowSeconds, int delaySeconds) {
        return WEB.withTask(WEB.task()
                .withRestart(new RestartPolicy(
                        RestartPolicy.Condition.ANY,
                        Duration.ofSeconds(delaySeconds),
                        attempts,
                        Duration.ofSeconds(windowSeconds))));
    }

    private static String refusal(ServiceSpec spec) {
        return SpecRules.check(spec).map(Refusal::message).orElse("");
    }
}
