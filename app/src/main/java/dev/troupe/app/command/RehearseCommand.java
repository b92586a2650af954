package dev.troupe.app.command;

import dev.troupe.app.settings.Logs;
import dev.troupe.app.settings.Misuse;
import dev.troupe.rehearsal.Rehearsals;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code troupe rehearse --seeds N | --seed S}: whole swarms of Troupe's own actors on virtual time, under failures drawn
 * from seeds. Ends with 0 only when nothing was violated; the last line gives the totals, or the digest of the one seed.
 */
@Command(
        name = "rehearse",
        mixinStandardHelpOptions = true,
        description = {
            "Acts out days of failures in seconds, and tells what did not hold.",
            "With a command: tells what would come of an order to a running Troupe. See docs/rehearsal.md."
        },
        subcommands = {RehearseOrders.Update.class, RehearseOrders.Drain.class, RehearseOrders.Remove.class})
public final class RehearseCommand implements Callable<Integer> {

    private static final class What {
        @Option(names = "--seeds", paramLabel = "N", description = "How many, from --from on. Without: 1000.")
        private @Nullable Long seeds;

        @Option(names = "--seed", paramLabel = "S", description = "This one, told in full.")
        private @Nullable Long seed;
    }

    private static final long SOME = 1_000;

    @ArgGroup
    private What what = new What();

    @Option(names = "--from", paramLabel = "S", defaultValue = "1", description = "The first seed. Without: 1.")
    private long from;

    @Option(
            names = "--threads",
            paramLabel = "N",
            defaultValue = "0",
            description = "How many at a time. Without: one for each processor.")
    private int threads;

    @CommandLine.Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli before anything runs.
    private CommandLine.Model.CommandSpec spec;

    @Override
    public Integer call() {
        Logs.silence(); // What fails in a rehearsal fails on purpose; what matters of it is in the story.
        var out = spec.commandLine().getOut();
        return what.seed != null ? one(what.seed, out) : many(what.seeds == null ? SOME : what.seeds, out);
    }

    private static int one(long seed, PrintWriter out) {
        var told = Rehearsals.one(seed);
        out.println(told.plan());
        out.println(told.story()
                .map(story -> "\nThe smallest plan found that fails:\n\n" + story + "\n")
                .orElse("Nothing was violated."));
        out.println(told.totals().words());
        out.println("digest " + told.digest());
        out.flush();
        return told.story().isEmpty() ? 0 : 1;
    }

    private int many(long seeds, PrintWriter out) {
        if (seeds < 1) throw new Misuse("--seeds must be 1 or more, and is " + seeds);
        if (threads < 0) throw new Misuse("--threads must be 1 or more, and is " + threads);
        var totals = Rehearsals.many(
                from,
                seeds,
                threads == 0 ? Runtime.getRuntime().availableProcessors() : threads,
                told -> {
                    out.println("Seed " + told.seed() + " fails. The smallest plan found that does:\n\n"
                            + told.story().orElseThrow() + "\nAgain: troupe rehearse --seed " + told.seed() + "\n");
                    out.flush();
                },
                sofar -> System.err.println(sofar.words()));
        out.println(totals.words());
        out.flush();
        return totals.failed().isEmpty() ? 0 : 1;
    }
}
