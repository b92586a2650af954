package dev.troupe.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The unix socket: who gets in, how many at once, and what becomes of the file. */
class UnixDoorTest {
    private static final String PING = "GET /_ping HTTP/1.1\r\nHost: api.moby.localhost\r\n\r\n";

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    Path directory;

    @Test
    void anyHostMayBeNamedAndOnlyOwnerAndGroupMayEnter() throws Exception {
        var path = directory.resolve("troupe.sock");
        try (var door = OpenDoor.socket(path)) {
            assertThat(door.doors.addresses().getFirst()).isEqualTo("unix://" + path);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                    .isEqualTo("rw-rw----");
            assertThat(RawClient.socket(path).ask(PING))
                    .startsWith("HTTP/1.1 200 ")
                    .endsWith("OK");
            assertThat(RawClient.socket(path).ask("GET /_ping HTTP/1.1\r\nHost: evil.example\r\nOrigin: null\r\n\r\n"))
                    .startsWith("HTTP/1.1 200 ");
        }
        assertThat(path).doesNotExist();
    }

    @Test
    void aHundredConnectionsWorkAtOnceAndMayRest() throws Exception {
        var path = directory.resolve("troupe.sock");
        try (var _ = OpenDoor.socket(path)) {
            var clients = new ArrayList<RawClient>();
            for (var i = 0; i < 100; i++) clients.add(RawClient.socket(path));
            for (var round = 0; round < 2; round++) {
                for (var client : clients) client.send(PING);
                for (var client : clients) {
                    assertThat(client.readUntil("\r\n\r\n")).startsWith("HTTP/1.1 200 ");
                    assertThat(client.readUntil("OK")).isEqualTo("OK");
                }
            }
            for (var client : clients) client.close();
        }
    }

    @Test
    void theFileIsThereAsLongAsSomebodyIsAnsweredAndWhoComesIsToldThatItStops() throws Exception {
        var path = directory.resolve("troupe.sock");
        try (var door = OpenDoor.socket(path)) {
            door.vitals.weighed = new CompletableFuture<>();
            var slow = RawClient.socket(path).send("GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertThat(door.vitals.asked.await(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .isTrue();

            door.vitals.ready = new Vitals.Health(List.of(new Vitals.Check("running", false, "stopping")));
            var closing = door.doors.close(PATIENCE).toCompletableFuture();
            assertThat(RawClient.socket(path).ask("GET /readyz HTTP/1.1\r\nHost: localhost\r\n\r\n"))
                    .startsWith("HTTP/1.1 503 ")
                    .contains("{\"status\":\"not ready\",");
            assertThat(RawClient.socket(path).ask("GET /services HTTP/1.1\r\nHost: localhost\r\n\r\n"))
                    .startsWith("HTTP/1.1 503 ")
                    .contains("this Troupe is stopping");
            assertThat(closing).isNotDone();

            door.vitals.weighed.complete(null);
            assertThat(slow.readUntil("up 1.0\n")).startsWith("HTTP/1.1 200 ");
            assertThat(closing).succeedsWithin(PATIENCE);
            assertThat(path).doesNotExist();
            slow.close();
        }
    }

    @Test
    void aSocketLeftOverFromACrashIsReplaced() throws Exception {
        var path = directory.resolve("troupe.sock");
        try (var left = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            left.bind(UnixDomainSocketAddress.of(path));
        }
        assertThat(path).exists();
        try (var _ = OpenDoor.socket(path)) {
            assertThat(RawClient.socket(path).ask(PING)).startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    void aSocketThatSomebodyAnswersOnIsLeftAlone() throws Exception {
        var path = directory.resolve("troupe.sock");
        try (var _ = OpenDoor.socket(path)) {
            assertThatThrownBy(() -> OpenDoor.socket(path).close())
                    .hasStackTraceContaining("cannot listen on unix://" + path + ": somebody answers there already");
            assertThat(RawClient.socket(path).ask(PING)).startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    void aFileThatIsNoSocketIsLeftAlone() throws Exception {
        var path = Files.writeString(directory.resolve("notes.txt"), "mine");
        assertThatThrownBy(() -> OpenDoor.socket(path).close()).hasStackTraceContaining("not a socket");
        assertThat(path).hasContent("mine");
    }

    @Test
    void aPortThatIsTakenIsNamedInTheComplaint() throws Exception {
        try (var first = OpenDoor.tcp()) {
            var taken = DoorSettings.tcp("127.0.0.1", first.port());
            assertThatThrownBy(() -> Doors.start(
                                    first.kit().system(),
                                    taken,
                                    OpenDoor.surroundings(
                                            first.gate, new ListChronicle(), new ListTrail(), Vitals.NONE))
                            .toCompletableFuture()
                            .join())
                    .hasMessageContaining("cannot listen on tcp://127.0.0.1:" + first.port());
        }
    }
}
