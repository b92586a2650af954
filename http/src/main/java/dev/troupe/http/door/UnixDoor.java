package dev.troupe.http.door;

import dev.troupe.http.wire.Router;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.stream.Materializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A door on a unix socket. Whoever may open the file may pass, whatever {@code Host} says. A virtual thread accepts;
 * each connection has its own.
 */
public final class UnixDoor {
  private static final Logger LOG = LoggerFactory.getLogger(UnixDoor.class);
  private static final String PERMISSIONS = "rw-rw----";
  private static final int BACKLOG = 512;
  private static final long PATIENCE_MILLIS = 1_000;

  private final Path path;
  private final ServerSocketChannel listener;
  private final Set<UnixConnection> connections = ConcurrentHashMap.newKeySet();

  private UnixDoor(Path path, ServerSocketChannel listener) {
    this.path = path;
    this.listener = listener;
  }

  /** Fails with a clear text when somebody answers on the socket already, or when it cannot be made. */
  public static UnixDoor open(ActorSystem<?> system, String version, Router router, Path path) {
    try {
      makeWay(path);
      var listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
      try {
        listener.bind(UnixDomainSocketAddress.of(path), BACKLOG);
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(PERMISSIONS));
      } catch (IOException | RuntimeException trouble) {
        listener.close();
        throw trouble;
      }
      var door = new UnixDoor(path, listener);
      door.acceptFor(system, version, router);
      return door;
    } catch (IOException trouble) {
      throw new UncheckedIOException("cannot listen on unix://" + path + ": " + trouble.getMessage(), trouble);
    }
  }

  /** A socket that nobody answers on is left over from a crash and goes; anything else stays. */
  private static void makeWay(Path path) throws IOException {
    var parent = path.toAbsolutePath().getParent();
    if (parent != null) Files.createDirectories(parent);
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) return;
    if (!Files.readAttributes(path, java.nio.file.attribute.BasicFileAttributes.class).isOther()) {
      throw new IOException("there is a file that is not a socket");
    }
    if (answers(path)) throw new IOException("somebody answers there already; is another Troupe running?");
    Files.delete(path);
  }

  private static boolean answers(Path path) {
    try (var probe = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
      return probe.isConnected();
    } catch (IOException nobody) {
      return false;
    }
  }

  private void acceptFor(ActorSystem<?> system, String version, Router router) {
    var settings = Tuning.of(system, version);
    var api = new Api(router, anyone -> {}, Materializer.matFromSystem(system));
    Thread.ofVirtual().name("accept " + path).start(() -> {
      while (listener.isOpen()) {
        try {
          var connection = new UnixConnection(listener.accept());
          connections.add(connection);
          connection
              .serve(system, settings, api)
              .whenComplete((done, trouble) -> connections.remove(connection));
        } catch (ClosedChannelException closed) {
          return;
        } catch (IOException trouble) {
          LOG.warn("a connection to {} could not be accepted", path, trouble);
        }
      }
    });
  }

  public Path path() {
    return path;
  }

  /** The file goes at once; short answers are finished, streams are ended. */
  public CompletionStage<Void> close() {
    try {
      listener.close();
      Files.deleteIfExists(path);
    } catch (IOException trouble) {
      LOG.warn("unix://{} could not be closed cleanly", path, trouble);
    }
    var last = connections.stream().map(UnixConnection::finish).toArray(CompletableFuture<?>[]::new);
    return CompletableFuture.allOf(last)
        .completeOnTimeout(null, PATIENCE_MILLIS, TimeUnit.MILLISECONDS)
        .whenComplete((done, trouble) -> connections.forEach(UnixConnection::cut));
  }
}
