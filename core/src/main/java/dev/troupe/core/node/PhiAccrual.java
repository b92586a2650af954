package dev.troupe.core.node;

import java.time.Duration;
import java.time.Instant;

/**
 * Judges from the rhythm of its heartbeats whether a node still lives (D-6, phi accrual).
 *
 * <p>How suspicious a silence is depends on how regular the beats were before it. Bounds keep two promises whatever
 * the beats were like: after a pause shorter than {@link Settings#acceptablePause} it is never down, after one longer than
 * {@link Settings#latest} always. What makes most false alarms in practice is not the node but the judge: when
 * its own process stands still, beats wait unread. So each look says how late it came, and that much silence is
 * forgiven.
 *
 * <p>Used by one thread; one for each session. No clock of its own.
 */
public final class PhiAccrual {

    /**
     * How patient to be. Phi is the negative decimal logarithm of the chance that a living node is silent for so
     * long: 8 means one in a hundred million.
     *
     * @param acceptablePause silence on top of the usual that is taken for nothing but a pause
     * @param window how many intervals to remember
     * @param minDeviation and {@code maxDeviation}: bounds for the standard deviation of the intervals
     * @param downPhi so improbable must a silence be for its node to be down
     * @param tolerance how late the judge may be without thinking of it
     */
    public record Settings(
            Duration heartbeat,
            Duration acceptablePause,
            int window,
            Duration minDeviation,
            Duration maxDeviation,
            double downPhi,
            Duration tolerance) {

        /** With a heartbeat of 200 ms: down after 1.5 s of silence in the calm case, after 1.9 s in the worst. */
        public static Settings forHeartbeat(Duration heartbeat) {
            return new Settings(
                    heartbeat,
                    heartbeat.multipliedBy(5),
                    100,
                    heartbeat.dividedBy(4),
                    heartbeat.dividedBy(2),
                    8,
                    heartbeat.dividedBy(2));
        }

        /** The longest silence that can pass before it is down, if the judge is in time. */
        public Duration latest() {
            var deviations = Math.round(deviationsFor(downPhi) * 1_000);
            return longestMean()
                    .plus(acceptablePause)
                    .plus(maxDeviation.multipliedBy(deviations + 1).dividedBy(1_000));
        }

        /** Bunched beats may bring the mean of what is remembered up; the bound keeps {@link #latest} true. */
        private Duration longestMean() {
            return heartbeat.multipliedBy(3).dividedBy(2);
        }
    }

    private final Settings settings;
    private final long[] intervals;
    private long beats;
    private Instant lastBeat;
    private Duration forgiven = Duration.ZERO;

    /** Begins as if {@code start} were a beat: a session opens with one. */
    public PhiAccrual(Settings settings, Instant start) {
        this.settings = settings;
        this.intervals = new long[settings.window()];
        this.lastBeat = start;
    }

    /** It was heard. */
    public void beat(Instant at) {
        if (at.isBefore(lastBeat)) return; // A clock that was set back teaches nothing.
        var interval = silence(at);
        // A longer one was an outage or a pause: it says nothing about the rhythm.
        if (interval.compareTo(settings.acceptablePause()) <= 0) {
            intervals[(int) (beats % intervals.length)] = Math.max(0, interval.toNanos());
            beats++;
        }
        lastBeat = at;
        forgiven = Duration.ZERO;
    }

    /**
     * Taken for dead: its work goes elsewhere.
     *
     * @param ownLateness how much later than it had asked to the judge got to look; zero when it looks unasked
     */
    public boolean isDown(Instant now, Duration ownLateness) {
        if (ownLateness.compareTo(settings.tolerance()) > 0) {
            // Only the part after the last beat kept a beat from being read.
            var sinceBeat = Duration.between(lastBeat, now);
            forgiven = forgiven.plus(ownLateness.compareTo(sinceBeat) < 0 ? ownLateness : sinceBeat);
        }
        return phi(silence(now).minus(settings.acceptablePause())) >= settings.downPhi();
    }

    private Duration silence(Instant now) {
        return Duration.between(lastBeat, now).minus(forgiven);
    }

    private double phi(Duration silence) {
        var known = (int) Math.min(beats, intervals.length);
        var usual = (double) settings.heartbeat().toNanos();
        var mean = usual;
        var deviation = (double) settings.maxDeviation().toNanos(); // Until there is a rhythm, be patient.
        if (known >= 2) {
            var sum = 0.0;
            for (var i = 0; i < known; i++) sum += intervals[i];
            var average = sum / known;
            var squares = 0.0;
            for (var i = 0; i < known; i++) squares += (intervals[i] - average) * (intervals[i] - average);
            mean = Math.clamp(average, usual, (double) settings.longestMean().toNanos());
            deviation = Math.clamp(
                    Math.sqrt(squares / known), (double) settings.minDeviation().toNanos(), (double)
                            settings.maxDeviation().toNanos());
        }
        return -Math.log10(tail((silence.toNanos() - mean) / deviation));
    }

    /** The chance that a normally distributed value lies so many deviations above the mean: a logistic stand-in. */
    private static double tail(double deviations) {
        return 1 / (1 + Math.exp(deviations * (1.5976 + 0.070566 * deviations * deviations)));
    }

    /** The inverse, by halving: tails fall steadily. */
    private static double deviationsFor(double phi) {
        var low = 0.0;
        var high = 40.0;
        while (high - low > 1e-6) {
            var middle = (low + high) / 2;
            if (-Math.log10(tail(middle)) < phi) low = middle;
            else high = middle;
        }
        return high;
    }
}
