package dev.troupe.persistence;

import dev.troupe.core.rule.Fact;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Facts this process has just written. The feed meets their bytes a moment later and takes the fact itself from here,
 * which is cheaper than reading it from JSON and lets lists and entities share one object. A small memory that
 * forgets; whoever finds nothing reads the bytes.
 */
final class FreshFacts {

    /** Shared, since Pekko makes the serializer and {@code app} the feed. */
    static final FreshFacts OF_THIS_PROCESS = new FreshFacts();

    /** More than are ever on their way to the disk at once; a power of two. */
    private static final int REMEMBERED = 4096;

    private final AtomicReferenceArray<@Nullable Written> memory = new AtomicReferenceArray<>(REMEMBERED);

    @SuppressWarnings("ArrayRecordComponent") // Compared by content, by hand.
    private record Written(byte[] bytes, Fact<?> fact) {}

    void remember(byte[] bytes, Fact<?> fact) {
        memory.set(place(bytes), new Written(bytes, fact));
    }

    /** The fact of these bytes, which is forgotten here. Different kinds of facts may have the same bytes. */
    Optional<Fact<?>> take(String name, byte[] bytes) {
        var place = place(bytes);
        var written = memory.get(place);
        if (written == null || !Arrays.equals(written.bytes(), bytes)) return Optional.empty();
        if (!EventCatalogue.nameOf(written.fact().event()).toString().equals(name)) return Optional.empty();
        memory.compareAndSet(place, written, null);
        return Optional.of(written.fact());
    }

    private static int place(byte[] bytes) {
        var crc = new CRC32C();
        crc.update(bytes);
        return (int) crc.getValue() & (REMEMBERED - 1);
    }
}
