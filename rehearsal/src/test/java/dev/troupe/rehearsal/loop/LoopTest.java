package dev.troupe.rehearsal.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LoopTest {

    private final Loop loop = Loop.named("test-" + UUID.randomUUID());
    private final List<String> done = new ArrayList<>();

    @Test
    void theClockJumpsToTheNextTimerOnceNothingIsReady() {
        loop.begin(1);
        loop.after(Duration.ofDays(1), () -> done.add("tomorrow"));
        loop.after(Duration.ofSeconds(1), () -> done.add("soon"));
        loop.execute(() -> done.add("now"));
        loop.runTo(Loop.DAWN.plus(Duration.ofDays(2)));
        assertThat(done).containsExactly("now", "soon", "tomorrow");
        assertThat(loop.instant()).isEqualTo(Loop.DAWN.plus(Duration.ofDays(2)));
    }

    @Test
    void aCancelledTimerNeverRuns() {
        loop.begin(1);
        var timer = loop.after(Duration.ofSeconds(1), () -> done.add("never"));
        assertThat(timer.cancel()).isTrue();
        assertThat(timer.cancel()).isFalse();
        loop.runTo(Loop.DAWN.plusSeconds(5));
        assertThat(done).isEmpty();
    }

    @Test
    void theOrderOfWhatIsReadyFollowsFromTheSeed() {
        var first = order(7);
        assertThat(order(7)).isEqualTo(first);
        assertThat(order(8)).isNotEqualTo(first).containsExactlyInAnyOrderElementsOf(first);
    }

    @Test
    void whereNothingIsDrawnWhatIsReadyFirstRunsFirst() {
        loop.begin(7);
        loop.inOrder();
        assertThat(order())
                .isEqualTo(IntStream.range(0, 20).mapToObj(i -> "task " + i).toList());
    }

    private List<String> order(long seed) {
        loop.begin(seed);
        return order();
    }

    private List<String> order() {
        done.clear();
        for (var i = 0; i < 20; i++) {
            var name = "task " + i;
            loop.execute(() -> done.add(name));
        }
        loop.settle();
        return List.copyOf(done);
    }
}
