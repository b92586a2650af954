package dev.troupe.core.forecast;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What would come of an order.
 *
 * @param subject {@code update of web}
 * @param at the present it starts from
 * @param offset of the last fact of the journal that it knows
 * @param refusal why the order would be refused; then there is nothing else
 * @param plan of the run without failures, in order
 * @param plain the run without failures, at the usual pace
 * @param runs the runs with what failures were asked for, each at a pace of its own
 * @param runsAsked more than were made, when time ran out
 * @param basis what the timings come from, a line each
 * @param took the rehearsing itself, on the machine's clock
 */
public record Forecast(
        String subject,
        Instant at,
        long offset,
        Optional<String> refusal,
        List<Step> plan,
        Optional<Report> plain,
        Optional<Tally> runs,
        int runsAsked,
        List<String> failures,
        List<String> basis,
        Duration took) {

    /** Without failures the order is carried out, and nothing is left waiting. */
    public boolean carriesOut() {
        return plain.filter(run ->
                        run.ending() == Report.Ending.COMPLETED && run.waiting().isEmpty())
                .isPresent();
    }

    public static Forecast refused(String subject, Instant at, long offset, String why, Duration took) {
        return new Forecast(
                subject,
                at,
                offset,
                Optional.of(why),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                0,
                List.of(),
                List.of(),
                took);
    }
}
