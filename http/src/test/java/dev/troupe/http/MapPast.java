package dev.troupe.http;

import dev.troupe.actors.Answer;
import dev.troupe.actors.Past;
import dev.troupe.core.feed.Moment;
import dev.troupe.core.rule.Refusal;
import java.time.Instant;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A past made of a map: a roster for each second, whose offset is that second's number. */
final class MapPast implements Past {
    private final TreeMap<Instant, MapRoster> rosters = new TreeMap<>();

    void show(Instant at, MapRoster roster) {
        rosters.put(at, roster.at(at.getEpochSecond()));
    }

    @Override
    public CompletionStage<Answer<Then>> at(Moment moment) {
        var time = switch (moment) {
            case Moment.AtOffset(var offset) -> Instant.ofEpochSecond(offset);
            case Moment.AtTime(var at) -> at;
        };
        var then = rosters.floorEntry(time);
        return CompletableFuture.completedFuture(
                then == null
                        ? new Answer.Refused<>(new Refusal.Invalid("that is before the first fact"))
                        : new Answer.Done<>(new Then(then.getValue(), then.getKey())));
    }
}
