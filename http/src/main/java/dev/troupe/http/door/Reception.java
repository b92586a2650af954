package dev.troupe.http.door;

import java.io.Closeable;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.settings.ServerSettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets clients in, and at the end sees them off. A virtual thread waits for them. */
final class Reception {
    private static final Logger LOG = LoggerFactory.getLogger(Reception.class);

    /** For who has come late, and is answered at once. */
    private static final Duration LAST = Duration.ofMillis(100);

    /** Before it is tried again to let somebody in: what stands against it, such as too many open files, does not go at once. */
    private static final Duration PAUSE = Duration.ofMillis(100);

    private final ServerSocketChannel listener;
    private final Closeable entrance;
    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();

    private boolean closing;

    private Reception(ServerSocketChannel listener, Closeable entrance) {
        this.listener = listener;
        this.entrance = entrance;
    }

    /** @param entrance the listener with all that leads to it, to be shut in the end */
    static Reception open(
            ActorSystem<?> system, ServerSettings settings, Api api, ServerSocketChannel listener, Closeable entrance) {
        var reception = new Reception(listener, entrance);
        Thread.ofVirtual().name("reception").start(() -> reception.receive(system, settings, api));
        return reception;
    }

    private void receive(ActorSystem<?> system, ServerSettings settings, Api api) {
        while (listener.isOpen()) {
            try {
                serve(new Connection(prompt(listener.accept())), system, settings, api);
            } catch (ClosedChannelException closed) {
                return;
            } catch (IOException trouble) {
                LOG.warn("a client could not be let in", trouble);
                LockSupport.parkNanos(PAUSE.toNanos());
            }
        }
    }

    private void serve(Connection connection, ActorSystem<?> system, ServerSettings settings, Api api) {
        try {
            connection
                    .serve(system, settings, comes(connection) ? api::handle : api::handleLate)
                    .whenComplete((done, trouble) -> connections.remove(connection));
        } catch (IllegalStateException actorsHaveEnded) {
            connection.cut();
            connections.remove(connection);
        }
    }

    /** Whether it comes in time. */
    private synchronized boolean comes(Connection connection) {
        connections.add(connection);
        return !closing;
    }

    private synchronized List<Connection> leave() {
        closing = true;
        return List.copyOf(connections);
    }

    /** Small writes go out at once, where the channel is one that would rather wait for more. */
    private static SocketChannel prompt(SocketChannel channel) throws IOException {
        return channel.supportedOptions().contains(StandardSocketOptions.TCP_NODELAY)
                ? channel.setOption(StandardSocketOptions.TCP_NODELAY, true)
                : channel;
    }

    /**
     * Short answers are finished, streams are ended. As long as somebody is being answered, those who come are told how this
     * process is, and nothing else.
     */
    CompletionStage<Void> close(Duration patience) {
        return finished(leave(), patience)
                .thenCompose(done -> {
                    shut();
                    return finished(List.copyOf(connections), LAST.compareTo(patience) < 0 ? LAST : patience);
                })
                .whenComplete((done, trouble) -> connections.forEach(Connection::cut));
    }

    private static CompletableFuture<Void> finished(List<Connection> connections, Duration patience) {
        return CompletableFuture.allOf(
                        connections.stream().map(Connection::finish).toArray(CompletableFuture<?>[]::new))
                .completeOnTimeout(null, patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void shut() {
        try {
            entrance.close();
        } catch (IOException trouble) {
            LOG.warn("a door could not be closed cleanly", trouble);
        }
    }
}
