package dev.troupe.agent.driver.docker;

import com.fasterxml.jackson.databind.JsonNode;
import dev.troupe.agent.driver.Condition;
import dev.troupe.agent.driver.StopOrder;
import dev.troupe.core.spec.ContainerSpec;
import dev.troupe.core.spec.PortConfig;
import dev.troupe.core.task.ContainerStatus;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What an engine's inspection of a container tells. */
final class ContainerState {

    private ContainerState() {}

    static Condition condition(JsonNode container, boolean told) {
        var id = container.path("Id").asText();
        var state = container.path("State");
        var exitCode = state.path("ExitCode").asInt();
        var running = new ContainerStatus(id, state.path("Pid").asInt(), 0);
        return switch (state.path("Status").asText()) {
            case "created", "configured", "initialized" ->
                exitCode == 0
                        ? new Condition.Created(id)
                        : ended(id, exitCode, startFailure(state.path("Error").asText()), state, false);
            case "running", "paused", "restarting", "stopping", "removing" ->
                switch (state.path("Health").path("Status").asText("")) {
                    case "starting" -> new Condition.Starting(running);
                    case "unhealthy" -> new Condition.Unhealthy(running);
                    default ->
                        new Condition.Up(
                                running,
                                ports(container),
                                instant(state.path("StartedAt").asText()));
                };
            default -> // exited, dead
                ended(id, exitCode, told ? "" : cause(state), state, told);
        };
    }

    static String startFailure(String words) {
        return Condition.START_FAILED + words;
    }

    /**
     * The exit code of a container that could not be started, as Docker gives it; for engines that leave 0 (Podman): 127
     * when there is no such program, 126 when it may not be run, else 128.
     */
    static int startFailureCode(String words) {
        if (words.contains("executable file not found") || words.contains("no such file or directory")) return 127;
        return words.contains("permission denied") ? 126 : 128;
    }

    private static String cause(JsonNode state) {
        if (state.path("Health").path("Status").asText("").equals("unhealthy")) return Condition.UNHEALTHY;
        return state.path("Error").asText("");
    }

    private static Condition.Ended ended(String id, int exitCode, String cause, JsonNode state, boolean told) {
        var at = instant(state.path("FinishedAt").asText());
        return new Condition.Ended(new ContainerStatus(id, 0, exitCode), cause, at, told);
    }

    static StopOrder stop(JsonNode container) {
        var config = container.path("Config");
        var signal = config.path("StopSignal").asText("");
        var grace = config.path("StopTimeout").isNumber()
                ? Duration.ofSeconds(config.path("StopTimeout").asLong())
                : ContainerSpec.DEFAULT_STOP_GRACE;
        return new StopOrder(signal.isEmpty() ? Optional.empty() : Optional.of(signal), grace, true);
    }

    private static List<PortConfig> ports(JsonNode container) {
        var ports = new ArrayList<PortConfig>();
        for (var entry : container.path("NetworkSettings").path("Ports").properties()) {
            var slash = entry.getKey().indexOf('/');
            if (slash < 0) continue;
            var target = Integer.parseInt(entry.getKey().substring(0, slash));
            var protocol = entry.getKey().substring(slash + 1);
            for (var binding : entry.getValue()) {
                var published = binding.path("HostPort").asInt();
                var port = new PortConfig("", protocol, target, published, true);
                if (published != 0 && !ports.contains(port)) ports.add(port); // Bound for IPv4 and IPv6, shown once.
            }
        }
        return List.copyOf(ports);
    }

    static Instant instant(String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeParseException _) {
            return Instant.EPOCH;
        }
    }
}
