package dev.troupe.app.vitals;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/** Who reads the stream of events just now. Counted from the first on, also before there are meters. */
public final class Audience {

    private record Reader(LongSupplier behind) {}

    private final Set<Reader> readers = ConcurrentHashMap.newKeySet();

    /** See {@link dev.troupe.http.Vitals#reads}. */
    Runnable reads(LongSupplier behind) {
        var reader = new Reader(behind);
        readers.add(reader);
        return () -> readers.remove(reader);
    }

    void bindTo(MeterRegistry registry) {
        Gauge.builder("troupe.stream.readers", readers, Set::size)
                .description("Readers of the stream of events.")
                .register(registry);
        Gauge.builder("troupe.stream.lag.facts", this, Audience::mostBehind)
                .description("Facts that the slowest reader of the stream is behind.")
                .register(registry);
    }

    private double mostBehind() {
        return readers.stream()
                .mapToLong(reader -> reader.behind().getAsLong())
                .max()
                .orElse(0);
    }
}
