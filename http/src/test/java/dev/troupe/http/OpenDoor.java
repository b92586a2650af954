package dev.troupe.http;

import dev.troupe.actors.Answer;
import dev.troupe.actors.Chronicle;
import dev.troupe.actors.Inquiry;
import dev.troupe.core.roster.Counting;
import dev.troupe.core.rule.Refusal;
import dev.troupe.core.spec.Platform;
import dev.troupe.http.stream.StreamSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;

/** A TCP door on a free port, and a unix socket where a path is given, in front of a swarm made of maps. */
final class OpenDoor implements AutoCloseable {
    static final HostFacts HOST = new HostFacts(
            "E4EX:MPNE",
            "ip-172-31-20-162",
            "Debian GNU/Linux 12 (bookworm)",
            "6.18.44",
            "x86_64",
            2,
            25_276_502_016L,
            "/var/lib/troupe",
            "0.1.0",
            "5d6db84",
            "2026-05-07T21:09:36.000000000+00:00");
    static final StreamSettings STREAMS = new StreamSettings(Duration.ofSeconds(1), 50);
    private static final long PATIENCE_SECONDS = 20;

    final MapGate gate = new MapGate();
    final ListChronicle chronicle = new ListChronicle();
    final SeenVitals vitals = new SeenVitals();
    final ListTrail trail = new ListTrail();
    final Doors doors;
    private final ActorTestKit kit = ActorTestKit.create();
    private final HttpClient client = HttpClient.newHttpClient();

    private OpenDoor(DoorSettings settings) throws Exception {
        doors = Doors.start(kit.system(), settings, surroundings(gate, chronicle, trail, vitals))
                .toCompletableFuture()
                .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    static OpenDoor tcp() throws Exception {
        return new OpenDoor(DoorSettings.tcp("127.0.0.1", 0));
    }

    static OpenDoor socket(Path path) throws Exception {
        return new OpenDoor(DoorSettings.socket(path).and(DoorSettings.tcp("127.0.0.1", 0)));
    }

    static Doors.Surroundings surroundings(MapGate gate, Chronicle chronicle, ListTrail trail, Vitals vitals) {
        ImageResolver images = (image, auth) -> CompletableFuture.completedFuture(
                image.startsWith("alpine")
                        ? new ImageResolver.Resolved(
                                "application/vnd.docker.distribution.manifest.v2+json",
                                "sha256:b9e7e8703272ed30b35a7746ca28f099e74922350079fe505b592b54cd23aa2e",
                                527,
                                List.of(new Platform("linux", "amd64")))
                        : new ImageResolver.Failure(404, "manifest unknown: manifest unknown"));
        var inquiry = new Inquiry(trail.trail(), InstantSource.fixed(MapGate.BORN.plusSeconds(60)), Runnable::run);
        SwarmFounding founding = (spec, availability, cause) -> {
            gate.show(MapRoster.empty(MapGate.swarm()));
            return CompletableFuture.completedFuture(new Answer.Done<>(MapGate.MANAGER.value()));
        };
        return new Doors.Surroundings(
                gate,
                gate.past,
                chronicle,
                inquiry,
                HOST,
                Counting.ALL,
                images,
                new OneNode(),
                founding,
                vitals,
                STREAMS,
                new OneForecast());
    }

    /** Knows a node called {@code n1}. */
    private record OneNode() implements NodeControls {
        @Override
        public CompletionStage<Answer<String>> cut(String node) {
            return answer(node, "cut off");
        }

        @Override
        public CompletionStage<Answer<String>> kill(String node) {
            return answer(node, "killed");
        }

        @Override
        public CompletionStage<Answer<String>> revive(String node) {
            return answer(node, "back");
        }

        private static CompletionStage<Answer<String>> answer(String node, String fate) {
            return CompletableFuture.completedFuture(
                    node.equals("n1")
                            ? new Answer.Done<>(node + " is " + fate)
                            : new Answer.Refused<>(new Refusal.NotFound("no node " + node + " in this JVM")));
        }
    }

    ActorTestKit kit() {
        return kit;
    }

    int port() {
        return doors.ports().getFirst();
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path));
    }

    HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException trouble) {
            throw new UncheckedIOException(trouble);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    HttpResponse<String> get(String path) {
        return send(request(path));
    }

    HttpResponse<String> post(String path, String json) {
        return send(request(path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json)));
    }

    HttpResponse<String> method(String method, String path) {
        return send(request(path).method(method, HttpRequest.BodyPublishers.noBody()));
    }

    @Override
    public void close() {
        doors.close().toCompletableFuture().join();
        kit.shutdownTestKit();
        client.close();
    }
}
