package dev.troupe.core.service;

import java.time.Duration;
import java.time.Instant;
import org.pcollections.PVector;
import org.pcollections.TreePVector;

/** When a slot was restarted within one revision (RS-12, RS-13, RS-20). */
public record Restarts(long specVersion, PVector<Instant> at) {

    static Restarts none(long specVersion) {
        return new Restarts(specVersion, TreePVector.empty());
    }

    /** Another revision starts a new count (RS-20); what lies before the window is forgotten for good (RS-13). */
    Restarts plus(long specVersion, Instant now, Duration window) {
        if (specVersion != this.specVersion) return new Restarts(specVersion, TreePVector.singleton(now));
        var from = now.minus(window);
        var recent = window.isZero()
                ? at
                : TreePVector.from(at.stream().filter(t -> t.isAfter(from)).toList());
        return new Restarts(specVersion, recent.plus(now));
    }

    /** Restarts that count against a task that ended at {@code ended}; a zero window counts all. */
    int within(Duration window, Instant ended) {
        if (window.isZero()) return at.size();
        var from = ended.minus(window);
        return (int)
                at.stream().filter(t -> t.isAfter(from) && t.isBefore(ended)).count();
    }
}
