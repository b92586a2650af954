package dev.troupe.http.stream;

import dev.troupe.actors.Chronicle;
import dev.troupe.core.feed.Moment;
import dev.troupe.http.wire.Call;
import dev.troupe.http.wire.Malformed;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Where a reader begins.
 *
 * @param offset after this one
 * @param notBefore what is older is passed over
 */
record Start(long offset, Instant notBefore) {

    /** By how much the clock of another machine may be ahead. */
    private static final Duration AHEAD = Duration.ofMinutes(1);

    /**
     * From {@code Last-Event-ID}, else from the parameter {@code from}: after an offset, or at a time. Without either: at
     * the present for whoever follows, else at the beginning.
     *
     * @param newest the last offset there is
     */
    static CompletionStage<Start> of(Call call, Chronicle chronicle, long newest, boolean follows, Instant now) {
        var last = call.header("Last-Event-ID");
        var from = said(call);
        if (from.isEmpty()) return there(follows ? newest : 0);
        var name = last.isPresent() ? "Last-Event-ID" : "from";
        return switch (parsed(name, from.get(), now)) {
            case Moment.AtOffset(var offset)
            when offset > newest ->
                throw new Malformed(
                        "invalid value for " + name + ": " + offset + ": the journal ends at offset " + newest);
            case Moment.AtOffset(var offset) -> there(offset);
            case Moment.AtTime(var time) -> {
                reached(name, time, now);
                yield chronicle.offsetBefore(time).thenApply(offset -> new Start(offset, time));
            }
        };
    }

    private static void reached(String name, Instant time, Instant now) {
        if (time.isAfter(now.plus(AHEAD))) {
            throw new Malformed("invalid value for " + name + ": " + time + " is still to come: now it is " + now);
        }
    }

    /** A parameter that is a time from which on something is told: not one to come. */
    static Optional<Instant> past(Call call, String name, Instant now) {
        var said = time(call, name, now);
        said.ifPresent(time -> reached(name, time, now));
        return said;
    }

    /** Whether the reader says where to begin. */
    static boolean isSaid(Call call) {
        return said(call).isPresent();
    }

    private static Optional<String> said(Call call) {
        var last = call.header("Last-Event-ID");
        return last.isPresent() ? last : call.query().text("from");
    }

    private static CompletionStage<Start> there(long offset) {
        return CompletableFuture.completedFuture(new Start(offset, Instant.MIN));
    }

    private static Moment parsed(String name, String text, Instant now) {
        try {
            return Moment.parse(text, now, ZoneOffset.UTC);
        } catch (IllegalArgumentException wrong) {
            throw new Malformed("invalid value for " + name + ": " + wrong.getMessage());
        }
    }

    /** A parameter that is a moment, as a time. */
    static Optional<Instant> time(Call call, String name, Instant now) {
        return call.query().text(name).map(text -> switch (parsed(name, text, now)) {
            case Moment.AtTime(var time) -> time;
            case Moment.AtOffset(var offset) ->
                throw new Malformed("invalid value for " + name + ": " + offset + ": a time is expected");
        });
    }
}
