package dev.troupe.http.stream;

import dev.troupe.actors.Chronicle;
import dev.troupe.actors.Past;
import dev.troupe.core.feed.Moment;
import dev.troupe.core.history.Entry;
import dev.troupe.http.Stage;
import dev.troupe.http.Vitals;
import dev.troupe.http.wire.Call;
import dev.troupe.http.wire.Malformed;
import dev.troupe.http.wire.Router;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.NotUsed;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.stream.javadsl.Source;

/**
 * {@code /troupe/v1/events}: every event of every entity in one order, from anywhere on; asked at a moment of the past, what
 * had happened by then.
 */
public final class EntryRoutes {

    private static final Set<String> PARAMETERS = Set.of("from", "until", "follow", "at");

    /** What was decided by some time is written so much later at most. */
    private static final Duration BLUR = Duration.ofSeconds(2);

    private final Chronicle chronicle;
    private final Past past;
    private final StreamSettings settings;
    private final Vitals vitals;
    private final EntryJson json = new EntryJson();
    private volatile Whole latest = new Whole(List.of(), Bundle.SILENCE);

    /** A page of entries, and what is said to whoever wants all of it. */
    private record Whole(List<Entry> entries, Bundle bundle) {}

    private EntryRoutes(Chronicle chronicle, Past past, StreamSettings settings, Vitals vitals) {
        this.chronicle = chronicle;
        this.past = past;
        this.settings = settings;
        this.vitals = vitals;
    }

    public static void add(Router router, Chronicle chronicle, Past past, StreamSettings settings, Vitals vitals) {
        router.anytime("GET", "/troupe/v1/events", new EntryRoutes(chronicle, past, settings, vitals)::listen);
    }

    /**
     * What a reader asks for.
     *
     * @param newest the last offset there is for it
     * @param follows it waits for what comes
     */
    private record Asked(EntryFilter filter, Optional<Instant> until, long newest, boolean follows, Instant now) {

        /** The last offset that is told; empty: whatever comes. */
        OptionalLong end() {
            return follows && !isOver(until, now) ? OptionalLong.empty() : OptionalLong.of(newest);
        }
    }

    private CompletionStage<HttpResponse> listen(Call call) {
        Parameters.check(call, PARAMETERS, EntryFilter.PARAMETERS);
        var moment = call.query().moment();
        var follows = Parameters.follows(call, moment.isEmpty());
        if (follows && moment.isPresent()) {
            throw new Malformed("invalid value for follow: true: nothing comes after the moment that is shown");
        }
        var now = Instant.now();
        var filter = EntryFilter.of(call.query(), chronicle.eventNames());
        var until = Start.time(call, "until", now);
        if (follows && until.filter(now::isAfter).isPresent() && !Start.isSaid(call)) {
            throw new Malformed(
                    "invalid value for until: it is past, and without from the stream begins at the present");
        }
        return newest(moment).thenCompose(newest -> listen(call, new Asked(filter, until, newest, follows, now)));
    }

    /** The last offset there was at that moment; without any: there is. */
    private CompletionStage<Long> newest(Optional<Moment> moment) {
        return moment.map(at -> past.at(at)
                        .thenApply(Stage::then)
                        .thenApply(then -> then.roster().offset()))
                .orElseGet(() -> CompletableFuture.completedFuture(chronicle.newest()));
    }

    private CompletionStage<HttpResponse> listen(Call call, Asked asked) {
        return Start.of(call, chronicle, asked.newest(), asked.follows(), asked.now())
                .thenApply(start -> {
                    if (asked.until().filter(start.notBefore()::isAfter).isPresent()) {
                        throw new Malformed("invalid value for until: it is before from");
                    }
                    var reader = new Reader(
                            chronicle,
                            settings,
                            asked.end(),
                            entries -> told(entries, asked.filter(), start.notBefore(), asked.until()));
                    return Transport.reply(call, seen(reader, start.offset()));
                });
    }

    /** The reader is among those that are watched for as long as it reads. */
    private Source<Bundle, NotUsed> seen(Reader reader, long offset) {
        return reader.after(offset).watchTermination((nothing, ended) -> {
            var gone = vitals.reads(reader::behind);
            ended.whenComplete((done, trouble) -> gone.run());
            return nothing;
        });
    }

    /** Nothing that happened by then is still to be written. */
    private static boolean isOver(Optional<Instant> until, Instant now) {
        return until.filter(time -> time.plus(BLUR).isBefore(now)).isPresent();
    }

    /** Ends with the first entry that is later than {@code until}, or when there is none for long. */
    private Reader.Page told(List<Entry> entries, EntryFilter filter, Instant notBefore, Optional<Instant> until) {
        if (entries.isEmpty()) return new Reader.Page(Bundle.SILENCE, isOver(until, Instant.now()));
        if (filter.isOpen() && notBefore.equals(Instant.MIN) && until.isEmpty()) {
            return new Reader.Page(whole(entries), false);
        }
        var isOver = until.filter(time -> entries.getLast().at().isAfter(time)).isPresent();
        var lines = entries.stream()
                .filter(entry -> !entry.at().isBefore(notBefore))
                .filter(entry -> until.filter(entry.at()::isAfter).isEmpty())
                .filter(filter::passes)
                .map(json::line)
                .toList();
        return new Reader.Page(new Bundle(lines), isOver);
    }

    /** Those who read all of it and are equally far are told one and the same. */
    @SuppressWarnings(
            "ReferenceEquality") // The same page, handed to all of them; an equal one is only bundled once more.
    private Bundle whole(List<Entry> entries) {
        var last = latest;
        if (last.entries() == entries) return last.bundle();
        var bundle = new Bundle(entries.stream().map(json::line).toList());
        latest = new Whole(entries, bundle);
        return bundle;
    }
}
