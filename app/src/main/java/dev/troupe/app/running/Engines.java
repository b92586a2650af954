package dev.troupe.app.running;

import dev.troupe.agent.driver.Delays;
import dev.troupe.agent.driver.Driver;
import dev.troupe.agent.driver.DriverTrouble;
import dev.troupe.agent.driver.Drivers;
import dev.troupe.agent.driver.simulated.SimulatedDriver;
import dev.troupe.agent.driver.simulated.SimulatedNodes;
import dev.troupe.app.settings.Machine;
import dev.troupe.app.settings.StartFailure;
import dev.troupe.app.settings.Trouble;
import dev.troupe.app.settings.UpOptions;
import dev.troupe.core.id.NodeId;
import dev.troupe.http.ImageResolver;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorSystem;

/** Makes the drivers of this JVM's nodes, of the kind that was asked for, and says in plain words which kind that is. */
public final class Engines implements AutoCloseable {

    private final UpOptions options;
    private final Path data;
    private final ActorSystem<?> system;
    private final InstantSource clock;
    /** Drivers of containers and processes block; a virtual thread each costs nothing. */
    private final ExecutorService blocking = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("driver-", 0).factory());

    private final Optional<Drivers.Choice> choice;

    Engines(UpOptions options, Path data, ActorSystem<?> system, InstantSource clock) {
        this.options = options;
        this.data = data;
        this.system = system;
        this.clock = clock;
        this.choice = choose(options);
    }

    /** What was asked for, or for {@code auto} what was found. */
    private static Optional<Drivers.Choice> choose(UpOptions options) {
        return switch (options.driver()) {
            case SIMULATED -> Optional.empty();
            case PROCESS -> Optional.of(new Drivers.Choice(Drivers.Kind.PROCESS, Drivers.processWords()));
            case AUTO -> Optional.of(Drivers.auto(options.engine()));
            case DOCKER -> {
                try {
                    yield Optional.of(new Drivers.Choice(Drivers.Kind.DOCKER, Drivers.docker(options.engine())));
                } catch (IOException trouble) {
                    throw new StartFailure(
                            "no engine answers at " + options.engine() + ": " + Trouble.words(trouble), trouble);
                }
            }
        };
    }

    Driver driver(NodeId node, String hostname) {
        if (choice.isEmpty()) {
            return new SimulatedDriver(
                    SimulatedNodes.describe(hostname, Machine.version()), options.script(), clock, Delays.of(system));
        }
        var directory = data.resolve("nodes").resolve(node.value());
        try {
            return Drivers.open(
                    choice.get().kind(), node, hostname, options.engine(), directory, Machine.version(), blocking);
        } catch (IOException trouble) {
            throw new StartFailure("cannot use " + directory + ": " + trouble.getMessage(), trouble);
        }
    }

    /** Which driver runs the tasks, and what that means. */
    String words() {
        return choice.map(Drivers.Choice::words).orElse("Tasks are simulated: nothing really runs.");
    }

    /** Asks any driver of this JVM; they share their engine. */
    ImageResolver images(Supplier<Collection<Driver>> drivers) {
        return (image, auth) -> drivers.get().stream()
                .findFirst()
                .map(driver -> resolve(driver, image, auth))
                .orElseGet(() -> ImageResolver.none().resolve(image, auth));
    }

    private static CompletionStage<ImageResolver.Answer> resolve(Driver driver, String image, Optional<String> auth) {
        return driver.resolve(image, auth).handle((found, failure) -> {
            if (found != null) {
                return new ImageResolver.Resolved(
                        found.mediaType(), found.digest(), found.sizeBytes(), found.platforms());
            }
            var trouble = DriverTrouble.behind(failure);
            return new ImageResolver.Failure(
                    switch (trouble.kind()) {
                        case NOT_FOUND -> 404;
                        case DENIED -> 401;
                        case FATAL, TEMPORARY, CANCELLED -> 500;
                    },
                    trouble.reason());
        });
    }

    @Override
    public void close() {
        blocking.shutdownNow(); // What waits for a running task waits for nothing any more.
    }
}
