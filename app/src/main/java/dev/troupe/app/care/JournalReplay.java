package dev.troupe.app.care;

import dev.troupe.core.audit.Overview;
import dev.troupe.persistence.Store;
import dev.troupe.persistence.care.Copy;
import dev.troupe.persistence.care.Replay;
import dev.troupe.persistence.care.Span;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
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
        var span = Span.between(Optional.empty(), JournalCommandLine.moment("--until", until), store);
        var out = spec.commandLine().getOut();
        if (to == null) print(Replay.of(store, span), out);
        else copy(store, span, to, out);
        out.flush();
        return 0;
    }

    /** Whole or not at all: nobody is to start a Troupe on half a journal. */
    private static void copy(Store store, Span span, Path to, PrintWriter out) throws IOException {
        try (var draft = Draft.of(to)) {
            print(Replay.of(store, span), out);
            var facts =
                    JournalPlace.embedded(draft.path(), (target, cluster) -> new Copy(store, target, cluster).of(span));
            draft.publish();
            out.printf("%n%s copied. To go on from there: ./troupe up --data %s%n", Figures.count(facts, "fact"), to);
        }
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
