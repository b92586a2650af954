package dev.troupe.agent.driver;

import java.time.Duration;

/**
 * What a task uses.
 *
 * @param cpu time used since it started, over all CPUs
 * @param memoryLimitBytes 0: without limit
 */
public record Stats(Duration cpu, long memoryBytes, long memoryLimitBytes, long processes) {}
