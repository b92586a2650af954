package dev.troupe.app.care;

import dev.troupe.app.settings.Moments;
import dev.troupe.core.feed.Moment;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;

/** {@code troupe journal VERB}: looking after the journal as a whole. See docs/journal.md. */
@Command(
        name = "journal",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "Looks after the journal: checks it, carries it elsewhere, replays it, compacts it.",
        subcommands = {
            JournalStats.class,
            JournalVerify.class,
            JournalExport.class,
            JournalImport.class,
            JournalReplay.class,
            JournalCompact.class
        })
public final class JournalCommandLine {

    /** As file name: standard output or input. */
    static final Path STANDARD = Path.of("-");

    private JournalCommandLine() {}

    /** What an option says, if it was given. */
    static Optional<Moment> moment(String option, @Nullable String text) {
        return Optional.ofNullable(text).map(said -> Moments.parse(option, said));
    }
}
