package dev.troupe.app.care;

import dev.troupe.persistence.care.Verification;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code troupe journal verify}: 0 when all is well, 1 when something is found. */
@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        description = "Checks every fact and snapshot: readable, in order, with causes that exist, and replayable.")
public final class JournalVerify implements Callable<Integer> {

    /** Enough to see what is wrong. */
    private static final int SHOWN = 100;

    @Mixin
    private JournalPlace place = new JournalPlace();

    @CommandLine.Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli before anything runs.
    private CommandLine.Model.CommandSpec spec;

    private int shown;

    @Override
    public Integer call() throws IOException {
        var store = place.present();
        var out = spec.commandLine().getOut();
        var outcome = new Verification(store, finding -> {
                    if (shown++ < SHOWN) out.println(finding);
                })
                .run();
        if (shown > SHOWN) out.println("... and " + Figures.count(shown - SHOWN) + " more");
        outcome.remarks().forEach(remark -> out.println("note: " + remark));
        out.println(store.words() + ": " + Figures.count(outcome.facts(), "fact") + " of "
                + Figures.count(outcome.entities()) + " entities and "
                + Figures.count(outcome.snapshots(), "snapshot") + " checked, "
                + (outcome.isGood() ? "nothing is wrong" : Figures.count(outcome.findings(), "finding")));
        out.flush();
        return outcome.isGood() ? 0 : 1;
    }
}
