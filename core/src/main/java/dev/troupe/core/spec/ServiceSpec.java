package dev.troupe.core.spec;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a service should be. Absent policies stay absent; defaults apply when a value is read (OM-33, OM-34).
 *
 * @param document the whole spec as the client sent it and gets it back
 */
@RecordBuilder
public record ServiceSpec(
        String name,
        Map<String, String> labels,
        TaskSpec task,
        Mode mode,
        Optional<UpdatePolicy> update,
        Optional<UpdatePolicy> rollback,
        EndpointSpec endpoint,
        Document document)
        implements ServiceSpecBuilder.With {

    /** So many of these tasks, and nothing else asked for. */
    public static ServiceSpec of(String name, int replicas, TaskSpec task) {
        return new ServiceSpec(
                name,
                Map.of(),
                task,
                new Mode.Replicated(replicas),
                Optional.empty(),
                Optional.empty(),
                EndpointSpec.NONE,
                Document.EMPTY);
    }

    /**
     * The label by which a service says how long an update waits for one slot's new task to run: {@code 90s}, {@code 5m},
     * {@code 1h30m}. Without it there is no limit (U-12).
     */
    public static final String UPDATE_DEADLINE = "dev.troupe.update-deadline";

    private static final Pattern LENGTH = Pattern.compile("(?:(\\d{1,6})h)?(?:(\\d{1,6})m)?(?:(\\d{1,6})s)?");

    /** As that label says; absent: none, or nothing that is a length of time. */
    public Optional<Duration> updateDeadline() {
        var said = LENGTH.matcher(labels.getOrDefault(UPDATE_DEADLINE, ""));
        if (!said.matches()) return Optional.empty();
        var length = Duration.ofHours(number(said.group(1)))
                .plusMinutes(number(said.group(2)))
                .plusSeconds(number(said.group(3)));
        return length.isZero() ? Optional.empty() : Optional.of(length);
    }

    private static long number(@Nullable String digits) {
        return digits == null ? 0 : Long.parseLong(digits);
    }

    public UpdatePolicy updatePolicy() {
        return update.orElse(UpdatePolicy.DEFAULT);
    }

    public UpdatePolicy rollbackPolicy() {
        return rollback.orElse(UpdatePolicy.DEFAULT);
    }

    public int replicas() {
        return switch (mode) {
            case Mode.Replicated(var replicas) -> replicas;
        };
    }

    public ServiceSpec withRegistryAuth(Optional<String> auth) {
        return withTask(task.withRegistryAuth(auth));
    }
}
