package dev.troupe.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ShrinkerTest {

    private static final Plan LONG = new Plan(
            1,
            5,
            IntStream.rangeClosed(1, 20)
                    .mapToObj(number -> new Plan.Scene(
                            Duration.ofSeconds(number),
                            number % 2 == 0
                                    ? new Happening.Remove("service-" + number % 4)
                                    : new Happening.Drain(Plan.node(1 + number % 5))))
                    .toList());

    @Test
    void onlyWhatItTakesToFailIsLeft() {
        var smallest = shrink(plan -> at(plan, 7) && at(plan, 12));
        assertThat(smallest.scenes())
                .extracting(Plan.Scene::at)
                .containsExactly(Duration.ofSeconds(7), Duration.ofSeconds(12));
        assertThat(smallest.nodes()).as("scene 7 is about node-3").isEqualTo(3);
        assertThat(smallest.services()).containsExactly("service-0");
    }

    @Test
    void whatFailsWithNothingAtAllIsAPlanOfNothing() {
        var smallest = shrink(plan -> true);
        assertThat(smallest.nodes()).isOne();
        assertThat(smallest.scenes()).isEmpty();
    }

    @Test
    void thereIsNothingToShrinkWhereNothingFailed() {
        var fine = outcome(LONG, false);
        assertThatThrownBy(() -> Shrinker.shrink(fine, plan -> fine)).isInstanceOf(IllegalArgumentException.class);
    }

    private static Plan shrink(Predicate<Plan> fails) {
        return Shrinker.shrink(outcome(LONG, true), plan -> outcome(plan, fails.test(plan)))
                .plan();
    }

    private static boolean at(Plan plan, int second) {
        return plan.scenes().stream().anyMatch(scene -> scene.at().toSeconds() == second);
    }

    private static Outcome outcome(Plan plan, boolean failed) {
        return new Outcome(plan, failed ? Optional.of("broken") : Optional.empty(), 0, 0, Duration.ZERO, List.of());
    }
}
