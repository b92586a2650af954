package dev.troupe.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.troupe.app.client.ApiClient;
import dev.troupe.app.running.Troupe;
import dev.troupe.app.settings.UpOptions;
import dev.troupe.core.id.TaskId;
import dev.troupe.core.node.NodeState;
import dev.troupe.core.roster.TaskView;
import dev.troupe.core.service.UpdateStatus;
import dev.troupe.core.task.DesiredState;
import dev.troupe.core.task.TaskState;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole Troupe with its durable journal, asked on the command line as a tired person would. */
class WhyStoryTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path data;

    private Troupe troupe;

    @BeforeEach
    void start() {
        troupe = Troupe.start(UpOptions.simulated(List.of("one", "two", "three"), data));
        await().atMost(PATIENCE)
                .until(() -> troupe.gate().roster().nodes().stream()
                        .allMatch(node -> node.facts().state() == NodeState.READY));
    }

    @AfterEach
    void stop() {
        troupe.close();
    }

    /** What the command prints; its first line is the answer in one sentence. */
    private String troupe(String... words) {
        return told(0, words)[0];
    }

    /** What it says instead. */
    private String refused(String... words) {
        return told(1, words)[1];
    }

    private String[] told(int code, String... words) {
        var out = new StringWriter();
        var err = new StringWriter();
        var all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--data", data.toString()));
        var ended = Main.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(all.toArray(String[]::new));
        assertThat(ended).as(out + "" + err).isEqualTo(code);
        return new String[] {out.toString(), err.toString()};
    }

    private void post(String path, String body) {
        var answer = ApiClient.at(troupe.addresses().getFirst()).post(path, body);
        assertThat(answer.status()).as(answer.body()).isBetween(200, 299);
    }

    private static String spec(String name, String image, int replicas, String more) {
        return """
                {"Name":"%s","TaskTemplate":{"ContainerSpec":{"Image":"%s","StopGracePeriod":100000000,"Args":["run"]}%s},
                 "Mode":{"Replicated":{"Replicas":%d}},
                 "UpdateConfig":{"Parallelism":1,"Monitor":200000000},"RollbackConfig":{"Parallelism":1,"Monitor":200000000}}""".formatted(name, image, more, replicas);
    }

    private void update(String image) {
        var service = troupe.gate().roster().serviceNamed("web").orElseThrow();
        post("/services/" + service.id() + "/update?version=" + service.version(), spec("web", image, 2, ""));
        eventuallyIs(UpdateStatus.State.COMPLETED);
        eventuallyRun(image);
    }

    private void eventuallyIs(UpdateStatus.State state) {
        await().atMost(PATIENCE)
                .until(() -> troupe.gate()
                        .roster()
                        .serviceNamed("web")
                        .orElseThrow()
                        .updateStatus()
                        .map(UpdateStatus::state)
                        .equals(Optional.of(state)));
    }

    private List<TaskView> running(String image) {
        return troupe.gate().roster().tasks().stream()
                .filter(task -> task.desired() == DesiredState.RUNNING)
                .filter(task -> task.status().state() == TaskState.RUNNING)
                .filter(task -> task.draft().spec().container().image().startsWith(image))
                .toList();
    }

    private void eventuallyRun(String image) {
        await().atMost(PATIENCE).until(() -> running(image).size() == 2);
    }

    @Test
    void whatWaitsWhatWasLostAndWhatFollowed() throws Exception {
        post("/services/create", spec("pin", "pin:1", 1, ",\"Placement\":{\"Constraints\":[\"node.labels.zone==a\"]}"));
        await().atMost(PATIENCE)
                .until(() -> troupe("why", "pin.1")
                        .contains("no suitable node (scheduling constraints not satisfied on 3" + " nodes)"));
        assertThat(troupe("why", "pin"))
                .contains("one, three and two: node.labels.zone==a not met (nothing there)")
                .contains("docker node update --label-add zone=a one")
                .contains("a client (docker service create) created pin: 1 x pin:1");

        post("/services/create", spec("web", "web:1", 2, ""));
        eventuallyRun("web:1");
        var lost = running("web:1").getFirst();
        var node = troupe.gate().roster().node(lost.node().orElseThrow()).orElseThrow();
        var name = node.facts().description().hostname();
        troupe.nodes().kill(name).toCompletableFuture().get(60, TimeUnit.SECONDS);
        await().atMost(PATIENCE)
                .until(() -> !follower(lost).id().equals(lost.id())
                        && follower(lost).status().state() == TaskState.RUNNING);

        assertThat(troupe("why", lost.id().value()))
                .contains("is lost with " + name)
                .contains(name + " went down: its agent was not heard any more (heartbeat failure)");
        assertThat(troupe("why", follower(lost).id().value()))
                .contains("the scheduler chose ", "1 of 3 nodes did not fit");
        assertThat(troupe("why", name)).startsWith(name + " has been down for ");
    }

    /** Itself, until there is another one. */
    private TaskView follower(TaskView lost) {
        return troupe.gate().roster().tasksOf(lost.service()).stream()
                .filter(task -> task.draft().slot() == lost.draft().slot()
                        && task.desired().isLive())
                .findFirst()
                .orElseThrow();
    }

    @Test
    void everyVersionIsKeptAndAnyOneCanComeBackEvenWhenTroupeDoesNotRunItIsTold() {
        post("/services/create", spec("web", "web:1", 2, ""));
        eventuallyRun("web:1");
        TaskId first = running("web:1").getFirst().id();
        update("web:2");
        update("web:3");
        assertThat(troupe("diff", "web", "1", "3"))
                .isEqualTo("TaskTemplate.ContainerSpec.Image: \"web:1\" -> \"web:3\"\n");

        assertThat(troupe("rollback", "web", "--to", "1")).isEqualTo("web rolls back to version 1\n");
        eventuallyIs(UpdateStatus.State.ROLLBACK_COMPLETED);
        eventuallyRun("web:1");
        assertThat(troupe("versions", "web").lines())
                .element(1)
                .asString()
                .startsWith("4 ")
                .contains("client troupe rollback --to 1", "back to 1: image web:3 -> web:1", "rollback completed");

        troupe.close();
        assertThat(troupe("versions", "web").lines()).hasSize(5);
        assertThat(troupe("why", "--kind", "task", first.value()))
                .contains("a client (docker service update) changed web: image web:1 -> web:2");
        start();
    }

    @Test
    void ofANameThatNobodyHasItIsSaidWhoMayHaveBeenMeant() {
        post("/services/create", spec("web", "web:1", 2, ""));
        eventuallyRun("web:1");
        assertThat(refused("why", "wbe"))
                .isEqualTo("troupe: no service, node or task is called wbe; did you mean web?\n");
        assertThat(refused("why", "wbe.2"))
                .isEqualTo("troupe: no service, node or task is called wbe.2; did you mean web.2?\n");
        assertThat(refused("why", "tow")).endsWith(" is called tow; did you mean two?\n");
        assertThat(refused("why", "--kind", "service", "tow")).isEqualTo("troupe: service tow not found\n");
        assertThat(refused("why", "web.9")).isEqualTo("troupe: no service, node or task is called web.9\n");
        assertThat(refused("rollback", "wbe", "--to", "1"))
                .isEqualTo("troupe: service wbe not found; did you mean web?\n");
        assertThat(refused("diff", "web", "1", "9")).isEqualTo("troupe: service web has no version 9: it has 1 to 1\n");

        assertThat(refused("rehearse", "update", "wbe", "--force"))
                .isEqualTo("troupe: service wbe not found; did you mean web?\n");
        assertThat(refused("rehearse", "drain", "tow")).isEqualTo("troupe: node tow not found; did you mean two?\n");
        assertThat(refused("node", "drain", "tow", "--dry-run"))
                .isEqualTo("troupe: node tow not found; did you mean two?\n");
        assertThat(refused("node", "cut", "tow"))
                .isEqualTo("troupe: node tow does not live in this process; did you mean two?\n");
        assertThat(refused("history", "web", "--since", "99999"))
                .startsWith("troupe: --since: 99999: the journal ends at offset ");

        troupe.close();
        assertThat(refused("versions", "wbe")).isEqualTo("troupe: service wbe not found; did you mean web?\n");
        assertThat(refused("diff", "wbe", "1", "2")).isEqualTo("troupe: service wbe not found; did you mean web?\n");
        assertThat(refused("history", "wbe"))
                .isEqualTo(
                        "troupe: nothing is known of a service, task, node or stack called wbe; did you mean web?\n");
        assertThat(refused("history", "elsewhere"))
                .isEqualTo("troupe: nothing is known of a service, task, node or stack called elsewhere\n");
        start();
    }
}
