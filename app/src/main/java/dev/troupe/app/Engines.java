package dev.troupe.app;

import dev.troupe.agent.driver.Delays;
import dev.troupe.agent.driver.Driver;
import dev.troupe.agent.driver.DriverTrouble;
import dev.troupe.agent.driver.process.ProcessDriver;
import dev.troupe.agent.driver.simulated.Script;
import dev.troupe.agent.driver.simulated.SimulatedDriver;
import dev.troupe.agent.driver.simulated.SimulatedNodes;
import dev.troupe.core.id.NodeId;
import dev.troupe.core.node.NodeDescription;
import dev.troupe.core.spec.Platform;
import dev.troupe.core.spec.Resources;
import dev.troupe.http.ImageResolver;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorSystem;

/** Makes the drivers of this JVM's nodes, of the kind that was asked for, and says in plain words which kind that is. */
final class Engines implements AutoCloseable {

  private final UpOptions options;
  private final Path data;
  private final ActorSystem<?> system;
  private final InstantSource clock;
  /** Drivers of containers and processes block; a virtual thread each costs nothing. */
  private final ExecutorService blocking = Executors.newVirtualThreadPerTaskExecutor();
  private final Script script;

  Engines(UpOptions options, Path data, ActorSystem<?> system, InstantSource clock) {
    this.options = options;
    this.data = data;
    this.system = system;
    this.clock = clock;
    this.script = options.script().map(Engines::read).orElse(Script.AS_RECORDED);
  }

  private static Script read(Path file) {
    try {
      return Script.read(file);
    } catch (IOException | IllegalArgumentException trouble) {
      throw new StartFailure("cannot read the script " + file + ": " + trouble.getMessage(), trouble);
    }
  }

  Driver driver(NodeId node, String hostname) {
    return switch (options.driver()) {
      case SIMULATED -> new SimulatedDriver(
          SimulatedNodes.describe(hostname, Machine.version()), script, clock, Delays.of(system));
      case PROCESS, AUTO, DOCKER -> process(node, hostname);
    };
  }

  private Driver process(NodeId node, String hostname) {
    var directory = data.resolve("nodes").resolve(node.value());
    try {
      return new ProcessDriver(directory, description(hostname), "nobody", blocking);
    } catch (IOException trouble) {
      throw new StartFailure("cannot use " + directory + ": " + trouble.getMessage(), trouble);
    }
  }

  private static NodeDescription description(String hostname) {
    var facts = Machine.facts("", hostname, Path.of("."));
    return new NodeDescription(
        hostname, new Platform("linux", facts.architecture()),
        new Resources(facts.cpus() * 1_000_000_000L, facts.memoryBytes(), 0, Map.of()), facts.version(), Map.of(),
        List.of());
  }

  String words() {
    return switch (options.driver()) {
      case SIMULATED -> "tasks are simulated: nothing really runs";
      case DOCKER -> "tasks run as containers";
      case PROCESS, AUTO ->
        "tasks run as processes of this machine: no isolation, and the image is only recorded, not used";
    };
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
        return new ImageResolver.Resolved(found.mediaType(), found.digest(), found.sizeBytes(), found.platforms());
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
    blocking.close();
  }
}
