package dev.troupe.actors;

import dev.troupe.core.feed.Trail;
import dev.troupe.core.roster.Roster;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;

/**
 * Questions that the roster alone cannot answer: how it came to be as it is. They read the journal, so they are asked on
 * threads that may block.
 */
public final class Inquiry {

    private final Trail trail;
    private final InstantSource clock;
    private final Executor reading;

    /** Each question is read on a virtual thread of its own. */
    public Inquiry(Trail trail, InstantSource clock) {
        this(trail, clock, question -> Thread.ofVirtual().name("inquiry").start(question));
    }

    /** @param reading runs what blocks on the journal */
    public Inquiry(Trail trail, InstantSource clock, Executor reading) {
        this.trail = trail;
        this.clock = clock;
        this.reading = reading;
    }

    /** The time it is. */
    public InstantSource clock() {
        return clock;
    }

    /** Answers a question from the facts that led to this roster, and none after it. */
    public <T> CompletionStage<T> ask(Roster roster, Function<Trail, T> question) {
        return CompletableFuture.supplyAsync(() -> question.apply(trail.upTo(roster.offset())), reading);
    }
}
