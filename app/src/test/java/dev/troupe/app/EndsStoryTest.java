package dev.troupe.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.troupe.actors.Answer;
import dev.troupe.app.client.ApiClient;
import dev.troupe.app.running.Troupe;
import dev.troupe.app.settings.UpOptions;
import dev.troupe.core.id.ServiceId;
import dev.troupe.core.node.Availability;
import dev.troupe.core.node.NodeCommand;
import dev.troupe.core.node.NodeEvent;
import dev.troupe.core.node.NodeSpec;
import dev.troupe.core.node.NodeState;
import dev.troupe.core.node.Role;
import dev.troupe.core.roster.NodeView;
import dev.troupe.core.roster.TaskView;
import dev.troupe.core.rule.Cause;
import dev.troupe.core.spec.ContainerSpec;
import dev.troupe.core.spec.ServiceSpec;
import dev.troupe.core.spec.TaskSpec;
import dev.troupe.core.swarm.SwarmEvent;
import dev.troupe.core.task.DesiredState;
import dev.troupe.core.task.TaskState;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole Troupe whose swarm is left, whose node is removed, which is stopped together with its tasks. */
class EndsStoryTest {

    private static final Cause TEST = Cause.outside("test", "test");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path data;

    private Troupe troupe;

    @BeforeEach
    void start() {
        var options = UpOptions.simulated(List.of("one", "two"), data);
        troupe = Troupe.start(new UpOptions(
                options.hostnames(),
                options.driver(),
                options.data(),
                options.doors(),
                options.ephemeral(),
                false, // Whoever stops it stops the tasks.
                options.script(),
                options.engine(),
                options.conf()));
        await().atMost(PATIENCE)
                .until(() -> nodes().stream().allMatch(node -> node.facts().state() == NodeState.READY));
    }

    @AfterEach
    void stop() {
        troupe.close();
    }

    @Test // CL-12
    void aSwarmThatIsLeftTakesItsServicesAlongAndTheNextOneBeginsEmpty() throws Exception {
        eventuallyRuns(create("web"), 2);
        ask(troupe.gate()
                .ask(
                        nodes().getLast().facts().id(),
                        new NodeCommand.Change(
                                new NodeSpec("", Map.of("rack", "a"), Role.WORKER, Availability.DRAIN),
                                nodes().getLast().version()),
                        TEST));

        assertThat(door().post("/swarm/leave?force=1").status()).isEqualTo(200);
        assertThat(door().get("/services").status()).isEqualTo(503);
        assertThat(troupe.gate().roster().services()).isEmpty();
        await().atMost(PATIENCE).until(() -> troupe.gate().roster().tasks().isEmpty());

        var init = door().post("/swarm/init", "{\"ListenAddr\":\"0.0.0.0:2377\"}");
        assertThat(init.status()).isEqualTo(200);
        assertThat(init.body().strip())
                .isEqualTo("\"" + nodes().getFirst().facts().id() + "\"");
        assertThat(nodes())
                .extracting(node -> node.facts().spec())
                .containsExactly(NodeSpec.active(Role.MANAGER), NodeSpec.active(Role.WORKER));
        eventuallyRuns(create("web"), 2);
        var founders = Collections.synchronizedList(new ArrayList<String>());
        troupe.follow(news -> news.forEach(recorded -> {
            if (recorded.fact().event() instanceof SwarmEvent.Initialised)
                founders.add(recorded.fact().cause().by());
        }));
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(founders).containsExactly("troupe up", "client docker swarm init"));
    }

    @Test
    void whoFoundsASwarmSaysWhetherTheFirstNodeTakesTasks() throws Exception {
        assertThat(door().post("/swarm/leave?force=1").status()).isEqualTo(200);
        assertThat(door().post("/swarm/init", "{\"Availability\":\"drain\"}").status())
                .isEqualTo(200);
        assertThat(nodes())
                .extracting(node -> node.facts().spec().availability())
                .containsExactly(Availability.DRAIN, Availability.ACTIVE);
    }

    @Test // RS-14: what ends with its node has not failed.
    void whoeverStopsItWithItsTasksFindsThemReplacedAfterwardsAndNoneCountedAsFailed() throws Exception {
        var web = create("web");
        eventuallyRuns(web, 2);
        var before = tasks(web);

        troupe.close();
        start();
        eventuallyRuns(web, 2);
        assertThat(tasks(web)).doesNotContainAnyElementsOf(before);
        var messages = Collections.synchronizedList(new ArrayList<String>());
        troupe.follow(news -> news.forEach(recorded -> {
            if (recorded.fact().event() instanceof NodeEvent.WentDown(var message)) messages.add(message);
        }));
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(messages).containsExactly("node shut down", "node shut down"));
    }

    @Test
    void aNodeThatWasRemovedIsNotRevived() throws Exception {
        var two = nodes().getLast().facts().id();
        ask(troupe.nodes().kill("two"));
        await().atMost(PATIENCE).until(() -> nodes().getLast().facts().state() == NodeState.DOWN);
        ask(troupe.gate().ask(two, new NodeCommand.Remove(false), TEST));
        assertThat(ask(troupe.nodes().revive("two")))
                .isInstanceOfSatisfying(
                        Answer.Refused.class,
                        refused ->
                                assertThat(refused.why().message()).isEqualTo("node two was removed from the swarm"));
    }

    private ApiClient door() throws Exception {
        return ApiClient.at(troupe.addresses().getFirst());
    }

    private List<NodeView> nodes() {
        return troupe.gate().roster().nodes().stream()
                .sorted((a, b) -> a.facts()
                        .description()
                        .hostname()
                        .compareTo(b.facts().description().hostname()))
                .toList();
    }

    private ServiceId create(String name) throws Exception {
        var container = ContainerSpec.of("web:1");
        var answer = ask(troupe.gate().create(ServiceSpec.of(name, 2, TaskSpec.of(container, "web:1")), TEST));
        return ((Answer.Done<ServiceId>) answer).value();
    }

    private List<String> tasks(ServiceId service) {
        return troupe.gate().roster().tasksOf(service).stream()
                .filter(task ->
                        task.desired() == DesiredState.RUNNING && task.status().state() == TaskState.RUNNING)
                .map(TaskView::id)
                .map(id -> id.value())
                .toList();
    }

    private void eventuallyRuns(ServiceId service, int count) {
        await().atMost(PATIENCE).until(() -> tasks(service).size() == count);
    }

    private static <T> T ask(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(60, TimeUnit.SECONDS);
    }
}
