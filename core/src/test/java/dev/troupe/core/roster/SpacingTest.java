package dev.troupe.core.roster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class SpacingTest {

    @Test
    void ofThoseMadeAtEachStopOnlyTheLastAndAFewOnTheWayStay() {
        assertThat(Spacing.superfluous(List.of(10L, 20L, 95L, 110L, 120L), 100)).containsExactly(10L, 20L, 110L);
    }

    @Test
    void theOnlyOneStays() {
        assertThat(Spacing.superfluous(List.of(10L), 100)).isEmpty();
        assertThat(Spacing.superfluous(List.of(), 100)).isEmpty();
    }

    @Test
    void oneBeforeAGapStays() {
        assertThat(Spacing.superfluous(List.of(50L, 500L), 100)).isEmpty();
    }

    @Property
    void noWayToAMomentGetsLonger(@ForAll @Size(max = 30) List<@IntRange(min = 1, max = 150) Integer> steps) {
        var kept = new ArrayList<Long>();
        var at = 0L;
        for (var step : steps) kept.add(at += step);
        var left = new ArrayList<>(kept);
        left.removeAll(Spacing.superfluous(kept, 100));

        assertThat(widest(left)).isLessThanOrEqualTo(Math.max(100, widest(kept)));
        assertThat(Spacing.superfluous(left, 100)).isEmpty();
        if (!kept.isEmpty()) assertThat(left.getLast()).isEqualTo(kept.getLast());
    }

    private static long widest(List<Long> offsets) {
        var widest = 0L;
        var before = 0L;
        for (var offset : offsets) {
            widest = Math.max(widest, offset - before);
            before = offset;
        }
        return widest;
    }
}
