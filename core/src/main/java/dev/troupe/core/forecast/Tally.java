package dev.troupe.core.forecast;

import dev.troupe.core.forecast.Report.Ending;
import dev.troupe.core.forecast.Report.Low;
import dev.troupe.core.forecast.Report.Waiting;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Many runs in one.
 *
 * @param endings how many runs ended how
 * @param took of the runs that completed; of all, when none did
 * @param lowest the worst of each service
 * @param waiting how many runs ended with tasks without a node, by the scheduler's words
 */
public record Tally(
        int runs,
        Map<Ending, Integer> endings,
        Optional<Spread> took,
        List<Lowest> lowest,
        Map<String, Integer> waiting) {

    /**
     * A service over many runs.
     *
     * @param running the lowest number of any run
     * @param below in how many runs it ran fewer tasks than wanted, be it for a moment
     */
    public record Lowest(String service, int wanted, int running, int below) {}

    public static Tally of(Collection<Report> reports) {
        var endings = new EnumMap<Ending, Integer>(Ending.class);
        var lowest = new LinkedHashMap<String, Lowest>();
        var waiting = new LinkedHashMap<String, Integer>();
        for (var report : reports) {
            endings.merge(report.ending(), 1, Integer::sum);
            for (var low : report.lowest()) lowest.merge(low.service(), lowest(low), Tally::worse);
            report.waiting().stream().map(Waiting::why).distinct().forEach(why -> waiting.merge(why, 1, Integer::sum));
        }
        var completed = reports.stream()
                .filter(report -> report.ending() == Ending.COMPLETED)
                .map(Report::took)
                .toList();
        return new Tally(
                reports.size(),
                endings,
                Spread.of(
                        completed.isEmpty() ? reports.stream().map(Report::took).toList() : completed),
                new ArrayList<>(lowest.values()),
                waiting);
    }

    private static Lowest lowest(Low low) {
        return new Lowest(low.service(), low.wanted(), low.running(), low.running() < low.wanted() ? 1 : 0);
    }

    private static Lowest worse(Lowest one, Lowest other) {
        return new Lowest(
                one.service(), one.wanted(), Math.min(one.running(), other.running()), one.below() + other.below());
    }

    public int runs(Ending ending) {
        return endings.getOrDefault(ending, 0);
    }
}
