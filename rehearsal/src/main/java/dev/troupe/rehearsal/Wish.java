package dev.troupe.rehearsal;

import dev.troupe.core.spec.ContainerSpec;
import dev.troupe.core.spec.Document;
import dev.troupe.core.spec.EndpointSpec;
import dev.troupe.core.spec.Placement;
import dev.troupe.core.spec.PortConfig;
import dev.troupe.core.spec.Resources;
import dev.troupe.core.spec.RestartPolicy;
import dev.troupe.core.spec.ServiceSpec;
import dev.troupe.core.spec.TaskSpec;
import dev.troupe.core.spec.UpdatePolicy;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A service as a rehearsal's clients wish it, in few words.
 *
 * @param deadline when a task of an update counts as failed, though it has not failed (U-12)
 * @param needs what each task needs of its node
 */
@RecordBuilder
record Wish(
        String name,
        String image,
        int replicas,
        UpdatePolicy update,
        Optional<Duration> deadline,
        RestartPolicy restart,
        Needs needs,
        int force)
        implements WishBuilder.With {

    /**
     * @param nanoCpus 0: none
     * @param port of its node that each task holds alone; 0: none
     * @param constraint where it may run; empty: anywhere
     */
    record Needs(long nanoCpus, int port, String constraint) {
        static final Needs NOTHING = new Needs(0, 0, "");

        String words() {
            var words = new StringBuilder();
            if (nanoCpus > 0) words.append(", ").append(nanoCpus / 1_000_000).append(" millicpus each");
            if (port > 0) words.append(", host port ").append(port);
            if (!constraint.isEmpty()) words.append(", where ").append(constraint);
            return words.toString();
        }
    }

    private static final Duration GRACE = Duration.ofSeconds(2);

    Wish forced() {
        return withForce(force + 1);
    }

    ServiceSpec spec() {
        var plain = ContainerSpec.of(image, "run");
        var container = withGrace(plain);
        var essence = image + "/" + force + needs.words();
        var task = TaskSpec.of(container, essence)
                .withReservations(new Resources(needs.nanoCpus(), 0, 0, Map.of()))
                .withRestart(restart)
                .withPlacement(
                        needs.constraint().isEmpty()
                                ? Placement.ANYWHERE
                                : new Placement(List.of(needs.constraint()), List.of(), 0, List.of()))
                .withForceUpdate(force)
                .withDocument(new Document(
                        "{\"ContainerSpec\":{\"Image\":\"" + image + "\"},\"ForceUpdate\":" + force + "}"));
        return ServiceSpec.of(name, replicas, task)
                .withLabels(deadline.map(time -> Map.of(ServiceSpec.UPDATE_DEADLINE, time.toSeconds() + "s"))
                        .orElse(Map.of()))
                .withUpdate(Optional.of(update))
                .withRollback(Optional.of(update))
                .withEndpoint(
                        needs.port() == 0
                                ? EndpointSpec.NONE
                                : new EndpointSpec("vip", List.of(new PortConfig("", "tcp", 80, needs.port(), true))))
                .withDocument(new Document("{\"Name\":\"" + name + "\"}"));
    }

    private static ContainerSpec withGrace(ContainerSpec plain) {
        return plain.withStopGracePeriod(Optional.of(GRACE)).withHealthCheck(Images.check(plain.image()));
    }

    /** As a story tells it: {@code web of 3 x web:2, 1 at a time, stop-first}. */
    String words() {
        return "%s of %d x %s, %s at a time, %s, delay %d ms, on failure %s%s%s"
                .formatted(
                        name,
                        replicas,
                        image,
                        update.parallelism() == 0 ? "all" : String.valueOf(update.parallelism()),
                        word(update.order()),
                        update.delay().toMillis(),
                        word(update.onFailure()),
                        deadline.map(time -> ", deadline " + time.toSeconds() + " s")
                                .orElse(""),
                        needs.words());
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
