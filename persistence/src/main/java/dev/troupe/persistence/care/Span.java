package dev.troupe.persistence.care;

import dev.troupe.core.feed.Feed;
import dev.troupe.core.feed.Moment;
import dev.troupe.core.feed.Recorded;
import dev.troupe.core.feed.Timeline;
import dev.troupe.persistence.JdbcFeed;
import dev.troupe.persistence.Store;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * A stretch of the journal, by offsets.
 *
 * @param after facts with greater offsets
 * @param until and this one at most
 */
public record Span(long after, long until) {

    public static final Span ALL = new Span(0, Long.MAX_VALUE);

    /**
     * From one moment to another, both included.
     *
     * @throws Trouble when {@code until} is before the first fact, an offset is not written yet, or nothing lies between
     */
    public static Span between(Optional<Moment> since, Optional<Moment> until, Store store) throws IOException {
        try (var feed = store.feed()) {
            for (var moment : List.of(since, until)) {
                if (moment.isPresent() && moment.get() instanceof Moment.AtOffset(var offset)) written(offset, feed);
            }
            var end = until.isEmpty()
                    ? Long.MAX_VALUE
                    : Timeline.last(feed, Long.MAX_VALUE, until.get())
                            .orElseThrow(() ->
                                    new Trouble("that is before the journal's beginning: nothing had happened by then"))
                            .offset();
            var start = since.map(Span::justBefore)
                    .flatMap(moment -> Timeline.last(feed, Long.MAX_VALUE, moment))
                    .map(fact -> fact.offset())
                    .orElse(0L);
            if (start >= end) throw new Trouble("that stretch has no facts: it would end before it begins");
            return new Span(start, end);
        } catch (JdbcFeed.Trouble unreadable) {
            throw new Trouble(store.words() + ": " + unreadable.getMessage(), unreadable);
        }
    }

    private static void written(long offset, Feed feed) throws Trouble {
        var last = Timeline.last(feed, Long.MAX_VALUE, new Moment.AtOffset(Long.MAX_VALUE))
                .map(Recorded::offset)
                .orElse(0L);
        if (offset > last) throw new Trouble("there is no fact " + offset + " yet: the last one is " + last);
    }

    private static Moment justBefore(Moment moment) {
        return switch (moment) {
            case Moment.AtOffset(var offset) -> new Moment.AtOffset(offset - 1);
            case Moment.AtTime(var time) -> new Moment.AtTime(time.minusNanos(1));
        };
    }
}
