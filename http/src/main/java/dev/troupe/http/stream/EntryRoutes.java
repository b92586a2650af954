package dev.troupe.http.stream;

import dev.troupe.actors.Chronicle;
import dev.troupe.core.history.Entry;
import dev.troupe.http.stream.Line.Bundle;
import dev.troupe.http.wire.Call;
import dev.troupe.http.wire.Router;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** {@code /troupe/v1/events}: every event of every entity in one order, from anywhere on. */
public final class EntryRoutes {

    private static final Set<String> PARAMETERS = Set.of("from", "until", "follow");

    private final Chronicle chronicle;
    private final StreamSettings settings;
    private final EntryJson json = new EntryJson();

    private EntryRoutes(Chronicle chronicle, StreamSettings settings) {
        this.chronicle = chronicle;
        this.settings = settings;
    }

    public static void add(Router router, Chronicle chronicle, StreamSettings settings) {
        router.on("GET", "/troupe/v1/events", new EntryRoutes(chronicle, settings)::listen);
    }

    private CompletionStage<HttpResponse> listen(Call call) {
        Parameters.check(call, PARAMETERS, EntryFilter.PARAMETERS);
        var follows = Parameters.follows(call);
        var now = Instant.now();
        var filter = EntryFilter.of(call.query());
        var until = Start.time(call, "until", now);
        var end = follows ? OptionalLong.empty() : OptionalLong.of(chronicle.newest());
        return Start.of(call, chronicle, follows, now).thenApply(start -> {
            var reader =
                    new Reader(chronicle, settings, end, entries -> told(entries, filter, start.notBefore(), until));
            return Transport.reply(call, reader.after(start.offset()));
        });
    }

    /** Ends with the first entry that is later than {@code until}. */
    private Reader.Page told(List<Entry> entries, EntryFilter filter, Instant notBefore, Optional<Instant> until) {
        if (entries.isEmpty()) return new Reader.Page(Bundle.SILENCE, false);
        var isOver = until.filter(time -> entries.getLast().at().isAfter(time)).isPresent();
        var lines = entries.stream()
                .filter(entry -> !entry.at().isBefore(notBefore))
                .filter(entry -> until.filter(entry.at()::isAfter).isEmpty())
                .filter(filter::passes)
                .map(json::line)
                .toList();
        return new Reader.Page(new Bundle(lines), isOver);
    }
}
