package dev.troupe.http.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.troupe.http.Vitals;
import dev.troupe.http.wire.Router;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.SelectorProvider;
import java.time.Duration;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.stream.Materializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Letting clients in, where the machine will not. */
class ReceptionTest {

    private final ActorTestKit kit = ActorTestKit.create();

    @AfterEach
    void stop() {
        kit.shutdownTestKit();
    }

    @Test // As long as this process has no file descriptor left, say.
    void aDoorThatCanLetNobodyInTriesAgainAndAgainButNotAllTheTime() throws Exception {
        var full = new Full();
        var api =
                new Api(new Router(), anyone -> {}, new Ledger(Vitals.NONE), Materializer.matFromSystem(kit.system()));
        var _ = Reception.open(kit.system(), Tuning.of(kit.system(), "0.1.0"), api, full, full);
        await().atMost(Duration.ofSeconds(30)).until(() -> full.asked.size() > 4);
        var asked = full.asked.stream().limit(5).toList();
        assertThat(Duration.ofNanos(asked.getLast() - asked.getFirst())).isGreaterThan(Duration.ofMillis(300));
        full.close();
    }

    private static final class Full extends ServerSocketChannel {
        /** When. */
        final Queue<Long> asked = new ConcurrentLinkedQueue<>();

        Full() {
            super(SelectorProvider.provider());
        }

        @Override
        public SocketChannel accept() throws IOException {
            asked.add(System.nanoTime());
            throw new IOException("Too many open files");
        }

        @Override
        protected void implCloseSelectableChannel() {}

        @Override
        public ServerSocketChannel bind(@Nullable SocketAddress local, int backlog) {
            return this;
        }

        @Override
        public <T> ServerSocketChannel setOption(SocketOption<T> name, T value) {
            return this;
        }

        @Override
        public <T> T getOption(SocketOption<T> name) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Set<SocketOption<?>> supportedOptions() {
            return Set.of();
        }

        @Override
        public ServerSocket socket() {
            throw new UnsupportedOperationException();
        }

        @Override
        public @Nullable SocketAddress getLocalAddress() {
            return null;
        }

        @Override
        protected void implConfigureBlocking(boolean block) {}
    }
}
