package dev.troupe.core.session;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Which lines are wanted (E-20).
 *
 * @param tail the last so many lines; absent: all
 * @param follow true: go on until the task has ended
 */
public record LogQuery(boolean stdout, boolean stderr, Optional<Instant> since, OptionalInt tail, boolean follow) {}
