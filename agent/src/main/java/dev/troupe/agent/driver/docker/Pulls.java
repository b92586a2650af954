package dev.troupe.agent.driver.docker;

import com.github.dockerjava.transport.DockerHttpClient.Request;
import dev.troupe.agent.driver.DriverTrouble;
import dev.troupe.agent.driver.ImageName;
import dev.troupe.agent.driver.Launches.Wish;
import dev.troupe.agent.driver.ResolvedImage;
import dev.troupe.core.id.TaskId;
import dev.troupe.core.spec.ContainerSpec;
import dev.troupe.core.spec.Platform;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Gets images (E-4, E-5), and asks their registries what they are. Each pull has a client of its own, as closing that is the one way to give a pull up at any
 * moment: a registry may keep the engine waiting before there is an answer to close. The engine sees the connection end,
 * and ends its own to the registry unless somebody else pulls the same.
 */
final class Pulls implements AutoCloseable {

    private final EngineClient engine;
    private final Map<TaskId, EngineClient> underWay = new ConcurrentHashMap<>();

    Pulls(EngineClient engine) {
        this.engine = engine;
    }

    /** Why the image could not be pulled; empty when it was, or when there was no need. Cancelled when the wish is over. */
    Optional<String> pull(TaskId task, Wish wish, ContainerSpec spec) throws IOException {
        var name = ImageName.parse(spec.image());
        if (spec.image().matches("(sha256:)?[0-9a-f]{64}")) return Optional.empty(); // By its id: nobody can pull that.
        if (!name.digest().isEmpty() && isHere(name.byDigest()))
            return Optional.empty(); // What it names cannot change.
        var path = "/images/create?fromImage=" + EngineClient.encoded(name.repository()) + "&tag="
                + EngineClient.encoded(name.digest().isEmpty() ? name.tag() : name.digest());
        var headers =
                spec.registryAuth().map(auth -> Map.of("X-Registry-Auth", auth)).orElse(Map.of());
        try (var client = engine.another()) {
            underWay.put(task, client);
            if (wish.isOver()) throw DriverTrouble.cancelled(); // Before there was something to close.
            return pull(client, path, headers);
        } catch (EngineRefusal refusal) {
            return Optional.of(refusal.words());
        } catch (IOException | RuntimeException failure) {
            if (wish.isOver()) throw DriverTrouble.cancelled();
            throw failure;
        } finally {
            underWay.remove(task);
        }
    }

    private static Optional<String> pull(EngineClient client, String path, Map<String, String> headers)
            throws IOException {
        try (var response = client.stream(Request.Method.POST, path, headers);
                var progress = new BufferedReader(new InputStreamReader(response.getBody(), StandardCharsets.UTF_8))) {
            for (var line = progress.readLine(); line != null; line = progress.readLine()) {
                if (line.isBlank()) continue;
                var error = EngineClient.JSON.readTree(line).path("error").asText("");
                if (!error.isEmpty()) return Optional.of(error);
            }
            return Optional.empty();
        }
    }

    /** What the image's registry says its name stands for, see {@link dev.troupe.agent.driver.Driver#resolve}. */
    ResolvedImage resolve(String image, Optional<String> auth) throws IOException {
        // It becomes a path.
        if (!image.matches("[A-Za-z0-9][A-Za-z0-9._/:@-]*") || image.contains("..")) {
            throw DriverTrouble.fatal("invalid reference format");
        }
        try {
            var answer = engine.get(
                    "/distribution/" + image + "/json",
                    auth.map(value -> Map.of("X-Registry-Auth", value)).orElse(Map.of()));
            var platforms = new ArrayList<Platform>();
            for (var each : answer.path("Platforms")) {
                platforms.add(new Platform(
                        each.path("os").asText(), each.path("architecture").asText()));
            }
            var descriptor = answer.path("Descriptor");
            return new ResolvedImage(
                    descriptor.path("mediaType").asText(),
                    descriptor.path("digest").asText(),
                    descriptor.path("size").asLong(),
                    List.copyOf(platforms));
        } catch (EngineRefusal refusal) {
            throw switch (refusal.status()) {
                case 404 -> DriverTrouble.notFound(refusal.words());
                case 401, 403 -> DriverTrouble.denied(refusal.words());
                default -> DriverTrouble.fatal(refusal.words());
            };
        }
    }

    /** A pull of this task under way ends, failing as cancelled; its wish is to be over already. */
    void cancel(TaskId task) {
        var client = underWay.get(task);
        if (client != null) client.close();
    }

    @Override
    public void close() {
        underWay.values().forEach(EngineClient::close);
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
