package dev.troupe.app;

import dev.troupe.http.wire.Nearest;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Collection;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** What went wrong, as one line for people. */
final class Mistakes {

    private Mistakes() {}

    /** Of a command line that is not understood: what is wrong in it, what may have been meant, and where to look. */
    static String words(ParameterException mistake) {
        var command = mistake.getCommandLine();
        var said = String.valueOf(mistake.getMessage());
        var wrong = mistake instanceof UnmatchedArgumentException unmatched
                ? unmatched(unmatched, command)
                : said.startsWith("Missing required subcommand")
                        ? "a command is missing: one of " + String.join(", ", commands(command))
                        : lower(said);
        return wrong + " (see " + command.getCommandSpec().qualifiedName() + " --help)";
    }

    private static String unmatched(UnmatchedArgumentException mistake, CommandLine command) {
        var word = mistake.getUnmatched().getFirst();
        var option = mistake.isUnknownOption();
        var known = option ? command.getCommandSpec().optionsMap().keySet() : commands(command);
        var near = Nearest.to(word, known);
        var what = option ? "unknown option " : known.isEmpty() ? "one word too many: " : "unknown command ";
        return what + word + (near.isEmpty() ? "" : "; did you mean " + String.join(" or ", near) + "?");
    }

    private static Collection<String> commands(CommandLine command) {
        return command.getSubcommands().entrySet().stream()
                .filter(one -> !one.getValue().getCommandSpec().usageMessage().hidden())
                .map(Map.Entry::getKey)
                .toList();
    }

    private static String lower(String sentence) {
        return sentence.isEmpty() ? sentence : Character.toLowerCase(sentence.charAt(0)) + sentence.substring(1);
    }

    /** Of what was tried in vain. Files' own errors say only which file it was. */
    static String words(Exception trouble) {
        return switch (trouble) {
            case AccessDeniedException denied -> denied.getFile() + ": permission denied";
            case NoSuchFileException missing -> missing.getFile() + ": there is no such file or directory";
            case FileAlreadyExistsException there -> there.getFile() + " is there already";
            case FileSystemException other when other.getReason() != null -> other.getFile() + ": " + other.getReason();
            default -> String.valueOf(trouble.getMessage());
        };
    }
}
