package dev.troupe.core.service;

import dev.troupe.core.id.TaskId;
import dev.troupe.core.task.DesiredState;
import java.util.Optional;

/** One new task: which slot, and whether it must wait before it starts. */
public record Plan(TaskId task, int slot, DesiredState desired, Optional<Hold> hold) {}
