package dev.troupe.app.command;

import dev.troupe.app.client.ApiClient;
import dev.troupe.app.command.Meant.Kind;
import dev.troupe.app.settings.Misuse;
import dev.troupe.app.settings.Moments;
import dev.troupe.app.settings.StartFailure;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code troupe why TASK|SERVICE|NODE}: why it is as it is, from the journal. */
@Command(
        name = "why",
        mixinStandardHelpOptions = true,
        description = "Tells why a task, service or node is as it is, what it waits for and what would help.")
public final class WhyCommand implements Callable<Integer> {

    /** In this order a word is looked for, where no kind is said. */
    private static final List<String> KINDS = List.of("service", "node", "task");

    @Mixin
    private Where.OrStopped where = new Where.OrStopped();

    @Option(
            names = "--kind",
            paramLabel = "KIND",
            description = "service, node or task; where a word could be several.")
    private @Nullable String kind;

    @Option(names = "--at", paramLabel = "MOMENT", description = "As it was then: 10:02, 10m, an offset, ...")
    private @Nullable String at;

    @Option(names = "--json", description = "For programs.")
    private boolean json;

    @Parameters(paramLabel = "TASK|SERVICE|NODE", description = "Name or id; of what is gone, the full id.")
    private String ref = "";

    @Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli before anything runs.
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        if (kind != null && !KINDS.contains(kind)) {
            throw new Misuse("--kind must be service, node or task, not " + kind);
        }
        var moment = at == null ? Optional.<String>empty() : Optional.of(Moments.forApi("--at", at));
        print(spec, where.ask(client -> ask(client, moment)));
        return 0;
    }

    /** The first kind of which something is called so tells its story. */
    private ApiClient.Answer ask(ApiClient client, Optional<String> moment) {
        var query = "?zone=" + ApiClient.quote(Moments.zone())
                + moment.map(then -> "&at=" + ApiClient.quote(then)).orElse("");
        var kinds = kind == null ? KINDS : List.of(kind);
        var answers = kinds.stream()
                .map(one -> client.get("/troupe/v1/why/" + one + "s/" + ApiClient.quote(ref) + query, accept()))
                .toList();
        return answers.stream()
                .filter(answer -> answer.status() == 200)
                .findFirst()
                .orElseThrow(() -> new StartFailure(refusal(client, answers, moment)));
    }

    private String refusal(ApiClient client, List<ApiClient.Answer> answers, Optional<String> moment) {
        var wrong = answers.stream().filter(answer -> answer.status() != 404).findFirst();
        if (wrong.isPresent()) return wrong.get().message();
        var meant = moment.map(then -> Meant.at(client, then)).orElseGet(() -> Meant.now(client));
        return kind == null
                ? "no service, node or task is called " + ref
                        + meant.by(ref, EnumSet.of(Kind.SERVICE, Kind.NODE, Kind.TASK))
                : answers.getFirst().message() + meant.by(ref, EnumSet.of(Kind.valueOf(kind.toUpperCase(Locale.ROOT))));
    }

    private String accept() {
        return json ? "application/json" : "text/plain";
    }

    static void print(CommandSpec spec, ApiClient.Answer answer) {
        PrintWriter out = spec.commandLine().getOut();
        out.print(answer.body());
        out.flush();
    }
}
