package dev.troupe.app.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.troupe.app.client.ApiClient;
import dev.troupe.app.settings.Misuse;
import dev.troupe.app.settings.StartFailure;
import dev.troupe.core.forecast.ForecastText;
import dev.troupe.http.rehearsals.ForecastJson;
import java.io.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code troupe rehearse update|drain|rm}: what would come of an order to a running Troupe. Nothing is written there. */
public final class RehearseOrders {

    private static final ObjectMapper JSON = new ObjectMapper();

    private RehearseOrders() {}

    /** How an order is rehearsed. */
    static final class How {
        @Option(names = "--node-failures", paramLabel = "N", description = "So many nodes break meanwhile.")
        private int nodeFailures;

        @Option(
                names = "--task-failure-rate",
                paramLabel = "P",
                description = "This share of new tasks fails within the monitor period, 0 to 1.")
        private double taskFailureRate;

        @Option(names = "--runs", paramLabel = "N", defaultValue = "1000", description = "How many. Without: 1000.")
        private int runs;

        @Option(
                names = "--time-limit",
                paramLabel = "DURATION",
                defaultValue = "60s",
                description = "Answer after so long from the runs there are. Without: 60s.")
        private String limit = "60s";

        @Option(names = "--json", description = "The forecast as JSON.")
        private boolean json;

        @Mixin
        private Where where = new Where();

        /** By the fields of the request. */
        private static final Map<String, String> OPTIONS = Map.of(
                "nodeFailures", "--node-failures",
                "taskFailureRate", "--task-failure-rate",
                "runs", "--runs",
                "limitSeconds", "--time-limit");

        /** What makes no sense when an order is given in earnest. */
        static final List<String> HOW =
                List.of("--node-failures", "--task-failure-rate", "--runs", "--time-limit", "--json");

        ApiClient client() throws IOException {
            return ApiClient.at(where.address());
        }

        /** That there is such a node is asked first: who may have been meant is known here only. */
        void finds(String node) throws IOException {
            var client = client();
            var found = client.get("/nodes/" + ApiClient.quote(node));
            if (found.status() != 200) throw Meant.refusal(client, found, node, Meant.Kind.NODE);
        }

        /** Asks for the rehearsal, shows how far it is, prints the forecast. 0: without failures the order would be carried out. */
        int rehearse(String kind, ObjectNode intent, PrintWriter out) throws IOException {
            var request = JSON.createObjectNode()
                    .put("nodeFailures", nodeFailures)
                    .put("taskFailureRate", taskFailureRate)
                    .put("runs", runs)
                    .put(
                            "limitSeconds",
                            SpecChanges.duration("--time-limit", limit).toMillis() / 1000.0);
            request.set(kind, intent);
            var showing = Optional.ofNullable(System.console())
                    .filter(Console::isTerminal)
                    .isPresent();
            var lines = new ArrayList<String>();
            asInOptions(() -> client().lines("/troupe/v1/rehearsals", request.toString(), line -> {
                if (!line.startsWith("{\"progress\"")) lines.add(line);
                else if (showing) System.err.print("\r" + progress(line) + " ");
                return true;
            }));
            if (showing) System.err.print("\r\033[K");
            if (lines.isEmpty()) throw new StartFailure("the rehearsal broke off");
            var last = JSON.readTree(lines.getLast());
            if (last.has("failed")) {
                throw new StartFailure("the rehearsal failed: "
                        + last.path("failed").path("message").asText());
            }
            var forecast = last.path("forecast");
            if (json) {
                out.println(forecast.toPrettyString());
                out.flush();
            }
            var read = ForecastJson.read(forecast.toString());
            if (!json) ForecastText.lines(read).forEach(out::println);
            out.flush();
            return read.carriesOut() ? 0 : 1;
        }

        @FunctionalInterface
        private interface Asking {
            void ask() throws IOException;
        }

        /** What the API refuses, in the words that were typed here. */
        private static void asInOptions(Asking asking) throws IOException {
            try {
                asking.ask();
            } catch (StartFailure refused) {
                var words = String.valueOf(refused.getMessage()).split(" ", 2);
                var option = OPTIONS.get(words[0]);
                throw option == null ? refused : new Misuse(option + " " + words[1], refused);
            }
        }

        private static String progress(String line) {
            try {
                var progress = JSON.readTree(line).path("progress");
                return progress.path("runs").asInt() + " of "
                        + progress.path("of").asInt() + " runs";
            } catch (JsonProcessingException garbled) {
                return line;
            }
        }
    }

    private abstract static class Order implements Callable<Integer> {
        @Mixin
        How how = new How();

        @CommandLine.Spec
        @SuppressWarnings("NullAway.Init") // Set by picocli before anything runs.
        CommandLine.Model.CommandSpec spec;

        PrintWriter out() {
            return spec.commandLine().getOut();
        }
    }

    @Command(
            name = "update",
            mixinStandardHelpOptions = true,
            description =
                    "Rehearses an update of a service of a running Troupe, in the words of docker service update.")
    static final class Update extends Order {
        @Mixin
        private SpecChanges changes = new SpecChanges();

        @Parameters(paramLabel = "SERVICE", description = "Name or id.")
        private String service = "";

        @Override
        public Integer call() throws IOException {
            var client = how.client();
            var found = client.get("/services/" + ApiClient.quote(service));
            if (found.status() != 200) throw Meant.refusal(client, found, service, Meant.Kind.SERVICE);
            if (!(JSON.readTree(found.body()).path("Spec") instanceof ObjectNode present))
                throw new StartFailure("that is not Troupe's API");
            var before = present.deepCopy();
            changes.apply(present);
            if (present.equals(before)) {
                throw new Misuse("nothing would change: say what to, in the words of docker service update, or replace "
                        + "the tasks as they are with --force");
            }
            var intent = JSON.createObjectNode().put("service", service);
            intent.set("spec", present);
            return how.rehearse("update", intent, out());
        }
    }

    @Command(
            name = "drain",
            mixinStandardHelpOptions = true,
            description = "Rehearses setting a node's availability to drain.")
    static final class Drain extends Order {
        @Parameters(paramLabel = "NODE", description = "Host name or id.")
        private String node = "";

        @Override
        public Integer call() throws IOException {
            how.finds(node);
            return how.rehearse("drain", JSON.createObjectNode().put("node", node), out());
        }
    }

    @Command(name = "rm", mixinStandardHelpOptions = true, description = "Rehearses removing a node from the swarm.")
    static final class Remove extends Order {
        @Parameters(paramLabel = "NODE", description = "Host name or id.")
        private String node = "";

        @Option(
                names = {"-f", "--force"},
                description = "Also one that is not down.")
        private boolean force;

        @Override
        public Integer call() throws IOException {
            how.finds(node);
            return how.rehearse(
                    "removeNode", JSON.createObjectNode().put("node", node).put("force", force), out());
        }
    }
}
