package dev.troupe.app.care;

import dev.troupe.app.settings.StartFailure;
import dev.troupe.core.audit.Overview;
import dev.troupe.persistence.Store;
import dev.troupe.persistence.care.Copy;
import dev.troupe.persistence.care.Replay;
import dev.troupe.persistence.care.Span;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code troupe journal replay --until MOMENT [--to DIR]}. */
@Command(
        name = "replay",
        mixinStandardHelpOptions = true,
        description = "Shows the swarm as it was, or makes a data directory in which it still is so.")
public final class JournalReplay implements Callable<Integer> {

    @Mixin
    private JournalPlace place = new JournalPlace();

    @Option(names = "--until", paramLabel = "MOMENT", description = "When. Default: now.")
    private @Nullable String until;

    @Option(
            names = "--to",
            paramLabel = "DIR",
            description = "A new data directory for the journal up to then, for: troupe up --data DIR")
    private @Nullable Path to;

    @CommandLine.Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli before anything runs.
    private CommandLine.Model.CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        var store = place.present();
        var span = Span.between(Optional.empty(), JournalCommandLine.moment("--until", until, Instant.now()), store);
        var replay = Replay.of(store, span);
        var out = spec.commandLine().getOut();
        print(replay, out);
        if (to != null) {
            var facts = copy(store, span, to);
            out.printf("%n%s copied. To go on from there: ./troupe up --data %s%n", Figures.count(facts, "fact"), to);
        }
        out.flush();
        return 0;
    }

    private static long copy(Store store, Span span, Path to) throws IOException {
        if (Files.exists(to)) throw new StartFailure("--to must name a new directory, and " + to + " is there already");
        return JournalPlace.embedded(to, (target, cluster) -> new Copy(store, target, cluster).of(span));
    }

    private static void print(Replay replay, PrintWriter out) {
        out.printf(
                "The swarm at %s, after %s (offset %s)%n%n",
                replay.lastAt().map(Object::toString).orElse("its beginning"),
                Figures.count(replay.facts(), "fact"),
                Figures.count(replay.roster().offset()));
        Overview.of(replay.roster()).forEach(out::println);
    }
}
