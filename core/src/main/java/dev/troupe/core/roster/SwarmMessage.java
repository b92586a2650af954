package dev.troupe.core.roster;

import java.time.Instant;
import java.util.Map;

/**
 * One line of {@code docker events} (OM-46).
 *
 * @param type {@code service} or {@code node}
 * @param action {@code create}, {@code update} or {@code remove}
 * @param attributes {@code name} and what changed
 */
public record SwarmMessage(String type, String action, String id, Map<String, String> attributes, Instant at) {}
