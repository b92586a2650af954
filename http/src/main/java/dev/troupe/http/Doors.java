package dev.troupe.http;

import dev.troupe.actors.Chronicle;
import dev.troupe.actors.Inquiry;
import dev.troupe.actors.Past;
import dev.troupe.actors.SwarmGate;
import dev.troupe.core.roster.Counting;
import dev.troupe.http.door.TcpDoor;
import dev.troupe.http.door.UnixDoor;
import dev.troupe.http.elsewhere.DistributionRoutes;
import dev.troupe.http.elsewhere.EngineRoutes;
import dev.troupe.http.elsewhere.NetworkRoutes;
import dev.troupe.http.elsewhere.SecretRoutes;
import dev.troupe.http.logs.LogRoutes;
import dev.troupe.http.nodes.ControlRoutes;
import dev.troupe.http.nodes.NodeRoutes;
import dev.troupe.http.past.MomentRoutes;
import dev.troupe.http.rehearsals.RehearsalRoutes;
import dev.troupe.http.services.ServiceRoutes;
import dev.troupe.http.services.VersionRoutes;
import dev.troupe.http.stream.DescriptionRoutes;
import dev.troupe.http.stream.EntryRoutes;
import dev.troupe.http.stream.LogStreamRoutes;
import dev.troupe.http.stream.RolloutRoutes;
import dev.troupe.http.stream.RosterRoutes;
import dev.troupe.http.stream.StreamSettings;
import dev.troupe.http.swarm.SwarmRoutes;
import dev.troupe.http.system.EventRoutes;
import dev.troupe.http.system.SystemRoutes;
import dev.troupe.http.tasks.TaskRoutes;
import dev.troupe.http.vitals.VitalsRoutes;
import dev.troupe.http.why.WhyRoutes;
import dev.troupe.http.wire.Router;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.apache.pekko.actor.typed.ActorSystem;

/** The open doors: Docker's API on unix sockets and TCP ports. */
public final class Doors {
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final List<UnixDoor> sockets = new ArrayList<>();
    private final List<TcpDoor> ports = new ArrayList<>();

    private Doors() {}

    /** What a door needs of the program around it. */
    public record Surroundings(
            SwarmGate gate,
            Past past,
            Chronicle chronicle,
            Inquiry inquiry,
            HostFacts host,
            Counting counting,
            ImageResolver images,
            NodeControls nodes,
            SwarmFounding founding,
            Vitals vitals,
            StreamSettings streams,
            Rehearsing rehearsing) {}

    /**
     * Opens every door; completes when all are open. When one cannot be opened the others are closed again, and the
     * stage fails with a text for people.
     */
    public static CompletionStage<Doors> start(ActorSystem<?> system, DoorSettings settings, Surroundings around) {
        var router = router(around);
        var version = around.host().version();
        var doors = new Doors();
        try {
            for (var path : settings.sockets())
                doors.sockets.add(UnixDoor.open(system, version, router, around.vitals(), path));
            for (var tcp : settings.tcp()) {
                doors.ports.add(TcpDoor.open(
                        system, version, router, around.vitals(), tcp.host(), tcp.port(), settings.hostNames()));
            }
            return CompletableFuture.completedFuture(doors);
        } catch (RuntimeException trouble) {
            return doors.closeBecause(trouble);
        }
    }

    /** What a door answers, each as {@code GET /services/{id}}. */
    static Stream<String> routes(Surroundings around) {
        return router(around).routes();
    }

    private static Router router(Surroundings around) {
        var stage = new Stage(around.gate(), around.past(), around.inquiry(), around.host());
        var router = new Router();
        SystemRoutes.add(router, stage);
        SwarmRoutes.add(router, stage, around.founding());
        NodeRoutes.add(router, stage);
        ServiceRoutes.add(router, stage, around.counting());
        VersionRoutes.add(router, stage);
        WhyRoutes.add(router, stage);
        TaskRoutes.add(router, stage);
        LogRoutes.add(router, stage);
        EventRoutes.add(router, stage);
        NetworkRoutes.add(router, stage);
        SecretRoutes.add(router, stage);
        DistributionRoutes.add(router, around.images());
        EngineRoutes.add(router);
        ControlRoutes.add(router, around.nodes());
        VitalsRoutes.add(router, around.vitals());
        MomentRoutes.add(router, stage);
        EntryRoutes.add(router, around.chronicle(), around.past(), around.streams(), around.vitals());
        RosterRoutes.add(router, stage, around.chronicle(), around.streams());
        RolloutRoutes.add(router, stage, around.chronicle(), around.streams());
        LogStreamRoutes.add(router, stage, around.streams());
        DescriptionRoutes.add(router);
        RehearsalRoutes.add(router, stage, around.rehearsing());
        return router;
    }

    private CompletableFuture<Doors> closeBecause(Throwable trouble) {
        return close().handle((done, ignored) -> trouble)
                .thenCompose(CompletableFuture::<Doors>failedFuture)
                .toCompletableFuture();
    }

    /** How to call each door: {@code unix:///run/troupe.sock}, {@code tcp://127.0.0.1:2375}. */
    public List<String> addresses() {
        return Stream.concat(
                        sockets.stream().map(door -> "unix://" + door.path().toAbsolutePath()),
                        ports.stream().map(TcpDoor::address))
                .toList();
    }

    /** The ports that were bound, in the order of the settings. */
    public List<Integer> ports() {
        return ports.stream().map(TcpDoor::port).toList();
    }

    /**
     * Answers nobody any more who comes now, but for how this process is; short answers are finished, streams are ended.
     * In the end socket files are gone.
     */
    public CompletionStage<Void> close() {
        return close(PATIENCE);
    }

    /** @param patience so long it waits for answers to be finished */
    CompletionStage<Void> close(Duration patience) {
        var closing = Stream.concat(
                        sockets.stream().map(door -> door.close(patience)),
                        ports.stream().map(door -> door.close(patience)))
                .map(CompletionStage::toCompletableFuture)
                .toArray(CompletableFuture<?>[]::new);
        return CompletableFuture.allOf(closing);
    }
}
