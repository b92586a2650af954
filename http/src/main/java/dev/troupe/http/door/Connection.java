package dev.troupe.http.door;

import dev.troupe.http.wire.Call;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.apache.pekko.Done;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.Http;
import org.apache.pekko.http.javadsl.model.HttpEntities;
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
 * One client: the JDK's channel joined to Pekko HTTP's server layer. Reads and writes wait on virtual threads, so that
 * idle connections cost next to nothing. Somebody always reads, so that a client that goes is noticed at once, also
 * while a stream has nothing to tell it; Pekko's own TCP server would notice with the next write only.
 */
final class Connection {
    private static final int CHUNK_BYTES = 16 * 1024;
    /** The JDK copies all it is given with each write, and a socket takes about so much at a time. */
    private static final int WRITTEN_BYTES = 64 * 1024;

    private static final Executor WAITING =
            task -> Thread.ofVirtual().name("connection").start(task);

    /** No encryption. The placebo says more exactly what comes in than the server layer wants to know. */
    private static final BidiFlow<SslTlsOutbound, ByteString, ByteString, SslTlsInbound, NotUsed> PLAIN =
            BidiFlow.fromFlows(
                            Flow.of(SslTlsOutbound.class),
                            Flow.of(SessionBytes.class).map(SslTlsInbound.class::cast))
                    .atop(TLSPlacebo.getInstance());

    private final SocketChannel channel;
    private final SharedKillSwitch ending = KillSwitches.shared("connection");
    private final CompletableFuture<Done> ended = new CompletableFuture<>();

    Connection(SocketChannel channel) {
        this.channel = channel;
    }

    /** Completes when the client is gone. */
    CompletionStage<Done> serve(
            ActorSystem<?> system, ServerSettings settings, Function<HttpRequest, CompletionStage<HttpResponse>> api) {
        var handling = Flow.of(HttpRequest.class)
                .map(request -> request.addAttribute(Call.HANG_UP, this::cut))
                .mapAsync(1, api::apply)
                .map(this::stoppable);
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
                        ByteBuffer.allocate(CHUNK_BYTES),
                        buffer -> CompletableFuture.supplyAsync(() -> read(buffer), WAITING))
                .via(ending.flow());
        var outgoing = Flow.of(ByteString.class)
                .mapAsync(1, bytes -> CompletableFuture.supplyAsync(() -> write(bytes), WAITING))
                .toMat(Sink.ignore(), Keep.right())
                .mapMaterializedValue(written -> written.whenComplete((done, trouble) -> cut()));
        return Flow.fromSinkAndSource(outgoing, incoming);
    }

    /** What a stream still has to say is said to somebody, or not made at all. */
    private HttpResponse stoppable(HttpResponse response) {
        var entity = response.entity();
        return entity.isChunked()
                ? response.withEntity(HttpEntities.createChunked(
                        entity.getContentType(), entity.getDataBytes().via(ending.flow())))
                : response;
    }

    /** The end of what a client sends is the end of its interest in streams; short answers still reach it. */
    private Optional<Pair<ByteBuffer, ByteString>> read(ByteBuffer buffer) {
        try {
            var count = channel.read(buffer.clear());
            if (count >= 0) return Optional.of(Pair.create(buffer, ByteString.fromByteBuffer(buffer.flip())));
        } catch (IOException gone) {
            // The same as a polite end.
        }
        ending.shutdown();
        return Optional.empty();
    }

    /** Piece by piece: what a hundred readers are told alike is never put together anew for each of them. */
    private Done write(ByteString bytes) {
        try {
            for (var buffer : bytes.getByteBuffers()) {
                for (var end = buffer.limit(); buffer.hasRemaining(); ) {
                    buffer.limit(Math.min(end, buffer.position() + WRITTEN_BYTES));
                    while (buffer.hasRemaining()) channel.write(buffer);
                    buffer.limit(end);
                }
            }
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
