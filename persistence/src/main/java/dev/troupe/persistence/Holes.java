package dev.troupe.persistence;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Whether a number missing from the order of facts may still come. */
sealed interface Holes {

    /**
     * True while whoever reads should wait.
     *
     * @param missing the first missing number
     * @param writtenAt when the fact behind the hole was written, milliseconds since 1970 on its writer's clock
     */
    boolean mayBeFilled(long missing, long writtenAt);

    /** Numbers are committed in order. */
    Holes NEVER_FILLED = new None();

    record None() implements Holes {
        @Override
        public boolean mayBeFilled(long missing, long writtenAt) {
            return false;
        }
    }

    /**
     * A hole stays open for {@code patience}, counted from when it was first met here. Old ones (failed or deleted long
     * ago: by the time written behind them, three times patience to allow for clocks that disagree) are passed at once,
     * so that reading a long history does not wait at each.
     */
    final class Watched implements Holes {
        private final Duration patience;
        private final InstantSource clock;
        private long watched;
        private Instant since = Instant.EPOCH;

        Watched(Duration patience, InstantSource clock) {
            this.patience = patience;
            this.clock = clock;
        }

        @Override
        public boolean mayBeFilled(long missing, long writtenAt) {
            var now = clock.instant();
            if (Instant.ofEpochMilli(writtenAt).plus(patience.multipliedBy(3)).isBefore(now)) return false;
            if (missing != watched) {
                watched = missing;
                since = now;
            }
            return now.isBefore(since.plus(patience));
        }
    }
}
