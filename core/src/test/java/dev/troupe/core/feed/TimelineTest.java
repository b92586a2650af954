package dev.troupe.core.feed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.core.id.ServiceId;
import dev.troupe.core.name.NameEvent;
import dev.troupe.core.rule.Cause;
import dev.troupe.core.rule.Fact;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimelineTest {

    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    /** Facts at offsets and milliseconds after noon of our choice. */
    private static final class Written implements Feed {
        private final List<Recorded> facts = new ArrayList<>();
        private final AtomicInteger reads = new AtomicInteger();

        Written at(long offset, long millis) {
            var fact = new Fact<>(
                    new NameEvent.Claimed("n" + offset, new ServiceId("s")),
                    NOON.plusMillis(millis),
                    Cause.outside("a story", "story"));
            facts.add(new Recorded(offset, new EntityRef(EntityKind.NAMES, "book"), facts.size() + 1, fact));
            return this;
        }

        @Override
        public List<Recorded> after(long offset, int limit) {
            reads.incrementAndGet();
            return facts.stream().filter(f -> f.offset() > offset).limit(limit).toList();
        }

        @Override
        public void close() {}

        long present() {
            return facts.isEmpty() ? 0 : facts.getLast().offset();
        }

        Optional<Long> offset(long offset) {
            return Timeline.last(this, present(), new Moment.AtOffset(offset)).map(Recorded::offset);
        }

        Optional<Long> time(long millis) {
            return Timeline.last(this, present(), new Moment.AtTime(NOON.plusMillis(millis)))
                    .map(Recorded::offset);
        }
    }

    @Test
    void aTimeIsTheLastFactAtOrBeforeIt() {
        var feed = new Written().at(1, 0).at(2, 100).at(3, 100).at(4, 200);
        assertThat(feed.time(-1)).isEmpty();
        assertThat(feed.time(0)).hasValue(1L);
        assertThat(feed.time(99)).hasValue(1L);
        assertThat(feed.time(100)).hasValue(3L);
        assertThat(feed.time(1_000_000)).hasValue(4L);
    }

    @Test
    void anOffsetThatNoFactHasIsTheOneBefore() {
        var feed = new Written().at(3, 0).at(40, 100).at(400_000, 200);
        assertThat(feed.offset(0)).isEmpty();
        assertThat(feed.offset(2)).isEmpty();
        assertThat(feed.offset(3)).hasValue(3L);
        assertThat(feed.offset(39)).hasValue(3L);
        assertThat(feed.offset(40)).hasValue(40L);
        assertThat(feed.offset(399_999)).hasValue(40L);
        assertThat(feed.offset(400_001)).hasValue(400_000L);
    }

    @Test
    void anEmptyFeedHasNoMoments() {
        assertThat(new Written().offset(1)).isEmpty();
        assertThat(new Written().time(1)).isEmpty();
    }

    @Test
    void factsWhoseWritersOverlappedAreNotMissed() {
        // The one at 105 was decided before its neighbours and committed after them.
        var feed = new Written().at(1, 100).at(2, 110).at(3, 111).at(4, 105).at(5, 120);
        assertThat(feed.time(105)).hasValue(4L);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 42, 4711})
    void halvingFindsWhatWalkingFinds(long seed) {
        var dice = new SplittableRandom(seed);
        var feed = new Written();
        var offset = 0L;
        var millis = 0L;
        for (var i = 0; i < 500; i++) {
            offset += 1 + (dice.nextInt(10) == 0 ? dice.nextInt(1000) : 0);
            millis += dice.nextInt(4);
            feed.at(offset, millis);
        }
        for (var i = 0; i < 200; i++) {
            var time = dice.nextLong(-2, millis + 2);
            var wanted = feed.facts.stream()
                    .filter(f -> !f.fact().at().isAfter(NOON.plusMillis(time)))
                    .reduce((a, b) -> b)
                    .map(Recorded::offset);
            assertThat(feed.time(time)).isEqualTo(wanted);
            var place = dice.nextLong(0, offset + 2);
            var last = feed.facts.stream()
                    .filter(f -> f.offset() <= place)
                    .reduce((a, b) -> b)
                    .map(Recorded::offset);
            assertThat(feed.offset(place)).isEqualTo(last);
        }
        feed.reads.set(0);
        assertThat(feed.time(millis / 2)).isPresent();
        assertThat(feed.reads.get()).isLessThan(40);
    }
}
