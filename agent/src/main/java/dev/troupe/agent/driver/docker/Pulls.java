package dev.troupe.agent.driver.docker;

import com.github.dockerjava.transport.DockerHttpClient.Request;
import com.github.dockerjava.transport.DockerHttpClient.Response;
import dev.troupe.agent.driver.DriverTrouble;
import dev.troupe.agent.driver.ImageName;
import dev.troupe.agent.driver.Launches;
import dev.troupe.core.id.TaskId;
import dev.troupe.core.spec.ContainerSpec;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Gets images (E-4, E-5). */
final class Pulls {

    private final EngineClient engine;
    private final Map<TaskId, Response> underWay = new ConcurrentHashMap<>();
    private final Launches launches;

    Pulls(EngineClient engine, Launches launches) {
        this.engine = engine;
        this.launches = launches;
    }

    /** Why the image could not be pulled; empty when it was, or when there was no need. */
    Optional<String> pull(TaskId task, ContainerSpec spec) throws IOException {
        var name = ImageName.parse(spec.image());
        if (spec.image().matches("(sha256:)?[0-9a-f]{64}")) return Optional.empty(); // By its id: nobody can pull that.
        if (!name.digest().isEmpty() && isHere(name.byDigest()))
            return Optional.empty(); // What it names cannot change.
        var path = "/images/create?fromImage=" + EngineClient.encoded(name.repository()) + "&tag="
                + EngineClient.encoded(name.digest().isEmpty() ? name.tag() : name.digest());
        var headers =
                spec.registryAuth().map(auth -> Map.of("X-Registry-Auth", auth)).orElse(Map.of());
        try (var response = engine.stream(Request.Method.POST, path, headers);
                var progress = new BufferedReader(new InputStreamReader(response.getBody(), StandardCharsets.UTF_8))) {
            underWay.put(task, response);
            if (launches.isStopped(task)) throw DriverTrouble.cancelled();
            for (var line = progress.readLine(); line != null; line = progress.readLine()) {
                if (line.isBlank()) continue;
                var error = EngineClient.JSON.readTree(line).path("error").asText("");
                if (!error.isEmpty()) return Optional.of(error);
            }
            return Optional.empty();
        } catch (EngineRefusal refusal) {
            return Optional.of(refusal.words());
        } catch (IOException | RuntimeException failure) {
            if (launches.isStopped(task)) throw DriverTrouble.cancelled();
            throw failure;
        } finally {
            underWay.remove(task);
        }
    }

    /** A pull of this task under way ends, failing as cancelled; {@link Launches#stopped} comes first. */
    void cancel(TaskId task) {
        var response = underWay.get(task);
        if (response != null) response.close();
    }

    private boolean isHere(String reference) throws IOException {
        try {
            engine.get("/images/" + reference + "/json");
            return true;
        } catch (EngineRefusal refusal) {
            if (refusal.isNotFound()) return false;
            throw refusal;
        }
    }

    private static final List<String> JUST_NOT_THERE =
            List.of("manifest unknown", "not found", "pull access denied", "does not exist", "no such image");

    /** {@code No such image: alpine:3.99}, and what the registry said where that is news. */
    static String noSuchImage(ContainerSpec spec, Optional<String> pullError) {
        var text = "No such image: " + ImageName.parse(spec.image());
        return pullError
                .filter(error -> JUST_NOT_THERE.stream().noneMatch(error::contains))
                .map(error -> text + ": " + error)
                .orElse(text);
    }
}
