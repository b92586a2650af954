package dev.troupe.persistence.care;

import dev.troupe.core.rule.Fact;
import java.time.Instant;
import java.util.Optional;

/**
 * A stretch of the journal, both ends included.
 *
 * @param since facts from this time on; those before are passed over
 * @param untilTime ends before the first fact that happened later
 * @param untilOffset ends after this offset
 */
public record Span(Optional<Instant> since, Optional<Instant> untilTime, Optional<Long> untilOffset) {

    public static final Span ALL = new Span(Optional.empty(), Optional.empty(), Optional.empty());

    public static Span until(Instant time) {
        return new Span(Optional.empty(), Optional.of(time), Optional.empty());
    }

    public static Span until(long offset) {
        return new Span(Optional.empty(), Optional.empty(), Optional.of(offset));
    }

    boolean isAll() {
        return equals(ALL);
    }

    boolean startsBy(Fact<?> fact) {
        return since.filter(start -> fact.at().isBefore(start)).isEmpty();
    }

    boolean endsBefore(long offset, Fact<?> fact) {
        return untilOffset.filter(end -> offset > end).isPresent()
                || untilTime.filter(end -> fact.at().isAfter(end)).isPresent();
    }
}
