package dev.troupe.http.door;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.apache.pekko.Done;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.Http;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.settings.ServerSettings;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.stream.KillSwitches;
import org.apache.pekko.stream.SharedKillSwitch;
import org.apache.pekko.stream.TLSProtocol.SessionBytes;
import org.apache.pekko.stream.TLSProtocol.SslTlsInbound;
import org.apache.pekko.stream.TLSProtocol.SslTlsOutbound;
import org.apache.pekko.stream.javadsl.BidiFlow;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.stream.javadsl.Keep;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.stream.javadsl.TLSPlacebo;
import org.apache.pekko.util.ByteString;

/**
 * One client on a unix socket: the JDK's channel joined to Pekko HTTP's server layer. Reads and writes wait on virtual
 * threads, so that idle connections cost next to nothing.
 */
final class UnixConnection {
  private static final int CHUNK_BYTES = 16 * 1024;
  private static final Executor WAITING = task -> Thread.ofVirtual().start(task);

  /** No encryption. The placebo says more exactly what comes in than the server layer wants to know. */
  private static final BidiFlow<SslTlsOutbound, ByteString, ByteString, SslTlsInbound, NotUsed> PLAIN =
      BidiFlow.fromFlows(
              Flow.of(SslTlsOutbound.class), Flow.of(SessionBytes.class).map(SslTlsInbound.class::cast))
          .atop(TLSPlacebo.getInstance());

  private final SocketChannel channel;
  private final SharedKillSwitch ending = KillSwitches.shared("unix connection");
  private final CompletableFuture<Done> ended = new CompletableFuture<>();

  UnixConnection(SocketChannel channel) {
    this.channel = channel;
  }

  /** Completes when the client is gone. */
  CompletionStage<Done> serve(ActorSystem<?> system, ServerSettings settings, Api api) {
    var handling = Flow.of(HttpRequest.class).mapAsync(1, api::handle).map(this::stoppable);
    Http.get(system)
        .serverLayer(settings)
        .atop(PLAIN)
        .join(socket())
        .join(handling)
        .run(system);
    return ended;
  }

  private Flow<ByteString, ByteString, NotUsed> socket() {
    var incoming = Source.unfoldAsync(
            ByteBuffer.allocate(CHUNK_BYTES), buffer -> CompletableFuture.supplyAsync(() -> read(buffer), WAITING))
        .via(ending.flow());
    var outgoing = Flow.of(ByteString.class)
        .mapAsync(1, bytes -> CompletableFuture.supplyAsync(() -> write(bytes), WAITING))
        .toMat(Sink.ignore(), Keep.right())
        .mapMaterializedValue(written -> written.whenComplete((done, trouble) -> cut()));
    return Flow.fromSinkAndSource(outgoing, incoming);
  }

  /** When a client goes, the streams it listened to must not go on until they next have something to say. */
  private HttpResponse stoppable(HttpResponse response) {
    return response.entity().isStrict()
        ? response
        : response.transformEntityDataBytes(Flow.of(ByteString.class).via(ending.flow()));
  }

  private Optional<Pair<ByteBuffer, ByteString>> read(ByteBuffer buffer) {
    try {
      System.err.println("READ?"); var count = channel.read(buffer.clear()); System.err.println("READ " + count);
      if (count >= 0) return Optional.of(Pair.create(buffer, ByteString.fromByteBuffer(buffer.flip())));
    } catch (IOException gone) {
      ending.shutdown();
      return Optional.empty();
    }
    ending.shutdown();
    return Optional.empty();
  }

  private Done write(ByteString bytes) {
    try {
      var buffer = bytes.asByteBuffer();
      while (buffer.hasRemaining()) channel.write(buffer);
      return Done.getInstance();
    } catch (IOException gone) {
      throw new UncheckedIOException(gone);
    }
  }

  /** No further request is read; what is being answered is answered. */
  CompletableFuture<Done> finish() {
    ending.shutdown();
    return ended;
  }

  void cut() {
    try {
      channel.close();
    } catch (IOException trouble) {
      // Closed is closed.
    } finally {
      ending.shutdown();
      ended.complete(Done.getInstance());
    }
  }
}
