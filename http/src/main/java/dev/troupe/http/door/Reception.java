package dev.troupe.http.door;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.settings.ServerSettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets clients in, and at the end sees them off. A virtual thread waits for them. */
final class Reception {
    private static final Logger LOG = LoggerFactory.getLogger(Reception.class);
    private static final long PATIENCE_MILLIS = 1_000;

    private final ServerSocketChannel listener;
    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();

    private Reception(ServerSocketChannel listener) {
        this.listener = listener;
    }

    static Reception open(ActorSystem<?> system, ServerSettings settings, Api api, ServerSocketChannel listener) {
        var reception = new Reception(listener);
        Thread.ofVirtual().name("reception").start(() -> reception.receive(system, settings, api));
        return reception;
    }

    private void receive(ActorSystem<?> system, ServerSettings settings, Api api) {
        while (listener.isOpen()) {
            try {
                var connection = new Connection(prompt(listener.accept()));
                connections.add(connection);
                connection.serve(system, settings, api).whenComplete((done, trouble) -> connections.remove(connection));
            } catch (ClosedChannelException closed) {
                return;
            } catch (IOException trouble) {
                LOG.warn("a client could not be let in", trouble);
            }
        }
    }

    /** Small writes go out at once, where the channel is one that would rather wait for more. */
    private static SocketChannel prompt(SocketChannel channel) throws IOException {
        return channel.supportedOptions().contains(StandardSocketOptions.TCP_NODELAY)
                ? channel.setOption(StandardSocketOptions.TCP_NODELAY, true)
                : channel;
    }

    /** Short answers are finished, streams are ended. */
    CompletionStage<Void> close() {
        try {
            listener.close();
        } catch (IOException trouble) {
            LOG.warn("a door could not be closed cleanly", trouble);
        }
        var last = connections.stream().map(Connection::finish).toArray(CompletableFuture<?>[]::new);
        return CompletableFuture.allOf(last)
                .completeOnTimeout(null, PATIENCE_MILLIS, TimeUnit.MILLISECONDS)
                .whenComplete((done, trouble) -> connections.forEach(Connection::cut));
    }
}
