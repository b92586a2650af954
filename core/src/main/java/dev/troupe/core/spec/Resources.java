package dev.troupe.core.spec;

import java.util.Map;

/**
 * An amount of what a node has. 0 means none asked for.
 *
 * @param nanoCpus billionths of a CPU
 * @param memoryBytes bytes
 * @param pids number of processes (limits only)
 * @param generic discrete units by kind
 */
public record Resources(long nanoCpus, long memoryBytes, long pids, Map<String, Long> generic) {
  public static final Resources NONE = new Resources(0, 0, 0, Map.of());

  public boolean isNone() {
    return nanoCpus == 0 && memoryBytes == 0 && generic.isEmpty();
  }
}
