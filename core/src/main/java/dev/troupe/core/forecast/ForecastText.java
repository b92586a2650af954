package dev.troupe.core.forecast;

import dev.troupe.core.forecast.Report.Ending;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A forecast for people, a line each. */
public final class ForecastText {

    /** Of many tasks that wait for the same reason so many are named; the rest is a number. */
    private static final int NAMED = 6;

    private ForecastText() {}

    public static List<String> lines(Forecast forecast) {
        var lines = new ArrayList<String>();
        if (forecast.refusal().isPresent()) {
            lines.add("The " + forecast.subject() + " would be refused: "
                    + forecast.refusal().get());
            return lines;
        }
        var plain = forecast.plain().orElseThrow();
        lines.add("The " + forecast.subject() + ", rehearsed; nothing was written.");
        lines.add("");
        lines.add(expected(forecast, plain));
        forecast.runs().flatMap(Tally::took).ifPresent(took -> lines.add(spread(took)));
        plain.lowest().forEach(low -> lines.add(low(low, forecast.runs())));
        capacity(plain, lines);
        forecast.runs().ifPresent(tally -> {
            lines.add("");
            runs(forecast, tally, lines);
        });
        plan(forecast, lines);
        if (!forecast.basis().isEmpty()) {
            lines.add("");
            lines.add("Timings, as the journal has seen them up to fact " + forecast.offset() + ":");
            forecast.basis().forEach(line -> lines.add("  " + line));
        }
        return lines;
    }

    private static String expected(Forecast forecast, Report plain) {
        var end = plain.ending() == Ending.COMPLETED
                ? "Completes after " + seconds(plain.took())
                : "Without any failure it " + plain.ending().does() + " after " + seconds(plain.took());
        return end + (plain.words().isEmpty() ? "" : " (" + plain.words() + ")") + moves(forecast);
    }

    private static String moves(Forecast forecast) {
        var tasks = forecast.plan().size();
        return tasks == 0 ? "; no task is replaced." : "; " + tasks + (tasks == 1 ? " new task." : " new tasks.");
    }

    private static String spread(Spread took) {
        return "Of " + took.count() + (took.count() == 1 ? " run" : " runs") + " half took up to "
                + seconds(took.median()) + ", 90 % up to " + seconds(took.p90()) + ", 99 % up to "
                + seconds(took.p99()) + "; all between " + seconds(took.shortest()) + " and "
                + seconds(took.longest()) + ".";
    }

    private static String low(Report.Low low, Optional<Tally> runs) {
        var line = low.running() >= low.wanted()
                ? low.service() + ": never fewer than " + low.wanted() + " running"
                : low.service() + ": as few as " + low.running() + " of " + low.wanted() + " running, first "
                        + seconds(low.after()) + " in";
        var worst = runs.stream()
                .flatMap(tally -> tally.lowest().stream())
                .filter(lowest -> lowest.service().equals(low.service()) && lowest.running() < low.running())
                .findFirst();
        return line
                + worst.map(lowest -> "; in the worst run " + lowest.running()).orElse("") + ".";
    }

    private static void capacity(Report plain, List<String> lines) {
        if (plain.waiting().isEmpty()) {
            lines.add("Capacity suffices.");
            return;
        }
        lines.add("Capacity does not suffice; these would wait:");
        var tasks = new LinkedHashMap<String, List<String>>();
        for (var waiting : plain.waiting()) {
            tasks.computeIfAbsent(waiting.why(), same -> new ArrayList<>()).add(waiting.task());
        }
        tasks.forEach((why, waiting) -> lines.add("  " + names(waiting) + ": " + why));
    }

    private static String names(List<String> tasks) {
        var more = tasks.size() - NAMED;
        return more <= 1
                ? String.join(", ", tasks)
                : String.join(", ", tasks.subList(0, NAMED)) + " and " + more + " more";
    }

    private static void runs(Forecast forecast, Tally tally, List<String> lines) {
        var cut = tally.runs() < forecast.runsAsked() ? " (of " + forecast.runsAsked() + "; time was up)" : "";
        var failing = forecast.failures().isEmpty() ? "" : " with " + String.join(" and ", forecast.failures());
        lines.add(tally.runs() + (tally.runs() == 1 ? " run" : " runs") + cut + failing + ", in "
                + seconds(forecast.took()) + ":");
        for (var ending : Ending.values()) {
            var count = tally.runs(ending);
            if (count > 0) lines.add("  " + share(count, tally.runs()) + "  it " + ending.does());
        }
        for (var lowest : tally.lowest()) {
            if (lowest.below() > 0) {
                lines.add("  " + share(lowest.below(), tally.runs()) + "  " + lowest.service() + " runs fewer than "
                        + lowest.wanted() + " for a while, " + lowest.running() + " at worst");
            }
        }
        tally.waiting().forEach((why, count) -> lines.add("  " + share(count, tally.runs()) + "  tasks wait: " + why));
    }

    private static void plan(Forecast forecast, List<String> lines) {
        if (forecast.plan().isEmpty()) return;
        lines.add("");
        lines.add("The plan, without failures; seconds from the order:");
        var slots = width(forecast.plan().stream().map(Step::slot).toList());
        var nodes = width(forecast.plan().stream()
                .map(step -> step.node().orElse("nowhere"))
                .toList());
        for (var step : forecast.plan()) {
            var line = new StringBuilder(String.format(
                    Locale.ROOT,
                    "%9.2f  %-" + slots + "s  on %-" + nodes + "s  ",
                    decimal(step.planned()),
                    step.slot(),
                    step.node().orElse("nowhere")));
            line.append(step.running()
                    .map(at -> String.format(Locale.ROOT, "runs at %.2f", decimal(at)))
                    .orElse("does not run"));
            step.from()
                    .ifPresent(from -> line.append(", instead of the one on ")
                            .append(from)
                            .append(step.stopped()
                                    .map(at -> String.format(Locale.ROOT, " (gone at %.2f)", decimal(at)))
                                    .orElse(" (still there)")));
            lines.add(line.toString());
        }
    }

    private static int width(List<String> words) {
        return words.stream().mapToInt(String::length).max().orElse(1);
    }

    private static String share(int count, int runs) {
        return String.format(Locale.ROOT, "%5.1f %%", 100.0 * count / runs);
    }

    private static double decimal(Duration duration) {
        return duration.toNanos() / 1e9;
    }

    /** {@code 0.35 s}, {@code 12.4 s}, {@code 3 min 20 s}, {@code 2 h 5 min}. */
    static String seconds(Duration duration) {
        if (duration.compareTo(Duration.ofSeconds(10)) < 0)
            return String.format(Locale.ROOT, "%.2f s", decimal(duration));
        if (duration.compareTo(Duration.ofMinutes(2)) < 0)
            return String.format(Locale.ROOT, "%.1f s", decimal(duration));
        if (duration.compareTo(Duration.ofHours(2)) < 0)
            return duration.toMinutes() + " min " + duration.toSecondsPart() + " s";
        return duration.toHours() + " h " + duration.toMinutesPart() + " min";
    }
}
