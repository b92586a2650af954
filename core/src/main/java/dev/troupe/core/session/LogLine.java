package dev.troupe.core.session;

import dev.troupe.core.id.TaskId;
import java.time.Instant;

/**
 * One line that a task wrote.
 *
 * @param error true: on its standard error
 * @param text without the line's end
 */
public record LogLine(TaskId task, boolean error, Instant at, String text) {}
