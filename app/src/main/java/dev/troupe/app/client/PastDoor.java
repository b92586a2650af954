package dev.troupe.app.client;

import dev.troupe.app.settings.StartFailure;
import dev.troupe.http.door.SocketFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A unix socket that shows one moment: each request is passed on to a Troupe with {@code at=OFFSET} in its query, and what
 * comes back is passed on as it is. That Troupe refuses whatever would change something. One request a connection: the
 * rest of what HTTP can do need not be understood here.
 */
public final class PastDoor implements AutoCloseable {

    private static final int LONGEST_HEAD = 1 << 16;
    private static final String END_OF_HEAD = "\r\n\r\n";

    private final Path path;
    private final ServerSocketChannel listener;
    private final ApiClient troupe;
    private final long offset;

    private PastDoor(Path path, ServerSocketChannel listener, ApiClient troupe, long offset) {
        this.path = path;
        this.listener = listener;
        this.troupe = troupe;
        this.offset = offset;
    }

    public static PastDoor open(Path path, ApiClient troupe, long offset) {
        try {
            var door = new PastDoor(path, SocketFile.listen(path), troupe, offset);
            Thread.ofVirtual().name("past-door").start(door::receive);
            return door;
        } catch (IOException trouble) {
            throw new StartFailure("cannot listen on unix://" + path + ": " + trouble.getMessage(), trouble);
        }
    }

    private void receive() {
        while (listener.isOpen()) {
            try {
                var client = listener.accept();
                Thread.ofVirtual().name("past-client").start(() -> serve(client));
            } catch (IOException closing) {
                return;
            }
        }
    }

    private void serve(SocketChannel client) {
        try (client) {
            var head = readHead(client);
            if (head == null) return;
            var there = head.text().indexOf(END_OF_HEAD);
            var request = rewrite(head.text().substring(0, there), offset) + END_OF_HEAD;
            try (var manager = troupe.connect()) {
                write(manager, ByteBuffer.wrap(request.getBytes(StandardCharsets.ISO_8859_1)));
                write(manager, head.bytes().position(there + END_OF_HEAD.length()));
                // Ends with the client's connection.
                Thread.ofVirtual().name("past-request").start(() -> copy(client, manager));
                copy(manager, client);
            }
        } catch (IOException gone) {
            // The client left, or Troupe did: either way nobody waits for an answer here.
        }
    }

    private record Head(ByteBuffer bytes, String text) {}

    /** What came up to the end of the head, and whatever came with it; null when the client says nothing of the kind. */
    private static @Nullable Head readHead(SocketChannel client) throws IOException {
        var read = new ByteArrayOutputStream();
        var in = ByteBuffer.allocate(8192);
        while (client.read(in.clear()) >= 0) {
            read.write(in.array(), 0, in.position());
            var text = read.toString(StandardCharsets.ISO_8859_1);
            if (text.contains(END_OF_HEAD)) return new Head(ByteBuffer.wrap(read.toByteArray()), text);
            if (read.size() > LONGEST_HEAD) return null;
        }
        return null;
    }

    /** The moment comes first, since of two values the first counts. Nothing follows on this connection. */
    static String rewrite(String head, long offset) {
        var lines = new ArrayList<String>();
        for (var line : head.split("\r\n", -1)) {
            var name = line.toLowerCase(Locale.ROOT);
            if (lines.isEmpty()) lines.add(ask(line, offset));
            else if (!name.startsWith("connection:") && !name.startsWith("upgrade:") && !name.startsWith("host:")) {
                lines.add(line);
            }
        }
        lines.add("Host: localhost");
        lines.add("Connection: close");
        return String.join("\r\n", lines);
    }

    private static String ask(String line, long offset) {
        var words = line.split(" ", -1);
        if (words.length != 3) return line; // Troupe says what is wrong with it.
        var query = words[1].indexOf('?');
        var at = "at=" + offset;
        words[1] = query < 0
                ? words[1] + "?" + at
                : words[1].substring(0, query + 1) + at + "&" + words[1].substring(query + 1);
        return String.join(" ", words);
    }

    private static void copy(SocketChannel from, SocketChannel to) {
        var bytes = ByteBuffer.allocate(1 << 16);
        try {
            while (from.read(bytes.clear()) >= 0) write(to, bytes.flip());
        } catch (IOException gone) {
            // One side has left; the other learns it from its own connection.
        }
    }

    private static void write(SocketChannel to, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) to.write(bytes);
    }

    /** How to call it. */
    public String address() {
        return "unix://" + path.toAbsolutePath();
    }

    @Override
    public void close() {
        try {
            listener.close();
            Files.deleteIfExists(path);
        } catch (IOException trouble) {
            System.err.println("troupe: " + path + " could not be removed: " + trouble.getMessage());
        }
    }
}
