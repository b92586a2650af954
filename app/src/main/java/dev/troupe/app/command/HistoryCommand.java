package dev.troupe.app.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.troupe.app.client.ApiClient;
import dev.troupe.app.settings.Misuse;
import dev.troupe.app.settings.Moments;
import dev.troupe.app.settings.StartFailure;
import dev.troupe.core.feed.Moment;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code troupe history SERVICE|TASK|NODE|STACK}: the stream of events, those about one thing, as sentences. Things that are
 * gone have a history too.
 */
@Command(
        name = "history",
        mixinStandardHelpOptions = true,
        description = {
            "What happened to a service, task, node or stack: when, and on whose word. See docs/journal.md.",
            "A Troupe need not run: with --data its journal is read."
        })
public final class HistoryCommand implements Callable<Integer> {

    /** Names of people's things seldom look so. */
    private static final Pattern SHORT_ID = Pattern.compile("(?=.*[0-9])[0-9a-z]{3,7}");

    private static final JsonMapper JSON = new JsonMapper();

    @Mixin
    private Where.OrStopped where = new Where.OrStopped();

    @Parameters(
            paramLabel = "SERVICE|TASK|NODE|STACK",
            description = "Its name or id. A slot is called web.3; without any: everything.",
            arity = "0..1")
    private String thing = "";

    @Option(names = "--since", paramLabel = "MOMENT", description = "A time, how long ago (10m), or an offset.")
    private @Nullable String since;

    @Option(names = "--until", paramLabel = "TIME", description = "A time, or how long ago.")
    private @Nullable String until;

    @Option(
            names = {"-f", "--follow"},
            description = "Go on with what comes.")
    private boolean follow;

    @Option(names = "--all", description = "Also what things tell each other, and every step of a task.")
    private boolean all;

    @Option(names = "--json", description = "Each entry as the stream has it, one JSON object a line.")
    private boolean json;

    @CommandLine.Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli before anything runs.
    private CommandLine.Model.CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        var from = since == null ? "0" : Moments.forApi("--since", since);
        if (since != null
                && until != null
                && Moments.parse("--since", since) instanceof Moment.AtTime(var start)
                && Moments.time("--until", until).isBefore(start)) {
            throw new Misuse("--until is before --since");
        }
        var wanted = wanted();
        try {
            // Nothing more comes from a Troupe that does not run.
            var seen = follow
                    ? tell(ApiClient.at(where.address()), from, wanted)
                    : where.ask(client -> tell(client, from, wanted));
            return seen == 0 ? 1 : 0;
        } catch (StartFailure refused) {
            var said = String.valueOf(refused.getMessage());
            var words = inOptions(said);
            throw words.equals(said) ? refused : new StartFailure(words, refused);
        }
    }

    /** What the API refuses, by the names of the options here. */
    private static String inOptions(String refusal) {
        return refusal.replaceFirst("^invalid value for from: ", "--since: ")
                .replaceFirst("^invalid value for until: it is before from$", "--until is before --since")
                .replaceFirst("^invalid value for (until|follow): ", "--$1: ");
    }

    /** How many entries it told; of none it says so. */
    private long tell(ApiClient client, String start, String wanted) {
        var out = spec.commandLine().getOut();
        var pages = new HistoryPages(ZoneId.systemDefault());
        var from = Optional.of(start);
        var seen = new long[1];
        while (from.isPresent()) {
            var resume = new String[1];
            client.lines("/troupe/v1/events?from=" + ApiClient.quote(from.get()) + wanted, line -> {
                var entry = parsed(line);
                if (entry.has("behind")) {
                    resume[0] = entry.path("behind").path("resume").asText();
                    return false;
                }
                seen[0]++;
                out.print(json ? line + "\n" : pages.told(entry));
                out.flush();
                return true;
            });
            from = Optional.ofNullable(resume[0]); // It was too slow, and goes on where it was.
        }
        if (seen[0] == 0) nothing(spec.commandLine().getErr(), client);
        return seen[0];
    }

    private String wanted() {
        return "&follow=" + follow
                + (until == null
                        ? ""
                        : "&until="
                                + ApiClient.quote(Moments.time("--until", until).toString()))
                + (thing.isBlank() ? "" : "&about=" + ApiClient.quote(thing))
                + (all ? "" : "&notable=true");
    }

    private static JsonNode parsed(String line) {
        try {
            return JSON.readTree(line);
        } catch (JsonProcessingException wrong) {
            throw new StartFailure("that is not Troupe's stream: " + wrong.getOriginalMessage(), wrong);
        }
    }

    private void nothing(PrintWriter err, ApiClient client) {
        err.println("troupe: nothing "
                + (thing.isBlank() ? "happened" : "is known of a service, task, node or stack called " + thing)
                + (since == null && until == null ? "" : " in that time")
                + (SHORT_ID.matcher(thing).matches() ? "; of an id, eight characters or more are needed" : "")
                + (thing.isBlank() ? "" : Meant.now(client).by(thing, EnumSet.allOf(Meant.Kind.class))));
    }
}
