package dev.troupe.core.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.core.rule.Refusal;
import dev.troupe.core.spec.RestartPolicy;
import dev.troupe.core.spec.ServiceSpec;
import dev.troupe.core.spec.UpdatePolicy;
import java.time.Duration;
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
