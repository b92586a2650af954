package dev.troupe.rehearsal;

import dev.troupe.agent.driver.simulated.Script;
import dev.troupe.core.spec.HealthCheck;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The images of rehearsals, and what their containers do. */
final class Images {

    /** What a client asks for in the end: it always runs. */
    static final String GOOD = "web:9";

    private static final Set<String> RUN = Set.of("web", "slow", "stubborn", "flaky");

    static final Script SCRIPT = Script.AS_RECORDED
            .image(
                    "web:*",
                    does -> does.preparingFor(Duration.ofMillis(40))
                            .startingFor(Duration.ofMillis(90))
                            .stoppingFor(Duration.ofMillis(30)))
            .image(
                    "slow:*",
                    does -> does.preparingFor(Duration.ofMillis(2_500))
                            .startingFor(Duration.ofMillis(900))
                            .stoppingFor(Duration.ofMillis(1_400)))
            .image("stubborn:*", does -> does.ignoringStop(true))
            .image("flaky:*", does -> does.failingToPrepareAtFirst(2))
            .image("sick:*", does -> does.healthyAfter(Duration.ofMillis(200)).unhealthyAfter(Duration.ofMillis(1_700)))
            .image("stuck:*", does -> does.preparingFor(Duration.ofDays(1)))
            .image("bad:*", does -> does.startingFor(Duration.ofMillis(50)).exiting(Duration.ofMillis(700), 1))
            .notToBeHad("missing:*");

    private static final HealthCheck CHECK = new HealthCheck(
            List.of("CMD", "well"), Duration.ofMillis(200), Duration.ofSeconds(1), Duration.ZERO, Duration.ZERO, 1);

    private Images() {}

    /** What asks a container how it is; only of those that fall ill. */
    static Optional<HealthCheck> check(String image) {
        return image.startsWith("sick:") ? Optional.of(CHECK) : Optional.empty();
    }

    /** Containers of this image start, and run until they are stopped. */
    static boolean runs(String image) {
        return RUN.contains(image.substring(0, image.indexOf(':')));
    }
}
