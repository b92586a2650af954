package dev.troupe.app.command;

import dev.troupe.app.client.ApiClient;
import dev.troupe.app.past.Archive;
import dev.troupe.app.settings.Settings;
import dev.troupe.app.settings.StartFailure;
import dev.troupe.persistence.DataDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code troupe node cut|kill|revive NAME}: makes a node that lives in a running Troupe fail, for trying failover. */
@Command(
        name = "node",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description =
                "Makes a node of a running Troupe fail and come back, for trying failover; drains or removes one.",
        subcommands = {
            NodeCommandLine.Cut.class,
            NodeCommandLine.Kill.class,
            NodeCommandLine.Revive.class,
            NodeOrders.Drain.class,
            NodeOrders.Remove.class
        })
public final class NodeCommandLine {

    /** How a running Troupe is found. */
    static final class Where {
        @Option(names = "--host", paramLabel = "ADDRESS", description = "Its API: unix://PATH or tcp://ADDRESS:PORT.")
        private @Nullable String host;

        @Option(names = "--data", paramLabel = "DIR", description = "Its data directory.")
        private @Nullable Path data;

        @Option(
                names = "--conf",
                paramLabel = "FILE",
                description =
                        "Of a Troupe that does not run: its settings, where the journal is not in the data directory. "
                                + "Default: the file TROUPE_CONF names.")
        private @Nullable Path conf;

        /** What was said; else the directory's own note; else DOCKER_HOST; else ./data. */
        String address() throws IOException {
            if (host != null) return host;
            if (data != null) return noted(data);
            var environment = System.getenv("DOCKER_HOST");
            return environment == null || environment.isBlank() ? noted(Path.of("data")) : environment;
        }

        /** The journal of a Troupe that does not run, where such a one is meant; what it opens must be closed. */
        Optional<Archive> stopped() throws IOException {
            var environment = System.getenv("DOCKER_HOST");
            if (host != null || (data == null && environment != null && !environment.isBlank()))
                return Optional.empty();
            var directory = data == null ? Path.of("data") : data;
            if (DataDirectory.running(directory).isPresent()) return Optional.empty();
            var settings = Settings.read(Optional.ofNullable(conf));
            return settings.store(directory).isThere()
                    ? Optional.of(Archive.open(settings, directory))
                    : Optional.empty();
        }

        /** Asks a running Troupe, or the journal of one that does not run. */
        <T> T ask(Function<ApiClient, T> question) throws IOException {
            var stopped = stopped();
            if (stopped.isEmpty()) return question.apply(ApiClient.at(address()));
            try (var archive = stopped.get()) {
                return question.apply(ApiClient.at(archive.address()));
            }
        }

        private static String noted(Path data) throws IOException {
            return DataDirectory.running(data)
                    .flatMap(running -> running.doors().stream().findFirst())
                    .orElseThrow(
                            () -> new StartFailure("no Troupe runs on " + data + ": say where with --host or --data"));
        }
    }

    private abstract static class Verb implements Callable<Integer> {
        @Mixin
        private Where where = new Where();

        @Parameters(paramLabel = "NAME", description = "Host name or id of the node.")
        private String name = "";

        private final String verb;

        Verb(String verb) {
            this.verb = verb;
        }

        @Override
        public Integer call() throws IOException {
            var answer = ApiClient.at(where.address()).post("/troupe/v1/nodes/" + ApiClient.quote(name) + "/" + verb);
            if (answer.status() != 200) throw new StartFailure(answer.message());
            System.out.println(name);
            return 0;
        }
    }

    @Command(name = "cut", mixinStandardHelpOptions = true, description = "Unreachable; its tasks run on.")
    static final class Cut extends Verb {
        Cut() {
            super("cut");
        }
    }

    @Command(name = "kill", mixinStandardHelpOptions = true, description = "Dead, and its tasks with it.")
    static final class Kill extends Verb {
        Kill() {
            super("kill");
        }
    }

    @Command(name = "revive", mixinStandardHelpOptions = true, description = "Back again.")
    static final class Revive extends Verb {
        Revive() {
            super("revive");
        }
    }
}
