package dev.troupe.app.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.troupe.app.settings.Misuse;
import dev.troupe.app.settings.StartFailure;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What {@code docker service update} may change of a spec, in its words: mixed into commands, then applied to the JSON. */
public final class SpecChanges {

    @Option(names = "--image", paramLabel = "IMAGE", description = "Service image tag.")
    private @Nullable String image;

    @Option(names = "--replicas", paramLabel = "N", description = "Number of tasks.")
    private @Nullable Long replicas;

    @Option(names = "--update-parallelism", paramLabel = "N", description = "Tasks updated at a time (0: all at once).")
    private @Nullable Long parallelism;

    @Option(names = "--update-delay", paramLabel = "DURATION", description = "Delay between updates (10s, 1m30s).")
    private @Nullable String delay;

    @Option(names = "--update-order", paramLabel = "ORDER", description = "start-first or stop-first.")
    private @Nullable String order;

    @Option(names = "--update-failure-action", paramLabel = "ACTION", description = "pause, continue or rollback.")
    private @Nullable String action;

    @Option(
            names = "--update-monitor",
            paramLabel = "DURATION",
            description = "How long a new task is watched for failure.")
    private @Nullable String monitor;

    @Option(names = "--update-max-failure-ratio", paramLabel = "F", description = "Failure rate to tolerate, 0 to 1.")
    private @Nullable Double ratio;

    @Option(names = "--limit-cpu", paramLabel = "CPUS", description = "Limit CPUs.")
    private @Nullable BigDecimal limitCpu;

    @Option(names = "--limit-memory", paramLabel = "BYTES", description = "Limit memory (512m, 2g).")
    private @Nullable String limitMemory;

    @Option(names = "--reserve-cpu", paramLabel = "CPUS", description = "Reserve CPUs.")
    private @Nullable BigDecimal reserveCpu;

    @Option(names = "--reserve-memory", paramLabel = "BYTES", description = "Reserve memory.")
    private @Nullable String reserveMemory;

    @Option(names = "--constraint-add", paramLabel = "EXPR", description = "Add a placement constraint.")
    private List<String> constraintsAdded = new ArrayList<>();

    @Option(names = "--constraint-rm", paramLabel = "EXPR", description = "Remove a placement constraint.")
    private List<String> constraintsRemoved = new ArrayList<>();

    @Option(
            names = "--replicas-max-per-node",
            paramLabel = "N",
            description = "Most tasks on one node (0: any number).")
    private @Nullable Long maxPerNode;

    @Option(names = "--env-add", paramLabel = "NAME=VALUE", description = "Add or change an environment variable.")
    private List<String> env = new ArrayList<>();

    @Option(names = "--args", paramLabel = "WORDS", description = "Command arguments.")
    private @Nullable String args;

    @Option(names = "--force", description = "Replace the tasks even if nothing changes.")
    private boolean force;

    /** Changes {@code spec}, the {@code Spec} of {@code GET /services/{id}}. */
    void apply(ObjectNode spec) {
        notNegative("--replicas", replicas);
        notNegative("--update-parallelism", parallelism);
        notNegative("--replicas-max-per-node", maxPerNode);
        var template = spec.withObject("/TaskTemplate");
        if (image != null) template.withObject("/ContainerSpec").put("Image", image);
        if (args != null) {
            var words = template.withObject("/ContainerSpec").putArray("Args");
            Pattern.compile("\\s+").splitAsStream(args.strip()).forEach(words::add);
        }
        if (!env.isEmpty()) environment(template.withObject("/ContainerSpec"));
        if (replicas != null) {
            if (!(spec.path("Mode").path("Replicated") instanceof ObjectNode mode))
                throw new StartFailure("--replicas is for replicated services");
            mode.put("Replicas", replicas);
        }
        update(spec);
        resources(template);
        placement(template);
        if (force) template.put("ForceUpdate", template.path("ForceUpdate").asLong(0) + 1);
    }

    private void environment(ObjectNode container) {
        var all = array(container, "Env");
        for (var added : env) {
            var name = added.substring(0, added.indexOf('=') < 0 ? added.length() : added.indexOf('='));
            if (name.isEmpty()) throw new Misuse("--env-add must be NAME=VALUE, not " + added);
            all.removeIf(old -> old.asText().equals(name) || old.asText().startsWith(name + "="));
            all.add(added);
        }
    }

    /** Where there is no update policy yet, the docker CLI starts from its own defaults. */
    private void update(ObjectNode spec) {
        var asked = parallelism != null
                || delay != null
                || order != null
                || action != null
                || monitor != null
                || ratio != null;
        if (!asked) return;
        var fresh = !spec.hasNonNull("UpdateConfig");
        var update = spec.withObject("/UpdateConfig");
        if (fresh) {
            update.put("Parallelism", 1)
                    .put("FailureAction", "pause")
                    .put("Monitor", 5_000_000_000L)
                    .put("MaxFailureRatio", 0)
                    .put("Order", "stop-first");
        }
        if (parallelism != null) update.put("Parallelism", parallelism);
        if (delay != null) update.put("Delay", duration("--update-delay", delay).toNanos());
        if (order != null) update.put("Order", order);
        if (action != null) update.put("FailureAction", action);
        if (monitor != null)
            update.put("Monitor", duration("--update-monitor", monitor).toNanos());
        if (ratio != null) update.put("MaxFailureRatio", ratio);
    }

    private void resources(ObjectNode template) {
        if (limitCpu != null) template.withObject("/Resources/Limits").put("NanoCPUs", nanos("--limit-cpu", limitCpu));
        if (limitMemory != null)
            template.withObject("/Resources/Limits").put("MemoryBytes", bytes("--limit-memory", limitMemory));
        if (reserveCpu != null)
            template.withObject("/Resources/Reservations").put("NanoCPUs", nanos("--reserve-cpu", reserveCpu));
        if (reserveMemory != null)
            template.withObject("/Resources/Reservations").put("MemoryBytes", bytes("--reserve-memory", reserveMemory));
    }

    private void placement(ObjectNode template) {
        if (maxPerNode != null) template.withObject("/Placement").put("MaxReplicas", maxPerNode);
        if (constraintsAdded.isEmpty() && constraintsRemoved.isEmpty()) return;
        var constraints = array(template.withObject("/Placement"), "Constraints");
        constraints.removeIf(old -> constraintsRemoved.contains(old.asText()));
        for (var added : constraintsAdded) {
            if (constraints.valueStream().map(JsonNode::asText).noneMatch(added::equals))
                constraints.add(new TextNode(added));
        }
    }

    private static ArrayNode array(ObjectNode object, String name) {
        return object.path(name) instanceof ArrayNode array ? array : object.putArray(name);
    }

    private static long nanos(String option, BigDecimal cpus) {
        if (cpus.signum() < 0) throw new Misuse(option + " must be 0 or more, not " + cpus);
        return whole(option, cpus.toPlainString(), cpus.movePointRight(9));
    }

    private static final Pattern BYTES = Pattern.compile("(\\d+(?:\\.\\d+)?)\\s*([kmgt]?)(?:i?b)?");

    /** {@code 512m}: powers of 1024, as the docker CLI reads them. */
    static long bytes(String option, String text) {
        var matcher = BYTES.matcher(text.strip().toLowerCase(Locale.ROOT));
        if (!matcher.matches()) throw new Misuse(option + " must be like 512m or 2g, not " + text);
        var power = " kmgt"
                .indexOf(Optional.of(matcher.group(2))
                        .filter(unit -> !unit.isEmpty())
                        .orElse(" "));
        return whole(option, text, new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(1L << (10 * power))));
    }

    private static final Pattern PART = Pattern.compile("(\\d+(?:\\.\\d+)?)(ns|us|µs|ms|s|m|h)");

    /** As Go writes durations: {@code 1m30s}. */
    static Duration duration(String option, String text) {
        var rest = text.strip();
        var sum = BigDecimal.ZERO;
        if (rest.equals("0")) return Duration.ZERO;
        while (!rest.isEmpty()) {
            var matcher = PART.matcher(rest);
            if (!matcher.lookingAt()) throw new Misuse(option + " must be like 10s or 1m30s, not " + text);
            var nanos = switch (matcher.group(2)) {
                case "ns" -> 1L;
                case "us", "µs" -> 1_000L;
                case "ms" -> 1_000_000L;
                case "s" -> 1_000_000_000L;
                case "m" -> 60_000_000_000L;
                default -> 3_600_000_000_000L;
            };
            sum = sum.add(new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(nanos)));
            rest = rest.substring(matcher.end());
        }
        return Duration.ofNanos(whole(option, text, sum));
    }

    /** Parts of a unit are dropped. */
    private static long whole(String option, String text, BigDecimal value) {
        try {
            return value.toBigInteger().longValueExact();
        } catch (ArithmeticException tooMuch) {
            throw new Misuse(option + " is too much: " + text, tooMuch);
        }
    }

    private static void notNegative(String option, @Nullable Long number) {
        if (number != null && number < 0) throw new Misuse(option + " must be 0 or more, not " + number);
    }
}
