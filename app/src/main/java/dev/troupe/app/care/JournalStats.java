package dev.troupe.app.care;

import dev.troupe.persistence.care.Statistics;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code troupe journal stats}. */
@Command(
        name = "stats",
        mixinStandardHelpOptions = true,
        description = "What is in the journal: facts by kind, size, growth, the largest entities.")
public final class JournalStats implements Callable<Integer> {

    @Mixin
    private JournalPlace place = new JournalPlace();

    @CommandLine.Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli before anything runs.
    private CommandLine.Model.CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        var store = place.present();
        var out = spec.commandLine().getOut();
        out.println(store.words());
        print(Statistics.of(store), out);
        out.flush();
        return 0;
    }

    private static void print(Statistics found, PrintWriter out) {
        row(out, "facts", Figures.count(found.facts()) + ", " + Figures.bytes(found.factBytes()));
        row(out, "entities", Figures.count(found.entities()));
        row(out, "snapshots", Figures.count(found.snapshots()) + ", " + Figures.bytes(found.snapshotBytes()));
        row(out, "on disk", Figures.bytes(found.bytes()));
        found.first().ifPresent(first -> row(out, "first fact", Figures.time(first)));
        found.last()
                .ifPresent(last ->
                        row(out, "last fact", Figures.time(last) + ", offset " + Figures.count(found.lastOffset())));
        row(out, "growth", growth(found));
        found.horizon()
                .ifPresent(horizon -> row(
                        out,
                        "compacted",
                        Figures.count(found.compactedEntities()) + " entities, up to " + Figures.time(horizon.at())
                                + ", offset " + Figures.count(horizon.offset())));
        if (found.facts() == 0) return;

        out.printf("%n%-32s %12s %10s %10s%n", "FACT", "COUNT", "BYTES", "EACH");
        for (var kind : found.kinds()) {
            out.printf(
                    "%-32s %12s %10s %10s%n",
                    kind.name(),
                    Figures.count(kind.facts()),
                    Figures.bytes(kind.bytes()),
                    Figures.bytes((double) kind.bytes() / kind.facts()));
        }
        out.printf("%n%-45s %12s %10s%n", "LARGEST ENTITIES", "FACTS", "BYTES");
        for (var entity : found.largest()) {
            out.printf("%-45s %12s %10s%n", entity.id(), Figures.count(entity.facts()), Figures.bytes(entity.bytes()));
        }
    }

    private static void row(PrintWriter out, String name, String value) {
        out.printf("  %-12s %s%n", name, value);
    }

    /** Of less than an hour nothing is to be said about days. */
    private static String growth(Statistics found) {
        var age = found.age();
        if (age.compareTo(Duration.ofHours(1)) < 0) return "the journal is too young to tell";
        var days = age.toSeconds() / 86_400.0;
        return Figures.count(Math.round(found.facts() / days)) + " facts and " + Figures.bytes(found.factBytes() / days)
                + " a day, over " + Figures.length(age);
    }
}
