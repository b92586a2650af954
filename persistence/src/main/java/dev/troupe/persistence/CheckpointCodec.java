package dev.troupe.persistence;

import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import dev.troupe.core.roster.Checkpoint;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.Deflater;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** Checkpoints to bytes and back: JSON as in the journal, each spec once, compressed with gzip. For many threads. */
final class CheckpointCodec {

    private static final int BUFFER = 1 << 16;

    private final ObjectWriter writer;
    private final ObjectReader reader;

    CheckpointCodec() {
        var mapper = Payload.mapperWithTables();
        writer = mapper.writerFor(Checkpoint.class);
        reader = mapper.readerFor(Checkpoint.class);
    }

    byte[] encode(Checkpoint checkpoint) {
        var bytes = new ByteArrayOutputStream(BUFFER);
        try (var packed = new Quick(bytes)) {
            TableModule.writing(writer).writeValue(packed, checkpoint);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write a checkpoint as JSON", e);
        }
        return bytes.toByteArray();
    }

    /** Throws {@link Unreadable} for anything else than {@link #encode} has written. */
    Checkpoint decode(byte[] bytes) {
        try (var unpacked = new GZIPInputStream(new ByteArrayInputStream(bytes), BUFFER)) {
            return TableModule.reading(reader).readValue(unpacked);
        } catch (IOException | RuntimeException e) {
            throw new Unreadable("a checkpoint cannot be read: " + e.getMessage(), e);
        }
    }

    /** Most of the gain for a third of the time. */
    private static final class Quick extends GZIPOutputStream {
        Quick(ByteArrayOutputStream out) throws IOException {
            super(out, BUFFER);
            def.setLevel(Deflater.BEST_SPEED);
        }
    }
}
