package dev.troupe.core.service;

import dev.troupe.core.id.TaskId;
import java.time.Instant;
import java.util.Optional;

/**
 * Why a task is kept READY and not yet started (RS-3, RS-4, U-10). Released at {@code notBefore}, and, where it waits
 * for another task to stop, once that has stopped, its node is lost, or {@code atLatest} has come.
 */
public record Hold(Instant notBefore, Optional<TaskId> until, Instant atLatest) {}
