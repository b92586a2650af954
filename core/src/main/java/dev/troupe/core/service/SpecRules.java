package dev.troupe.core.service;

import static dev.troupe.core.rule.Refusal.Invalid;

import dev.troupe.core.placement.Constraints;
import dev.troupe.core.rule.Refusal;
import dev.troupe.core.spec.ContainerSpec;
import dev.troupe.core.spec.EndpointSpec;
import dev.troupe.core.spec.HealthCheck;
import dev.troupe.core.spec.Mount;
import dev.troupe.core.spec.Resources;
import dev.troupe.core.spec.RestartPolicy;
import dev.troupe.core.spec.ServiceSpec;
import dev.troupe.core.spec.Templates;
import dev.troupe.core.spec.UpdatePolicy;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** What is wrong with a service's spec, looked at by itself: texts and order of OM-13 and OM-19 to OM-30. */
public final class SpecRules {
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9](?:[-_]*[A-Za-z0-9]+)*+");
    private static final int LONGEST_NAME = 63;
    private static final long LEAST_NANO_CPUS = 1_000_000;
    private static final long LEAST_MEMORY = 4 * 1024 * 1024;
    /** Swarm knows no limit, and takes the managers down with a slip of the finger. */
    private static final int MOST_REPLICAS = 100_000;

    private static final Duration LEAST_PROBE = Duration.ofMillis(1);

    private SpecRules() {}

    /** The first thing that is wrong; absent when nothing is. */
    public static Optional<Refusal> check(ServiceSpec spec) {
        return first(List.of(
                () -> name(spec.name()),
                () -> resources(spec.task().limits()),
                () -> resources(spec.task().reservations()),
                () -> restart(spec.task().restart()),
                () -> Constraints.problem(spec.task().placement().constraints()).map(Invalid::new),
                () -> container(spec.task().container()),
                () -> templates(spec),
                () -> replicas(spec.replicas()),
                () -> spec.update().flatMap(SpecRules::policy),
                () -> spec.rollback().flatMap(SpecRules::policy),
                () -> endpoint(spec.endpoint()),
                () -> deadline(spec)));
    }

    /** What is allowed, and hardly meant; a sentence each. */
    public static List<String> warnings(ServiceSpec spec) {
        var restart = spec.task().restart();
        var endless = restart.maxAttempts() > 0
                && restart.window().isPositive()
                && restart.window().compareTo(restart.delay()) <= 0;
        if (!endless) return List.of();
        return List.of(
                "restart-window is not longer than restart-delay: the limit of restart-max-attempts is never reached"); // RS-15
    }

    private static Optional<Refusal> first(List<Supplier<Optional<Refusal>>> checks) {
        return checks.stream().flatMap(check -> check.get().stream()).findFirst();
    }

    private static Optional<Refusal> wrong(boolean isWrong, String message) {
        return isWrong ? Optional.of(new Invalid(message)) : Optional.empty();
    }

    private static Optional<Refusal> name(String name) {
        if (name.isEmpty()) return wrong(true, "meta: name must be provided");
        if (!NAME.matcher(name).matches()) return wrong(true, "name must be valid as a DNS name component");
        return wrong(name.length() > LONGEST_NAME, "name must be 63 characters or fewer");
    }

    private static Optional<Refusal> resources(Resources resources) {
        var cpus = resources.nanoCpus();
        if (cpus != 0 && cpus < LEAST_NANO_CPUS) {
            return wrong(true, "invalid cpu value " + cpuWord(cpus) + ": Must be at least 0.001");
        }
        var memory = resources.memoryBytes();
        return wrong(
                memory != 0 && memory < LEAST_MEMORY, "invalid memory value " + memory + ": Must be at least 4MiB");
    }

    /** As Go's %g writes it: six digits at most, small ones with an exponent of two digits. */
    private static String cpuWord(long nanoCpus) {
        var decimal = BigDecimal.valueOf(nanoCpus, 9).stripTrailingZeros();
        var exponent = decimal.precision() - decimal.scale() - 1;
        if (exponent >= -4) return decimal.toPlainString();
        var digits = decimal.unscaledValue().abs().toString();
        var mantissa = digits.length() == 1 ? digits : digits.charAt(0) + "." + digits.substring(1);
        return (nanoCpus < 0 ? "-" : "") + mantissa + "e-" + (exponent > -10 ? "0" : "") + -exponent;
    }

    private static Optional<Refusal> restart(RestartPolicy policy) {
        if (policy.delay().isNegative()) return wrong(true, "TaskSpec: restart-delay cannot be negative");
        return wrong(policy.window().isNegative(), "TaskSpec: restart-window cannot be negative");
    }

    private static Optional<Refusal> container(ContainerSpec container) {
        if (container.image().isEmpty()) return wrong(true, "ContainerSpec: image reference must be provided");
        if (!ImageReference.isValid(container.image())) {
            return wrong(true, "ContainerSpec: \"" + container.image() + "\" is not a valid repository/tag");
        }
        return first(List.of(
                () -> mounts(container.mounts()),
                () -> container.healthCheck().flatMap(SpecRules::health),
                () -> grace(container)));
    }

    /** Swarm takes it, and then waits for ever where a task does not end by itself (E-14). */
    private static Optional<Refusal> grace(ContainerSpec container) {
        return wrong(
                container.stopGracePeriod().filter(Duration::isNegative).isPresent(),
                "ContainerSpec: stop-grace-period cannot be negative");
    }

    private static Optional<Refusal> mounts(List<Mount> mounts) {
        var targets = new HashSet<String>();
        return mounts.stream()
                .map(Mount::target)
                .filter(target -> !targets.add(target))
                .findFirst()
                .map(target -> new Invalid("ContainerSpec: duplicate mount point: " + target));
    }

    private static Optional<Refusal> health(HealthCheck check) {
        return first(List.of(
                () -> probe("Interval", check.interval()),
                () -> probe("Timeout", check.timeout()),
                () -> wrong(check.retries() < 0, "ContainerSpec: Retries in HealthConfig cannot be negative"),
                () -> probe("StartPeriod", check.startPeriod()),
                () -> probe("StartInterval", check.startInterval())));
    }

    private static Optional<Refusal> probe(String field, Duration duration) {
        return wrong(
                !duration.isZero() && duration.compareTo(LEAST_PROBE) < 0,
                "ContainerSpec: " + field + " in HealthConfig cannot be less than 1ms");
    }

    /** What no task could fill in is refused before there is one (OM-25). */
    private static Optional<Refusal> templates(ServiceSpec spec) {
        return Templates.tried(spec.task().container(), spec.labels()) instanceof Templates.Expansion.Failed(var why)
                ? Optional.of(new Invalid(why))
                : Optional.empty();
    }

    private static Optional<Refusal> replicas(int replicas) {
        if (replicas < 0) return wrong(true, "Number of replicas must be non-negative");
        return wrong(replicas > MOST_REPLICAS, "Number of replicas must be at most " + MOST_REPLICAS);
    }

    /** Rollback policies too, unlike Swarm (OM-22). */
    private static Optional<Refusal> policy(UpdatePolicy policy) {
        if (policy.delay().isNegative()) return wrong(true, "TaskSpec: update-delay cannot be negative");
        if (policy.monitor().isNegative()) return wrong(true, "TaskSpec: update-monitor cannot be negative");
        var ratio = policy.maxFailureRatio();
        return wrong(
                !(ratio >= 0 && ratio <= 1), "TaskSpec: update-maxfailureratio cannot be less than 0 or bigger than 1");
    }

    private static Optional<Refusal> deadline(ServiceSpec spec) {
        var said = spec.labels().get(ServiceSpec.UPDATE_DEADLINE);
        return wrong(
                said != null && spec.updateDeadline().isEmpty(),
                "label " + ServiceSpec.UPDATE_DEADLINE + " must be a time like 90s, 5m or 1h30m, not \"" + said + "\"");
    }

    private static Optional<Refusal> endpoint(EndpointSpec endpoint) {
        if (endpoint.mode().equals("dnsrr") && endpoint.ports().stream().anyMatch(port -> !port.hostMode())) {
            return wrong(true, "EndpointSpec: port published with ingress mode can't be used with dnsrr mode");
        }
        var published = new HashSet<String>();
        return wrong(
                endpoint.ports().stream()
                        .filter(port -> port.published() != 0)
                        .anyMatch(port -> !published.add(port.published() + "/" + port.protocol())),
                "EndpointSpec: duplicate published ports provided");
    }
}
