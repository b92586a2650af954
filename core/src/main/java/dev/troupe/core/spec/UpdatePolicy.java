package dev.troupe.core.spec;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.Duration;

/**
 * How a rolling update or rollback goes (section 7), numbers as they count: absent ones already replaced as OM-34
 * says.
 *
 * @param parallelism slots at a time; 0: all at once (U-8)
 * @param delay rest of a lane after each slot (U-13)
 * @param monitor how long a new task must stay up to count as good (U-15)
 * @param maxFailureRatio 0 to 1; more than this share of failed tasks triggers {@code onFailure}
 */
@RecordBuilder
public record UpdatePolicy(
        int parallelism, Duration delay, FailureAction onFailure, Duration monitor, float maxFailureRatio, Order order)
        implements UpdatePolicyBuilder.With {

    public static final Duration DEFAULT_MONITOR = Duration.ofSeconds(5);
    public static final UpdatePolicy DEFAULT =
            new UpdatePolicy(1, Duration.ZERO, FailureAction.PAUSE, DEFAULT_MONITOR, 0, Order.STOP_FIRST);

    public enum FailureAction {
        PAUSE,
        CONTINUE,
        ROLLBACK
    }

    public enum Order {
        STOP_FIRST,
        START_FIRST
    }
}
