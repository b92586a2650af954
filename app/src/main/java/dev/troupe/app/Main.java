package dev.troupe.app;

import dev.troupe.app.care.JournalCommandLine;
import dev.troupe.app.command.AtCommand;
import dev.troupe.app.command.FillCommand;
import dev.troupe.app.command.HistoryCommand;
import dev.troupe.app.command.NodeCommandLine;
import dev.troupe.app.command.RehearseCommand;
import dev.troupe.app.command.TrainCommand;
import dev.troupe.app.command.UpCommand;
import dev.troupe.app.command.VersionCommands;
import dev.troupe.app.command.WhyCommand;
import dev.troupe.app.settings.Logs;
import dev.troupe.app.settings.Machine;
import dev.troupe.app.settings.Misuse;
import dev.troupe.app.settings.StartFailure;
import dev.troupe.app.settings.Trouble;
import dev.troupe.persistence.JdbcFeed;
import dev.troupe.persistence.Unreadable;
import java.io.IOException;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Where the process starts: reads the command line and does what it says. Errors are one line and a non-zero exit. */
@Command(
        name = "troupe",
        description = "Runs services on many nodes, driven by the docker CLI; a journal of facts is its only truth.",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        synopsisSubcommandLabel = "COMMAND",
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {
            "0:done; of what asks or checks: found, and nothing speaks against it",
            "1:refused, failed, or found wanting: a line says why",
            "2:the command line is not understood"
        },
        subcommands = {
            UpCommand.class,
            NodeCommandLine.class,
            AtCommand.class,
            HistoryCommand.class,
            FillCommand.class,
            WhyCommand.class,
            VersionCommands.Versions.class,
            VersionCommands.Diff.class,
            VersionCommands.Rollback.class,
            RehearseCommand.class,
            JournalCommandLine.class,
            TrainCommand.class,
            CommandLine.HelpCommand.class
        })
public final class Main implements Runnable {

    @CommandLine.Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli before anything runs.
    private CommandLine.Model.CommandSpec spec;

    public static void main(String[] args) {
        try {
            Logs.check(System.getenv());
        } catch (Misuse wrong) {
            System.err.println("troupe: " + wrong.getMessage());
            System.exit(2);
        }
        System.exit(commandLine().execute(args));
    }

    public static CommandLine commandLine() {
        return new CommandLine(new Main())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionStrategy(parsed -> {
                    Mistakes.check(parsed);
                    return new CommandLine.RunLast().execute(parsed);
                })
                .setParameterExceptionHandler((trouble, args) -> {
                    trouble.getCommandLine().getErr().println("troupe: " + Mistakes.words(trouble));
                    return 2;
                })
                .setExecutionExceptionHandler((trouble, line, parsed) -> {
                    line.getErr().println("troupe: " + Trouble.words(trouble));
                    if (!isExpected(trouble)) trouble.printStackTrace(line.getErr());
                    return trouble instanceof Misuse ? 2 : 1;
                });
    }

    /** Said by its message, and no bug. */
    private static boolean isExpected(Exception trouble) {
        return trouble instanceof StartFailure
                || trouble instanceof IOException
                || trouble instanceof Unreadable
                || trouble instanceof JdbcFeed.Trouble;
    }

    /** Without a command: what there is. */
    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"troupe " + Machine.version()};
        }
    }
}
