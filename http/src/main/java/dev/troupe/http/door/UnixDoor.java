package dev.troupe.http.door;

import dev.troupe.http.Vitals;
import dev.troupe.http.wire.Router;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.stream.Materializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A door on a unix socket. Whoever may open the file may pass, whatever {@code Host} says. */
public final class UnixDoor {
    private static final Logger LOG = LoggerFactory.getLogger(UnixDoor.class);
    private static final String PERMISSIONS = "rw-rw----";
    private static final int BACKLOG = 512;

    private final Path path;
    private final Reception reception;

    private UnixDoor(Path path, Reception reception) {
        this.path = path;
        this.reception = reception;
    }

    /** Fails with a clear text when somebody answers on the socket already, or when it cannot be made. */
    public static UnixDoor open(ActorSystem<?> system, String version, Router router, Vitals vitals, Path path) {
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
            var api = new Api(router, anyone -> {}, new Ledger(vitals), Materializer.matFromSystem(system));
            return new UnixDoor(path, Reception.open(system, Tuning.of(system, version), api, listener));
        } catch (IOException trouble) {
            throw new UncheckedIOException("cannot listen on unix://" + path + ": " + trouble.getMessage(), trouble);
        }
    }

    /** A socket that nobody answers on is left over from a crash and goes; anything else stays. */
    private static void makeWay(Path path) throws IOException {
        var parent = path.toAbsolutePath().getParent();
        if (parent != null) Files.createDirectories(parent);
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) return;
        if (!Files.readAttributes(path, BasicFileAttributes.class).isOther()) {
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

    public Path path() {
        return path;
    }

    /** The file goes at once; short answers are finished, streams are ended. */
    public CompletionStage<Void> close() {
        var closing = reception.close();
        try {
            Files.deleteIfExists(path);
        } catch (IOException trouble) {
            LOG.warn("{} could not be removed", path, trouble);
        }
        return closing;
    }
}
