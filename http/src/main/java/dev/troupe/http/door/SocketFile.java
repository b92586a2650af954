package dev.troupe.http.door;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;

/** The file of a unix socket: whoever may open it may pass. */
public final class SocketFile {
    private static final String PERMISSIONS = "rw-rw----";
    private static final int BACKLOG = 512;

    private SocketFile() {}

    /** Listens there. Fails with a clear text when somebody answers on the socket already, or when it cannot be made. */
    public static ServerSocketChannel listen(Path path) throws IOException {
        makeWay(path);
        var listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            listener.bind(UnixDomainSocketAddress.of(path), BACKLOG);
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(PERMISSIONS));
            return listener;
        } catch (IOException | RuntimeException trouble) {
            listener.close();
            throw trouble;
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
}
