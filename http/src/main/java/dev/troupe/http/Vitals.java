package dev.troupe.http;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;

/** How this process does: its figures, and whether it is well. What the doors ask of the program around them. */
public interface Vitals {

    /** Nobody looks: for doors that show a past, and have no life of their own. */
    Vitals NONE = new Unwatched();

    /** Figures as text, in the format {@code contentType} names. */
    record Figures(String contentType, String text) {}

    /**
     * One thing that must be so.
     *
     * @param detail for people, also when all is well: {@code last write 2 s ago}
     */
    record Check(String name, boolean ok, String detail) {}

    record Health(List<Check> checks) {
        public boolean ok() {
            return checks.stream().allMatch(Check::ok);
        }
    }

    /** For Prometheus. */
    CompletionStage<Figures> figures();

    /** Whether this process can go on at all; one that cannot should be started again. Always answered at once. */
    Health live();

    /** Whether clients should be sent here; answered within a few seconds whatever is broken. */
    CompletionStage<Health> ready();

    /**
     * A request was answered.
     *
     * @param route the pattern it matched, without a version: {@code /services/{id}}; empty: none
     * @param took until the answer began; a stream's may go on for hours
     */
    void answered(String method, String route, int status, Duration took);

    /**
     * Somebody begins to read the stream of events.
     *
     * @param behind how many facts this reader is behind just now
     * @return to be run when it ends
     */
    Runnable reads(LongSupplier behind);
}
