package dev.troupe.http.stream;

import dev.troupe.actors.Chronicle;
import dev.troupe.core.history.Entry;
import dev.troupe.http.wire.JsonOut;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.NotUsed;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.stream.BackpressureTimeoutException;
import org.apache.pekko.stream.javadsl.Source;

/**
 * One reader on its way through the chronicle. It asks for the next page when its client has taken the one before: so a slow
 * client costs nobody anything. One that takes nothing at all, or falls behind the present too far, is told the offset to
 * resume from, and that is the end.
 */
final class Reader {

    /** What is made of a page of entries; {@code isLast} ends the stream after it. */
    record Page(Bundle bundle, boolean isLast) {}

    /** Turns what comes next into lines. Called once for each page, in order; none: nothing has happened for a while. */
    @FunctionalInterface
    interface Telling {
        Page tell(List<Entry> entries);
    }

    /** @param wasAtPresent it had read all there was, once */
    private record Place(long offset, boolean wasAtPresent, boolean isEnd) {}

    private final Chronicle chronicle;
    private final StreamSettings settings;
    private final OptionalLong end;
    private final Telling telling;

    /** After the last page that the client took. */
    private volatile long taken;

    /** @param end the last offset wanted; absent: whatever comes */
    Reader(Chronicle chronicle, StreamSettings settings, OptionalLong end, Telling telling) {
        this.chronicle = chronicle;
        this.settings = settings;
        this.end = end;
        this.telling = telling;
    }

    /** All after {@code offset}; to be run once. */
    Source<Bundle, NotUsed> after(long offset) {
        taken = offset;
        return Source.unfoldAsync(new Place(offset, false, false), this::next)
                .map(page -> {
                    taken = page.first();
                    return page.second();
                })
                .backpressureTimeout(settings.patience())
                .recover(
                        BackpressureTimeoutException.class,
                        () -> behind(
                                taken,
                                "nothing was taken for " + settings.patience().toSeconds() + " s"))
                .backpressureTimeout(settings.patience().multipliedBy(2));
    }

    private CompletionStage<Optional<Pair<Place, Pair<Long, Bundle>>>> next(Place place) {
        if (place.isEnd() || (end.isPresent() && place.offset() >= end.getAsLong())) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        var behind = chronicle.newest() - place.offset();
        if (place.wasAtPresent() && behind > settings.mostBehind()) {
            return CompletableFuture.completedFuture(Optional.of(
                    step(place.offset(), true, true, behind(place.offset(), "it is " + behind + " facts behind"))));
        }
        return chronicle.next(place.offset()).thenApply(entries -> Optional.of(told(place, entries)));
    }

    private Pair<Place, Pair<Long, Bundle>> told(Place place, List<Entry> entries) {
        var wanted = end.isEmpty()
                ? entries
                : entries.stream()
                        .filter(entry -> entry.offset() <= end.getAsLong())
                        .toList();
        var page = telling.tell(wanted);
        var offset = entries.isEmpty() ? place.offset() : entries.getLast().offset();
        var isAtPresent = place.wasAtPresent() || entries.isEmpty() || offset >= chronicle.newest();
        return step(offset, isAtPresent, page.isLast() || (entries.isEmpty() && end.isPresent()), page.bundle());
    }

    private static Pair<Place, Pair<Long, Bundle>> step(
            long offset, boolean isAtPresent, boolean isEnd, Bundle bundle) {
        return Pair.create(new Place(offset, isAtPresent, isEnd), Pair.create(offset, bundle));
    }

    /** How many facts lie between what the client took last and the present. */
    long behind() {
        return Math.max(0, chronicle.newest() - taken);
    }

    private static Bundle behind(long offset, String why) {
        var json = JsonOut.object(line -> line.object(
                "behind", () -> line.field("resume", offset).field("message", "this reader is too slow: " + why)));
        return Bundle.of(new Line(OptionalLong.of(offset), "behind", json));
    }
}
