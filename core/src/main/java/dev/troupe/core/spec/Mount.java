package dev.troupe.core.spec;

import java.util.Map;
import java.util.Optional;

/**
 * A mount of a container.
 *
 * @param type {@code bind}, {@code volume} or {@code tmpfs}, as the engine names them
 * @param source empty where the type needs none
 * @param tmpfsSizeBytes 0: no limit
 * @param tmpfsMode 0: the engine's default
 */
public record Mount(
        String type,
        String source,
        String target,
        boolean readOnly,
        Optional<String> propagation,
        boolean noCopy,
        Map<String, String> volumeLabels,
        Optional<String> volumeDriver,
        Map<String, String> volumeDriverOptions,
        long tmpfsSizeBytes,
        int tmpfsMode) {}
