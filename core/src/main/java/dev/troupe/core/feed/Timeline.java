package dev.troupe.core.feed;

import java.time.Instant;
import java.util.Optional;

/**
 * Finds moments in a feed, by halving: a few reads, however long the feed is. Facts stand in the order of their
 * commits; their times, stamped a moment earlier, may be out of order by as much as writers overlap, or clocks differ.
 */
public final class Timeline {

    /** Facts around the place found that are looked at one by one, since their times may be out of order. */
    private static final int NEIGHBOURS = 256;

    private Timeline() {}

    /**
     * The last fact that is part of the moment: the one with that offset or the next before it; the last at or before
     * that time. Empty when the moment is before the first fact.
     *
     * @param present the last offset to look at
     */
    public static Optional<Recorded> last(Feed feed, long present, Moment moment) {
        return switch (moment) {
            case Moment.AtOffset(var offset) -> atOrBefore(feed, Math.min(offset, present));
            case Moment.AtTime(var time) -> before(feed, present, time);
        };
    }

    /** The fact with the highest offset up to {@code offset}: offsets need not be dense. */
    private static Optional<Recorded> atOrBefore(Feed feed, long offset) {
        var reach = 1L;
        for (var from = offset - reach; ; from = Math.max(0, offset - reach)) {
            var first = feed.after(Math.max(0, from), 1);
            if (!first.isEmpty() && first.getFirst().offset() <= offset) return lastOf(feed, first.getFirst(), offset);
            if (from <= 0) return Optional.empty();
            reach *= 2;
        }
    }

    /** Closer and closer to {@code offset} from a fact at or before it. */
    private static Optional<Recorded> lastOf(Feed feed, Recorded start, long offset) {
        var last = start;
        var above = offset; // Nothing lies between it and offset.
        while (last.offset() < above) {
            var middle = last.offset() + (above - last.offset()) / 2;
            var next = feed.after(middle, 1);
            if (!next.isEmpty() && next.getFirst().offset() <= above) last = next.getFirst();
            else above = middle;
        }
        return Optional.of(last);
    }

    private static Optional<Recorded> before(Feed feed, long present, Instant time) {
        var low = 0L; // Facts up to here are part of it,
        var high = present; // and none after this.
        while (low < high) {
            var middle = low + (high - low) / 2;
            var next = feed.after(middle, 1);
            if (next.isEmpty() || next.getFirst().offset() > high) high = middle;
            else if (next.getFirst().fact().at().isAfter(time)) high = middle;
            else low = next.getFirst().offset();
        }
        // Just before the place found, or just after it, there may be one that belongs to it.
        var found = Optional.<Recorded>empty();
        for (var recorded : feed.after(Math.max(0, low - NEIGHBOURS), 2 * NEIGHBOURS)) {
            if (recorded.offset() <= present && !recorded.fact().at().isAfter(time)) found = Optional.of(recorded);
        }
        return found;
    }
}
