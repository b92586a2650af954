package dev.troupe.http.door;

import dev.troupe.http.Vitals;
import dev.troupe.http.wire.Router;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.stream.Materializer;

/** A door on a TCP port, with a {@link Guard}. */
public final class TcpDoor {
    private static final int BACKLOG = 512;

    private final InetSocketAddress address;
    private final Reception reception;

    private TcpDoor(InetSocketAddress address, Reception reception) {
        this.address = address;
        this.reception = reception;
    }

    /** Fails with a clear text when the port is taken or the host is not ours. */
    public static TcpDoor open(
            ActorSystem<?> system,
            String version,
            Router router,
            Vitals vitals,
            String host,
            int port,
            Set<String> names) {
        try {
            var listener = ServerSocketChannel.open();
            try {
                var wanted = new InetSocketAddress(host, port);
                if (wanted.isUnresolved()) throw new IOException("unknown host");
                listener.bind(wanted, BACKLOG);
            } catch (IOException | RuntimeException trouble) {
                listener.close();
                throw trouble;
            }
            if (!(listener.getLocalAddress() instanceof InetSocketAddress bound)) throw new IOException("not bound");
            var api = new Api(
                    router, new Guard(host, names)::check, new Ledger(vitals), Materializer.matFromSystem(system));
            return new TcpDoor(bound, Reception.open(system, Tuning.of(system, version), api, listener, listener));
        } catch (IOException trouble) {
            throw new UncheckedIOException(
                    "cannot listen on tcp://" + host + ":" + port + ": " + trouble.getMessage(), trouble);
        }
    }

    /** {@code tcp://127.0.0.1:2375}. */
    public String address() {
        var host = address.getAddress().getHostAddress();
        return "tcp://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port();
    }

    /** The port that was bound. */
    public int port() {
        return address.getPort();
    }

    /** Short answers are finished, streams are ended; meanwhile who comes may ask how this process is. */
    public CompletionStage<Void> close(Duration patience) {
        return reception.close(patience);
    }
}
