package dev.troupe.core.task;

/**
 * What a driver made for a task.
 *
 * @param containerId the driver's name for it; 64 hex digits where it is a container
 * @param pid of its first process; 0 when it is not running
 * @param exitCode of that process once it has ended
 */
public record ContainerStatus(String containerId, int pid, int exitCode) {}
