package dev.troupe.app.past;

import com.typesafe.config.ConfigFactory;
import dev.troupe.actors.Answer;
import dev.troupe.actors.Inquiry;
import dev.troupe.actors.SwarmGate;
import dev.troupe.actors.roster.JournalPast;
import dev.troupe.app.settings.Machine;
import dev.troupe.app.settings.Settings;
import dev.troupe.core.feed.Feed;
import dev.troupe.core.id.NodeId;
import dev.troupe.core.id.ServiceId;
import dev.troupe.core.node.NodeCommand;
import dev.troupe.core.roster.Checkpoint;
import dev.troupe.core.roster.Checkpoints;
import dev.troupe.core.roster.Roster;
import dev.troupe.core.roster.SwarmMessage;
import dev.troupe.core.roster.TaskView;
import dev.troupe.core.rule.Cause;
import dev.troupe.core.rule.Refusal;
import dev.troupe.core.service.ServiceCommand;
import dev.troupe.core.session.LogLine;
import dev.troupe.core.session.LogQuery;
import dev.troupe.core.spec.ServiceSpec;
import dev.troupe.core.swarm.Swarm;
import dev.troupe.core.swarm.SwarmCommand;
import dev.troupe.http.DoorSettings;
import dev.troupe.http.Doors;
import dev.troupe.http.ImageResolver;
import dev.troupe.http.NodeControls;
import dev.troupe.http.Vitals;
import dev.troupe.persistence.JdbcTrail;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.SubmissionPublisher;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * Docker's API over the journal of a Troupe that does not run: nothing is written, woken or started. Behind a socket that
 * only its owner reaches.
 */
public final class Archive implements AutoCloseable {

    private static final int PAGE = 1_000;
    private static final String STOPPED = "this Troupe does not run: only its journal is read";

    private final Path directory;
    private final Checkpoints checkpoints;
    private final JournalPast past;
    private final JournalChronicle chronicle;
    private final JdbcTrail trail;
    private final ActorSystem<Void> system;
    private final Doors doors;

    private Archive(
            Path directory,
            Checkpoints checkpoints,
            JournalPast past,
            JournalChronicle chronicle,
            JdbcTrail trail,
            ActorSystem<Void> system,
            Doors doors) {
        this.directory = directory;
        this.checkpoints = checkpoints;
        this.past = past;
        this.chronicle = chronicle;
        this.trail = trail;
        this.system = system;
        this.doors = doors;
    }

    /**
     * The same doors as a running Troupe's.
     *
     * @param data its data directory, which these doors name as theirs
     */
    public static Archive open(Settings settings, Path data) throws IOException {
        var store = settings.store(data);
        var feed = store.feedOfThePast();
        var checkpoints = store.checkpointsToRead();
        var last = last(feed, checkpoints);
        var past = new JournalPast(feed, checkpoints, () -> last, InstantSource.system());
        var trail = store.trail();
        var chronicle = new JournalChronicle(store.feedOfThePast(), trail, () -> last, last.offset());
        var config = ConfigFactory.parseString("pekko { actor.provider = local, loglevel = WARNING }")
                .withFallback(ConfigFactory.defaultReference());
        var system = ActorSystem.<Void>create(Behaviors.empty(), "archive", config);
        var directory = Files.createTempDirectory("troupe-archive-");
        var id = last.swarm() instanceof Swarm.Active active ? active.id() : "";
        var around = new Doors.Surroundings(
                new Closed(last),
                past,
                chronicle,
                new Inquiry(trail, InstantSource.system()),
                Machine.facts(id, Machine.hostname(), data),
                settings.counting(),
                (image, auth) -> CompletableFuture.completedFuture(new ImageResolver.Failure(503, STOPPED)),
                new NoNodes(),
                (spec, availability, cause) -> refused(),
                Vitals.NONE,
                settings.streams(),
                request -> new Answer.Refused<>(new Refusal.Unavailable(STOPPED)));
        var doors = Doors.start(system, DoorSettings.socket(directory.resolve("archive.sock")), around)
                .toCompletableFuture()
                .join();
        return new Archive(directory, checkpoints, past, chronicle, trail, system, doors);
    }

    private static Roster last(Feed feed, Checkpoints checkpoints) {
        var roster =
                checkpoints.atOrBefore(Long.MAX_VALUE).map(Checkpoint::roster).orElseGet(Roster::empty);
        for (var page = feed.after(roster.offset(), PAGE); !page.isEmpty(); page = feed.after(roster.offset(), PAGE)) {
            for (var recorded : page) roster = roster.with(recorded);
        }
        return roster;
    }

    public String address() {
        return doors.addresses().getFirst();
    }

    @Override
    public void close() throws IOException {
        doors.close().toCompletableFuture().join();
        system.terminate();
        chronicle.close();
        trail.close();
        past.close();
        checkpoints.close();
        Files.deleteIfExists(directory);
    }

    private static <T> CompletionStage<Answer<T>> refused() {
        return CompletableFuture.completedFuture(new Answer.Refused<>(new Refusal.Unavailable(STOPPED)));
    }

    /** Nobody is there who could do anything. */
    private record Closed(Roster roster) implements SwarmGate {
        @Override
        public CompletionStage<Answer<ServiceId>> create(ServiceSpec spec, Cause cause) {
            return refused();
        }

        @Override
        public CompletionStage<Answer<ServiceId>> ask(ServiceId service, ServiceCommand command, Cause cause) {
            return refused();
        }

        @Override
        public CompletionStage<Answer<NodeId>> ask(NodeId node, NodeCommand command, Cause cause) {
            return refused();
        }

        @Override
        public CompletionStage<Answer<String>> ask(SwarmCommand command, Cause cause) {
            return refused();
        }

        @Override
        public Flow.Publisher<SwarmMessage> messages(Optional<Instant> since, Optional<Instant> until) {
            return nothing();
        }

        @Override
        public Flow.Publisher<LogLine> logs(TaskView task, LogQuery query) {
            return nothing();
        }

        private static <T> Flow.Publisher<T> nothing() {
            return subscriber -> {
                try (var publisher = new SubmissionPublisher<T>()) {
                    publisher.subscribe(subscriber);
                }
            };
        }
    }

    private record NoNodes() implements NodeControls {
        @Override
        public CompletionStage<Answer<String>> cut(String node) {
            return refused();
        }

        @Override
        public CompletionStage<Answer<String>> kill(String node) {
            return refused();
        }

        @Override
        public CompletionStage<Answer<String>> revive(String node) {
            return refused();
        }
    }
}
