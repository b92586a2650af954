package dev.troupe.core.service;

import dev.troupe.core.id.TaskId;
import dev.troupe.core.task.TaskCommand;

/** What a service still has to say to one of its tasks. Saying it twice is harmless. */
public record ServiceErrand(TaskId task, TaskCommand say) {}
