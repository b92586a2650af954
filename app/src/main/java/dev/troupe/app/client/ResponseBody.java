package dev.troupe.app.client;

import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * The body of an HTTP/1.1 response as it comes, its chunks joined. A body that breaks off is an error and not an end.
 *
 * @param content to be read to its end
 */
public record ResponseBody(int status, InputStream content) {

    /** Reads the head; {@code in} should be buffered. */
    static ResponseBody of(InputStream in) throws IOException {
        var first = line(in);
        if (!first.matches("HTTP/1\\.[01] \\d{3}.*")) throw new IOException("that is not an HTTP server");
        var chunked = false;
        for (var header = line(in); !header.isEmpty(); header = line(in)) {
            var lower = header.toLowerCase(Locale.ROOT);
            if (lower.startsWith("transfer-encoding:") && lower.contains("chunked")) chunked = true;
        }
        return new ResponseBody(Integer.parseInt(first.substring(9, 12)), chunked ? new Chunks(in) : in);
    }

    private static String line(InputStream in) throws IOException {
        var text = new StringBuilder();
        for (var next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) throw new EOFException("the connection was cut off");
            if (next != '\r') text.append((char) next);
        }
        return new String(text.toString().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    private static final class Chunks extends FilterInputStream {
        private long left;
        private boolean started;
        private boolean ended;

        Chunks(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            var one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int from, int length) throws IOException {
            if (length == 0) return 0;
            if (left == 0) begin();
            if (ended) return -1;
            var count = in.read(into, from, (int) Math.min(length, left));
            if (count < 0) throw new EOFException("the connection was cut off");
            left -= count;
            return count;
        }

        private void begin() throws IOException {
            if (ended) return;
            if (started) line(in); // The end of the chunk before.
            started = true;
            var size = line(in).replaceFirst(";.*", "").strip();
            try {
                left = Long.parseLong(size, 16);
            } catch (NumberFormatException wrong) {
                throw new IOException("that is not a chunk: " + size, wrong);
            }
            ended = left == 0;
        }

        /** Else a reader would wait for more than there is. */
        @Override
        public int available() throws IOException {
            return (int) Math.min(left, in.available());
        }
    }
}
