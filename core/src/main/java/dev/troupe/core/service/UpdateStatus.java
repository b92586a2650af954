package dev.troupe.core.service;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/** How a service's last update went or goes (section 3 of the API notes, U-6). */
public record UpdateStatus(State state, Instant startedAt, Optional<Instant> completedAt, String message) {

    public enum State {
        UPDATING,
        PAUSED,
        COMPLETED,
        ROLLBACK_STARTED,
        ROLLBACK_PAUSED,
        ROLLBACK_COMPLETED;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** No slot is taken any more until a client speaks (U-3). */
        public boolean isPaused() {
            return this == PAUSED || this == ROLLBACK_PAUSED;
        }
    }
}
