package dev.troupe.agent.driver;

import dev.troupe.core.spec.Platform;
import java.util.List;

/**
 * What a registry says of an image.
 *
 * @param digest {@code sha256:...} of its manifest
 * @param platforms in the registry's words: {@code linux}, {@code amd64}
 */
public record ResolvedImage(String mediaType, String digest, long sizeBytes, List<Platform> platforms) {}
