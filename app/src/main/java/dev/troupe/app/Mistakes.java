package dev.troupe.app;

import dev.troupe.http.wire.Nearest;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** What is wrong with a command line, as one line for people. */
final class Mistakes {

    /** The constants that an option may be, as Java spells them. */
    private static final Pattern CHOICES = Pattern.compile("\\[[A-Z]+(, [A-Z]+)*]");

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

    /**
     * A word that is there and empty, mostly since a variable of a script was, means nobody; what is passed on to the docker
     * CLI is not judged here.
     *
     * @throws ParameterException naming it
     */
    static void check(ParseResult parsed) {
        for (var command : parsed.asCommandLineList()) {
            for (var word : command.getParseResult().matchedPositionals()) {
                if (word.isMultiValue() || word.stringValues().stream().noneMatch(String::isBlank)) continue;
                throw new ParameterException(command, "the parameter " + word.paramLabel() + " is empty");
            }
        }
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
        if (sentence.isEmpty()) return sentence;
        return CHOICES.matcher(Character.toLowerCase(sentence.charAt(0)) + sentence.substring(1))
                .replaceFirst(choices -> choices.group().toLowerCase(Locale.ROOT))
                .replaceFirst(" \\(case-insensitive\\)", "")
                .replaceFirst(" is not an? (int|long)$", " is no whole number")
                .replaceFirst(" is not a double$", " is no number")
                .replaceFirst("\\.$", "");
    }
}
