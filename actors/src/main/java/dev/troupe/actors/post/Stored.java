package dev.troupe.actors.post;

import dev.troupe.core.id.TaskId;

/** What {@code report} said of this task is written down, or was not this task's to take: nobody need say it again. */
public record Stored(String session, long report, TaskId task) {}
