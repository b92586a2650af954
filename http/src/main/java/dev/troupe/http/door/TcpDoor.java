package dev.troupe.http.door;

import dev.troupe.http.wire.Router;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.Http;
import org.apache.pekko.http.javadsl.ServerBinding;
import org.apache.pekko.stream.Materializer;

/** A door on a TCP port. */
public final class TcpDoor {
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private final ServerBinding binding;

  private TcpDoor(ServerBinding binding) {
    this.binding = binding;
  }

  public static CompletionStage<TcpDoor> open(
      ActorSystem<?> system, String version, Router router, String host, int port, Set<String> names) {
    var guard = new Guard(host, names);
    var api = new Api(router, guard::check, Materializer.matFromSystem(system));
    return Http.get(system)
        .newServerAt(host, port)
        .withSettings(Tuning.of(system, version))
        .bind(api::handle)
        .thenApply(TcpDoor::new)
        .exceptionallyCompose(trouble -> CompletableFuture.failedFuture(
            new IllegalStateException("cannot listen on tcp://" + host + ":" + port + ": " + reason(trouble), trouble)));
  }

  private static String reason(Throwable trouble) {
    var root = trouble;
    for (var cause = root.getCause(); cause != null; cause = root.getCause()) root = cause;
    return String.valueOf(root.getMessage());
  }

  /** {@code tcp://127.0.0.1:2375}. */
  public String address() {
    var address = binding.localAddress();
    var host = address.getAddress().getHostAddress();
    return "tcp://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
  }

  /** The port that was bound. */
  public int port() {
    return binding.localAddress().getPort();
  }

  /** Short answers are finished, streams are ended. */
  public CompletionStage<Void> close() {
    return binding.terminate(PATIENCE).thenApply(done -> null);
  }
}
