package dev.troupe.app.command;

import dev.troupe.app.client.ApiClient;
import dev.troupe.app.command.Meant.Kind;
import dev.troupe.app.settings.Moments;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code troupe versions|diff|rollback}: every spec a service has had. */
public final class VersionCommands {

    private VersionCommands() {}

    private abstract static class OfService implements Callable<Integer> {
        @Parameters(
                index = "0",
                paramLabel = "SERVICE",
                description = "Name or id; of a removed one, the name it had or its full id.")
        private String service = "";

        @Spec
        @SuppressWarnings("NullAway.Init") // Set by picocli before anything runs.
        private CommandSpec spec;

        final String path(String rest) {
            return "/troupe/v1/services/" + ApiClient.quote(service) + rest;
        }

        final String service() {
            return service;
        }

        final ApiClient.Answer good(ApiClient client, ApiClient.Answer answer) {
            if (answer.status() == 200) return answer;
            throw Meant.refusal(client, answer, service, Kind.SERVICE);
        }

        final void print(ApiClient.Answer answer) {
            WhyCommand.print(spec, answer);
        }

        final void say(String line) {
            spec.commandLine().getOut().println(line);
            spec.commandLine().getOut().flush();
        }
    }

    private abstract static class Told extends OfService {
        @Mixin
        private Where.OrStopped where = new Where.OrStopped();

        /** A running Troupe, or the journal of one that does not run. */
        final int show(String rest, boolean json) throws IOException {
            var accept = json ? "application/json" : "text/plain";
            print(where.ask(client -> good(client, client.get(path(rest), accept))));
            return 0;
        }
    }

    @Command(
            name = "versions",
            mixinStandardHelpOptions = true,
            description = "Lists every spec a service has had: since when, on whose word, how its rollout ended.")
    public static final class Versions extends Told {
        @Option(names = "--json", description = "For programs.")
        private boolean json;

        @Override
        public Integer call() throws IOException {
            return show("/versions?zone=" + ApiClient.quote(Moments.zone()), json);
        }
    }

    @Command(
            name = "diff",
            mixinStandardHelpOptions = true,
            description = "Shows what differs between two versions of a service, field by field.")
    public static final class Diff extends Told {
        @Parameters(index = "1", paramLabel = "FROM", description = "Number of a version, see troupe versions.")
        private int from;

        @Parameters(index = "2", paramLabel = "TO", description = "Number of a version.")
        private int to;

        @Option(names = "--json", description = "For programs.")
        private boolean json;

        @Override
        public Integer call() throws IOException {
            return show("/diff?from=" + from + "&to=" + to, json);
        }
    }

    @Command(
            name = "rollback",
            mixinStandardHelpOptions = true,
            description =
                    "Rolls a service back to any version it has had; docker service rollback goes to the last but one.")
    public static final class Rollback extends OfService {
        @Option(names = "--to", paramLabel = "VERSION", required = true, description = "See troupe versions.")
        private int to;

        @Mixin
        private Where where = new Where();

        @Override
        public Integer call() throws IOException {
            var client = ApiClient.at(where.address());
            good(client, client.post(path("/rollback?to=" + to)));
            say(service() + " rolls back to version " + to);
            return 0;
        }
    }
}
