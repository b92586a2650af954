package dev.troupe.app.command;

import dev.troupe.app.client.ApiClient;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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
            var client = ApiClient.at(where.address());
            var answer = client.post("/troupe/v1/nodes/" + ApiClient.quote(name) + "/" + verb);
            if (answer.status() != 200) throw Meant.refusal(client, answer, name, Meant.Kind.NODE);
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
