package dev.troupe.rehearsal.forecast;

import static java.util.Comparator.comparing;
import static java.util.Comparator.naturalOrder;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** Which of many samples counts: always the one in the middle, or any. */
interface Pace {

    <T> T of(List<T> samples, Comparator<T> order);

    default Duration of(List<Duration> samples) {
        return of(samples, naturalOrder());
    }

    default Timings.Launch launch(List<Timings.Launch> samples) {
        return of(samples, comparing(Timings.Launch::total));
    }

    Pace USUAL = new Pace() {
        @Override
        public <T> T of(List<T> samples, Comparator<T> order) {
            return samples.stream().sorted(order).toList().get((samples.size() - 1) / 2);
        }
    };

    static Pace drawn(long seed) {
        var chance = (RandomGenerator) new SplittableRandom(seed);
        return new Pace() {
            @Override
            public <T> T of(List<T> samples, Comparator<T> order) {
                return samples.get(chance.nextInt(samples.size()));
            }
        };
    }
}
