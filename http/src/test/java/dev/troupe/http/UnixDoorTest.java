package dev.troupe.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The unix socket: who gets in, how many at once, and what becomes of the file. */
class UnixDoorTest {
    private static final String PING = "GET /_ping HTTP/1.1\r\nHost: api.moby.localhost\r\n\r\n";

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
