package dev.troupe.core.spec;

import java.util.Map;

/** Where a container's output goes. */
public record LogDriver(String name, Map<String, String> options) {}
