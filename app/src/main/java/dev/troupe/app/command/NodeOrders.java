package dev.troupe.app.command;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.troupe.app.client.ApiClient;
import dev.troupe.app.settings.Misuse;
import dev.troupe.app.settings.StartFailure;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code troupe node drain|rm NODE}: as the docker CLI does it, and with {@code --dry-run} only rehearsed. */
public final class NodeOrders {

    private static final ObjectMapper JSON = new ObjectMapper();

    private NodeOrders() {}

    private abstract static class Order implements Callable<Integer> {
        @Mixin
        private RehearseOrders.How how = new RehearseOrders.How();

        @Option(names = "--dry-run", description = "Only tell what would come of it: see troupe rehearse.")
        private boolean dryRun;

        @Parameters(paramLabel = "NODE", description = "Host name or id.")
        String node = "";

        @CommandLine.Spec
        @SuppressWarnings("NullAway.Init") // Set by picocli before anything runs.
        private CommandLine.Model.CommandSpec spec;

        abstract String intent();

        abstract void complete(ObjectNode intent);

        abstract ApiClient.Answer give(ApiClient client) throws IOException;

        @Override
        public Integer call() throws IOException {
            var out = spec.commandLine().getOut();
            if (dryRun) {
                how.finds(node);
                var intent = JSON.createObjectNode().put("node", node);
                complete(intent);
                return how.rehearse(intent(), intent, out);
            }
            var idle = RehearseOrders.How.HOW.stream()
                    .filter(spec.commandLine().getParseResult()::hasMatchedOption)
                    .findFirst();
            if (idle.isPresent()) throw new Misuse(idle.get() + " says how to rehearse: add --dry-run");
            var client = how.client();
            var answer = give(client);
            if (answer.status() != 200) throw Meant.refusal(client, answer, node, Meant.Kind.NODE);
            out.println(node);
            out.flush();
            return 0;
        }
    }

    @Command(
            name = "drain",
            mixinStandardHelpOptions = true,
            description = "Moves its tasks elsewhere, and gives it no others.")
    static final class Drain extends Order {
        @Override
        String intent() {
            return "drain";
        }

        @Override
        void complete(ObjectNode intent) {}

        @Override
        ApiClient.Answer give(ApiClient client) throws IOException {
            var found = client.get("/nodes/" + ApiClient.quote(node));
            if (found.status() != 200) return found;
            var view = JSON.readTree(found.body());
            if (!(view.path("Spec") instanceof ObjectNode present)) throw new StartFailure("that is not Troupe's API");
            present.put("Availability", "drain");
            var version = view.path("Version").path("Index").asLong();
            return client.post("/nodes/" + view.path("ID").asText() + "/update?version=" + version, present.toString());
        }
    }

    @Command(name = "rm", mixinStandardHelpOptions = true, description = "Removes it from the swarm.")
    static final class Remove extends Order {
        @Option(
                names = {"-f", "--force"},
                description = "Also one that is not down.")
        private boolean force;

        @Override
        String intent() {
            return "removeNode";
        }

        @Override
        void complete(ObjectNode intent) {
            intent.put("force", force);
        }

        @Override
        ApiClient.Answer give(ApiClient client) {
            return client.delete("/nodes/" + ApiClient.quote(node) + (force ? "?force=1" : ""));
        }
    }
}
