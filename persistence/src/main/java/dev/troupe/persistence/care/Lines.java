package dev.troupe.persistence.care;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;

/** Reads a file line by line, as bytes, and knows where it is. */
final class Lines {

    private static final int BUFFER = 1 << 16;

    private final InputStream in;
    private final byte[] buffer = new byte[BUFFER];
    private int from;
    private int end;
    private long number;

    Lines(InputStream in) {
        this.in = in;
    }

    /** Of the line that was read last, from 1. */
    long number() {
        return number;
    }

    /** The next line, which must be a whole one. */
    byte[] next() throws IOException {
        number++;
        var line = new ByteArrayOutputStream(1024);
        while (true) {
            if (from == end && !fill()) throw new Trouble("line " + number + ": the file ends before the export does");
            var newline = from;
            while (newline < end && buffer[newline] != '\n') newline++;
            line.write(buffer, from, newline - from);
            from = Math.min(end, newline + 1);
            if (newline < end) return line.toByteArray();
        }
    }

    /** True when nothing comes any more. */
    boolean isAtEnd() throws IOException {
        return from == end && !fill();
    }

    private boolean fill() throws IOException {
        from = 0;
        end = Math.max(0, in.read(buffer));
        return end > 0;
    }
}
