package dev.troupe.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.troupe.actors.Answer;
import dev.troupe.app.client.ApiClient;
import dev.troupe.app.running.Troupe;
import dev.troupe.app.settings.UpOptions;
import dev.troupe.core.feed.Recorded;
import dev.troupe.core.name.NameEvent;
import dev.troupe.core.node.Availability;
import dev.troupe.core.node.NodeCommand;
import dev.troupe.core.node.NodeEvent;
import dev.troupe.core.node.NodeSpec;
import dev.troupe.core.node.NodeState;
import dev.troupe.core.node.Role;
import dev.troupe.core.roster.NodeView;
import dev.troupe.core.rule.Cause;
import dev.troupe.core.service.ServiceEvent;
import dev.troupe.core.spec.ContainerSpec;
import dev.troupe.core.spec.ServiceSpec;
import dev.troupe.core.spec.TaskSpec;
import dev.troupe.core.swarm.Swarm;
import dev.troupe.core.swarm.SwarmEvent;
import dev.troupe.core.swarm.SwarmRules;
import dev.troupe.core.task.TaskState;
import dev.troupe.persistence.EmbeddedStore;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A swarm is left and another one founded, and the process is killed somewhere in between: the journal ends with any of the
 * facts that this is made of, and a Troupe starts on it.
 */
class LeavingStoryTest {

    private static final Cause TEST = Cause.outside("test", "test");
    private static final ServiceSpec WEB = ServiceSpec.of("web", 2, TaskSpec.of(ContainerSpec.of("web:1"), "web:1"));
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path directory;

    @Test // CL-12, OM-15
    void whereverACrashComesTheNextSwarmIsWholeAndNothingOfTheOneBeforeIsInIt() throws Exception {
        var lived = directory.resolve("lived");
        try (var troupe = start(lived)) {
            aSwarmIsLeftAndAnotherOneFounded(troupe);
        }

        var ends = ends(lived);
        assertThat(ends.getFirst().fact().event()).isInstanceOf(SwarmEvent.Dissolved.class);
        assertThat(ends).hasSizeGreaterThanOrEqualTo(5); // The service, its name, a node, and the next swarm.
        for (var last : ends) {
            var crashed = directory.resolve("crashed-after-" + last.offset());
            troupe("journal", "replay", "--data", lived, "--until", last.offset(), "--to", crashed);
            try (var troupe = start(crashed)) {
                theSwarmIsNew(troupe, last.fact().event().getClass().getSimpleName());
            }
        }
    }

    @Test // CL-12
    void aServiceWhoseCreationIsOvertakenByTheLeavingGoesWithTheSwarm() throws Exception {
        try (var troupe = start(directory.resolve("left"))) {
            var door = ApiClient.at(troupe.addresses().getFirst());
            assertThat(door.post("/swarm/leave?force=1").status()).isEqualTo(200);
            // The door has let it in before.
            var answer = ask(troupe.gate().create(WEB, TEST));
            assertThat(answer)
                    .isInstanceOfSatisfying(
                            Answer.Refused.class,
                            refused -> assertThat(refused.why()).isEqualTo(SwarmRules.NO_MANAGER));
            assertThat(troupe.gate().roster().services()).isEmpty();
        }
    }

    private static void aSwarmIsLeftAndAnotherOneFounded(Troupe troupe) throws Exception {
        create(troupe);
        var two = nodes(troupe).getLast();
        var drained = new NodeSpec("", Map.of("rack", "a"), Role.WORKER, Availability.DRAIN);
        ask(troupe.gate().ask(two.facts().id(), new NodeCommand.Change(drained, two.version()), TEST));

        var door = ApiClient.at(troupe.addresses().getFirst());
        assertThat(door.post("/swarm/leave?force=1").status()).isEqualTo(200);
        assertThat(door.post("/swarm/init", "{\"ListenAddr\":\"0.0.0.0:2377\"}").status())
                .isEqualTo(200);
    }

    private static void theSwarmIsNew(Troupe troupe, String lastFact) throws Exception {
        assertThat(troupe.gate().roster().swarm())
                .as("killed after %s", lastFact)
                .isInstanceOf(Swarm.Active.class);
        assertThat(troupe.gate().roster().services())
                .as("killed after %s", lastFact)
                .isEmpty();
        assertThat(nodes(troupe))
                .as("killed after %s", lastFact)
                .extracting(node -> node.facts().spec())
                .containsExactly(NodeSpec.active(Role.MANAGER), NodeSpec.active(Role.WORKER));
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(troupe.gate().roster().tasks())
                        .as("killed after %s", lastFact)
                        .isEmpty());
        await().atMost(PATIENCE).until(() -> create(troupe)); // As soon as the name is free.
        await().atMost(PATIENCE)
                .until(() -> troupe.gate().roster().tasks().stream()
                        .allMatch(task -> task.status().state() == TaskState.RUNNING));
    }

    /** From the end of the first swarm to the beginning of the second, what is said of services, names, nodes and swarms. */
    private static List<Recorded> ends(Path data) {
        try (var feed = new EmbeddedStore(data, true).feedOfThePast()) {
            var facts = feed.after(0, Integer.MAX_VALUE);
            var left = offset(facts, SwarmEvent.Dissolved.class);
            return facts.stream()
                    .filter(fact -> fact.offset() >= left)
                    .filter(fact -> switch (fact.fact().event()) {
                        case SwarmEvent _, NameEvent _, ServiceEvent.Removed _, NodeEvent.SpecChanged _ -> true;
                        default -> false;
                    })
                    .toList();
        }
    }

    private static long offset(List<Recorded> facts, Class<?> event) {
        return facts.stream()
                .filter(fact -> event.isInstance(fact.fact().event()))
                .findFirst()
                .orElseThrow()
                .offset();
    }

    private static Troupe start(Path data) {
        var troupe = Troupe.start(UpOptions.simulated(List.of("one", "two"), data));
        await().atMost(PATIENCE)
                .until(() ->
                        nodes(troupe).stream().allMatch(node -> node.facts().state() == NodeState.READY));
        return troupe;
    }

    private static void troupe(Object... words) {
        var out = new StringWriter();
        var writer = new PrintWriter(out);
        var texts = List.of(words).stream().map(Object::toString).toArray(String[]::new);
        assertThat(Main.commandLine().setOut(writer).setErr(writer).execute(texts))
                .as("%s", out)
                .isZero();
    }

    /** False while the name is taken. */
    private static boolean create(Troupe troupe) throws Exception {
        return ask(troupe.gate().create(WEB, TEST)) instanceof Answer.Done;
    }

    private static List<NodeView> nodes(Troupe troupe) {
        return troupe.gate().roster().nodes().stream()
                .sorted(Comparator.comparing(node -> node.facts().description().hostname()))
                .toList();
    }

    private static <T> T ask(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(60, TimeUnit.SECONDS);
    }
}
