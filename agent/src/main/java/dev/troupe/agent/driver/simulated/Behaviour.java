package dev.troupe.agent.driver.simulated;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a simulated container does.
 *
 * @param refusal preparing fails for good with this text; absent: it does not
 * @param prepareTime pull and create
 * @param temporaryFailures so many attempts to prepare fail before one goes through
 * @param startError starting fails for good with this text
 * @param startTime until it runs
 * @param exit when it ends by itself; absent: never
 * @param ignoresStop true: only the kill after the grace ends it, with 137
 * @param stopTime from the stop signal to its end
 * @param stopExitCode its exit code then
 * @param healthyAfter with a health check: time from its start until the check passes; absent: see its test
 * @param unhealthyAfter time from its start until its health check fails; absent: it does not
 * @param output what it writes when it starts, a line each
 * @param ticks it writes one more line so often; absent: it does not
 */
@RecordBuilder
public record Behaviour(
        Optional<String> refusal,
        Duration prepareTime,
        int temporaryFailures,
        Optional<String> startError,
        Duration startTime,
        Optional<Exit> exit,
        boolean ignoresStop,
        Duration stopTime,
        int stopExitCode,
        Optional<Duration> healthyAfter,
        Optional<Duration> unhealthyAfter,
        List<String> output,
        Optional<Duration> ticks)
        implements BehaviourBuilder.With {

    /** Runs for ever, does everything at once, and stops at once when told. */
    public static final Behaviour WILLING = new Behaviour(
            Optional.empty(),
            Duration.ZERO,
            0,
            Optional.empty(),
            Duration.ZERO,
            Optional.empty(),
            false,
            Duration.ZERO,
            0,
            Optional.empty(),
            Optional.empty(),
            List.of(),
            Optional.empty());

    /** An end of its own, so long after its start. */
    public record Exit(Duration after, int code) {}

    public Behaviour refusing(String text) {
        return withRefusal(Optional.of(text));
    }

    public Behaviour preparingFor(Duration time) {
        return withPrepareTime(time);
    }

    public Behaviour failingToPrepareAtFirst(int times) {
        return withTemporaryFailures(times);
    }

    public Behaviour failingToStart(String error) {
        return withStartError(Optional.of(error));
    }

    public Behaviour startingFor(Duration time) {
        return withStartTime(time);
    }

    public Behaviour exiting(Duration after, int code) {
        return withExit(Optional.of(new Exit(after, code)));
    }

    public Behaviour ignoringStop(boolean ignores) {
        return withIgnoresStop(ignores);
    }

    public Behaviour stoppingFor(Duration time) {
        return withStopTime(time);
    }

    public Behaviour stoppingWith(int exitCode) {
        return withStopExitCode(exitCode);
    }

    public Behaviour healthyAfter(Duration time) {
        return withHealthyAfter(Optional.of(time));
    }

    public Behaviour unhealthyAfter(Duration time) {
        return withUnhealthyAfter(Optional.of(time));
    }

    public Behaviour writing(List<String> lines) {
        return withOutput(List.copyOf(lines));
    }

    public Behaviour writingEvery(Duration period) {
        return withTicks(Optional.of(period));
    }
}
