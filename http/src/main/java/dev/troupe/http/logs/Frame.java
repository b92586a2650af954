package dev.troupe.http.logs;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.pekko.util.ByteString;

/**
 * One line of output on its way to a client: which stream (one byte), three zero bytes, the length (four bytes), the
 * line with its end. One line per frame: the CLI parses each on its own (section 5).
 */
final class Frame {
    private static final int HEADER_BYTES = 8;

    /** Where a line comes from. */
    enum Channel {
        STDOUT(1),
        STDERR(2),
        /** An error of ours that ends the stream. */
        SYSTEM_ERROR(3);

        private final byte number;

        Channel(int number) {
            this.number = (byte) number;
        }
    }

    private Frame() {}

    static ByteString of(Channel channel, String payload) {
        var bytes = payload.getBytes(StandardCharsets.UTF_8);
        var frame = ByteBuffer.allocate(HEADER_BYTES + bytes.length)
                .put(channel.number)
                .put(new byte[3])
                .putInt(bytes.length)
                .put(bytes)
                .flip();
        return ByteString.fromByteBuffer(frame);
    }
}
