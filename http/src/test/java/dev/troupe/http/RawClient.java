package dev.troupe.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Speaks HTTP byte by byte. */
final class RawClient implements AutoCloseable {
    private final SocketChannel channel;

    private RawClient(SocketAddress address) throws IOException {
        channel = SocketChannel.open(address);
    }

    static RawClient tcp(int port) throws IOException {
        return new RawClient(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    }

    static RawClient socket(Path path) throws IOException {
        return new RawClient(UnixDomainSocketAddress.of(path));
    }

    RawClient send(String text) throws IOException {
        channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1)));
        return this;
    }

    /** Reads until the text so far ends with {@code end}, or the other side closes. */
    String readUntil(String end) throws IOException {
        var text = new StringBuilder();
        var buffer = ByteBuffer.allocate(1);
        while (!text.toString().endsWith(end) && channel.read(buffer.clear()) > 0) text.append((char) buffer.get(0));
        return text.toString();
    }

    /** All that comes until the other side closes, or ends its body. */
    String readAll() throws IOException {
        var text = new StringBuilder();
        var buffer = ByteBuffer.allocate(64 * 1024);
        while (!text.substring(Math.max(0, text.length() - 5)).equals("0\r\n\r\n")
                && channel.read(buffer.clear()) > 0) {
            text.append(StandardCharsets.ISO_8859_1.decode(buffer.flip()));
        }
        return text.toString();
    }

    /** A request and the first line of its body. */
    String ask(String request) throws IOException {
        try (this) {
            var head = send(request).readUntil("\r\n\r\n");
            return head.contains("Content-Length: 0") ? head : head + readUntil(head.contains("json") ? "}\n" : "OK");
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
