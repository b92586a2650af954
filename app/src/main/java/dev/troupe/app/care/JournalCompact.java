package dev.troupe.app.care;

import dev.troupe.app.settings.Misuse;
import dev.troupe.app.settings.StartFailure;
import dev.troupe.core.feed.Moment;
import dev.troupe.persistence.care.Compaction;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code troupe journal compact [--older-than TIME] [--remove]}. */
@Command(
        name = "compact",
        mixinStandardHelpOptions = true,
        description = "Shows what the policy of retention lets go of, and with --remove removes it for good.")
public final class JournalCompact implements Callable<Integer> {

    /** Late messages, and the scheduler's memory of failures, are long over by then. */
    private static final Duration SHORTEST = Duration.ofHours(1);

    private static final Pattern LENGTH = Pattern.compile("(\\d{1,5}d)?(\\d{1,5}h)?(\\d{1,5}m)?");

    @Mixin
    private JournalPlace place = new JournalPlace();

    @Option(
            names = "--older-than",
            paramLabel = "TIME",
            description = "What was over so long ago, like 90d or 12h. Default: troupe.journal.retention.")
    private @Nullable String olderThan;

    @Option(names = "--remove", description = "Removes it. Troupe must not be running.")
    private boolean remove;

    @CommandLine.Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli before anything runs.
    private CommandLine.Model.CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        var out = spec.commandLine().getOut();
        var kept = kept();
        if (kept.isEmpty()) {
            place.present();
            out.println(
                    "Everything is kept: troupe.journal.retention is forever. --older-than says otherwise, for once.");
            return 0;
        }
        if (kept.get().compareTo(SHORTEST) < 0) {
            throw new StartFailure("what was over less than an hour ago is kept in any case: "
                    + Figures.length(kept.get()) + " are too short");
        }
        var time = Instant.now().minus(kept.get());
        var plan = remove
                ? place.alone((store, cluster) -> new Compaction(store).run(time, cluster))
                : new Compaction(place.present()).plan(time);
        print(plan, time, out);
        out.flush();
        return 0;
    }

    private Optional<Duration> kept() {
        if (olderThan == null) return place.settings().retention();
        if (olderThan.isEmpty() || !LENGTH.matcher(olderThan).matches()) {
            throw new Misuse("--older-than must be a time like 90d or 12h, not " + olderThan);
        }
        var now = Instant.now();
        return Moment.parse(olderThan, now, ZoneOffset.UTC) instanceof Moment.AtTime(var time)
                ? Optional.of(Duration.between(time, now))
                : Optional.empty();
    }

    private void print(Compaction.Plan plan, Instant time, PrintWriter out) {
        if (plan.isEmpty()) {
            out.println("Nothing that was over before " + Figures.time(time) + " is left to remove.");
            return;
        }
        out.println((remove ? "Removed: " : "Would be removed: ") + Figures.count(plan.facts(), "fact") + " of "
                + Figures.count(plan.entities().size()) + " entities that were over before " + Figures.time(time) + ", "
                + Figures.bytes(plan.bytes()) + "; " + Figures.count(plan.snapshots(), "old snapshot") + ".");
        plan.horizon()
                .ifPresent(horizon ->
                        out.println("The whole history " + (remove ? "now begins" : "would begin") + " after offset "
                                + Figures.count(horizon.offset()) + ", " + Figures.time(horizon.at()) + "."));
        if (!remove) out.println("Nothing was removed. With --remove it is, for good.");
    }
}
