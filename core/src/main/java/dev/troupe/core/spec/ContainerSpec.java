package dev.troupe.core.spec;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The container of a task, as far as a driver acts on it. Lists keep the client's order (U-33); absent lists are
 * empty.
 *
 * @param command replaces the image's entrypoint (E-16)
 * @param args become the command
 * @param env {@code NAME=value} each; the value may hold templates (TP-3)
 * @param stopGracePeriod absent: {@link #DEFAULT_STOP_GRACE}; zero: kill at once (E-14)
 * @param registryAuth the client's {@code X-Registry-Auth} for pulling; never shown again
 */
@RecordBuilder
public record ContainerSpec(
        String image,
        List<String> command,
        List<String> args,
        List<String> env,
        Map<String, String> labels,
        Optional<String> hostname,
        Optional<String> dir,
        Optional<String> user,
        List<String> groups,
        boolean tty,
        boolean openStdin,
        boolean readOnly,
        Optional<Boolean> init,
        Optional<String> stopSignal,
        Optional<Duration> stopGracePeriod,
        Optional<HealthCheck> healthCheck,
        List<Mount> mounts,
        List<String> hosts,
        Dns dns,
        Map<String, String> sysctls,
        List<String> capabilityAdd,
        List<String> capabilityDrop,
        List<Ulimit> ulimits,
        Optional<String> registryAuth)
        implements ContainerSpecBuilder.With {

    public static final Duration DEFAULT_STOP_GRACE = Duration.ofSeconds(10);

    /** Name servers, search domains and options; all may be empty. */
    public record Dns(List<String> nameservers, List<String> search, List<String> options) {
        public static final Dns NONE = new Dns(List.of(), List.of(), List.of());
    }

    public record Ulimit(String name, long soft, long hard) {}

    /** A container that runs {@code args} in {@code image} and asks for nothing else. */
    public static ContainerSpec of(String image, String... args) {
        return new ContainerSpec(
                image,
                List.of(),
                List.of(args),
                List.of(),
                Map.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                false,
                false,
                false,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of(),
                Dns.NONE,
                Map.of(),
                List.of(),
                List.of(),
                List.of(),
                Optional.empty());
    }

    /** The grace between stop signal and kill, in whole seconds, cut off (E-14). */
    public Duration stopGrace() {
        return Duration.ofSeconds(stopGracePeriod.orElse(DEFAULT_STOP_GRACE).toSeconds());
    }
}
