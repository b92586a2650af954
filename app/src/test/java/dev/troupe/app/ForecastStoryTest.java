package dev.troupe.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.troupe.agent.driver.Drivers;
import dev.troupe.agent.driver.simulated.Script;
import dev.troupe.app.client.ApiClient;
import dev.troupe.app.running.Troupe;
import dev.troupe.app.settings.UpOptions;
import dev.troupe.core.forecast.Forecast;
import dev.troupe.core.forecast.Report.Ending;
import dev.troupe.core.forecast.Step;
import dev.troupe.core.roster.ServiceView;
import dev.troupe.core.roster.TaskView;
import dev.troupe.core.service.UpdateStatus;
import dev.troupe.core.task.TaskState;
import dev.troupe.http.DoorSettings;
import dev.troupe.http.rehearsals.ForecastJson;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole Troupe in real time, asked what would come of an order, and then given the order. */
class ForecastStoryTest {

    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Script SCRIPT = Script.AS_RECORDED.image(
            "web:*",
            does -> does.preparingFor(Duration.ofMillis(600))
                    .startingFor(Duration.ofMillis(400))
                    .stoppingFor(Duration.ofMillis(300)));
    private static final String SPEC = """
            {"Name":"web","Mode":{"Replicated":{"Replicas":4}},
             "TaskTemplate":{"ContainerSpec":{"Image":"web:1"},"Resources":{"Reservations":{"NanoCPUs":200000000}}},
             "UpdateConfig":{"Parallelism":2,"Delay":500000000,"Monitor":500000000,"Order":"stop-first"}}""";

    @TempDir
    private Path data;

    private Troupe troupe;
    private boolean stopped;

    @BeforeEach
    void start() {
        troupe = Troupe.start(new UpOptions(
                List.of("vm-1", "vm-2", "vm-3"),
                UpOptions.DriverKind.SIMULATED,
                data,
                DoorSettings.socket(data.resolve("troupe.sock")),
                false,
                true,
                () -> SCRIPT,
                Drivers.DEFAULT_ENGINE,
                Optional.empty()));
        assertThat(client().post("/services/create", SPEC).status()).isEqualTo(201);
        await().atMost(LONG).until(() -> running("web:1") == 4);
    }

    @AfterEach
    void stop() {
        if (!stopped) troupe.close();
        stopped = true;
    }

    private ApiClient client() {
        return ApiClient.at(troupe.addresses().getFirst());
    }

    private ServiceView web() {
        return troupe.gate().roster().serviceNamed("web").orElseThrow();
    }

    private Stream<TaskView> live(String image) {
        return troupe.gate().roster().tasksOf(web().id()).stream()
                .filter(task -> task.desired().isLive())
                .filter(task -> task.draft().spec().container().image().equals(image));
    }

    private long running(String image) {
        return live(image)
                .filter(task -> task.status().state() == TaskState.RUNNING)
                .count();
    }

    /** Once the last task has been heard, nothing more is written. */
    private long restingOffset() {
        var seen = new AtomicLong(-1);
        await().pollInterval(Duration.ofMillis(500))
                .atMost(LONG)
                .until(() -> seen.getAndSet(troupe.gate().roster().offset())
                        == troupe.gate().roster().offset());
        return seen.get();
    }

    private String troupe(String... words) {
        var out = new StringWriter();
        var line = Main.commandLine().setOut(new PrintWriter(out));
        var arguments = Stream.concat(
                        Stream.of(words), Stream.of("--host", troupe.addresses().getFirst()))
                .toArray(String[]::new);
        assertThat(line.execute(arguments)).isZero();
        return out.toString();
    }

    private void update(String image) {
        var spec = SPEC.replace("web:1", image);
        var path = "/services/web/update?version=" + web().version();
        assertThat(client().post(path, spec).status()).isEqualTo(200);
        await().atMost(LONG)
                .until(() -> web().updateStatus()
                                .filter(status -> status.state() == UpdateStatus.State.COMPLETED)
                                .isPresent()
                        && running(image) == 4);
    }

    @Test
    void anUpdateGoesAsItWasForetold() {
        update("web:2"); // The journal now knows how long things take here.
        var before = restingOffset();

        var forecast =
                ForecastJson.read(troupe("rehearse", "update", "web", "--image", "web:3", "--runs", "5", "--json"));

        assertThat(troupe.gate().roster().offset()).as("nothing is written").isEqualTo(before);
        assertThat(forecast.plain().orElseThrow().ending()).isEqualTo(Ending.COMPLETED);
        assertThat(forecast.runs().orElseThrow().runs()).isEqualTo(5);
        update("web:3");
        assertThat(order(forecast))
                .isEqualTo(live("web:3").map(task -> task.draft().slot()).toList());
        assertThat(places(forecast)).containsExactlyInAnyOrderElementsOf(places("web:3"));
        var status = web().updateStatus().orElseThrow();
        var real = Duration.between(status.startedAt(), status.completedAt().orElseThrow());
        // A machine that is busy otherwise makes both slower, and not alike.
        assertThat(forecast.plain().orElseThrow().took()).isBetween(real.dividedBy(2), real.multipliedBy(2));
    }

    @Test
    void aDrainIsOnlyRehearsedWhenItIsADryRun() {
        var before = restingOffset();

        var told = troupe("node", "drain", "vm-2", "--dry-run", "--runs", "3");

        assertThat(told).contains("The drain of vm-2, rehearsed; nothing was written.", "instead of the one on vm-2");
        assertThat(troupe.gate().roster().offset()).isEqualTo(before);
        troupe("node", "drain", "vm-2");
        await().atMost(LONG)
                .until(() ->
                        running("web:1") == 4 && places("web:1").stream().noneMatch(place -> place.endsWith("vm-2")));
    }

    @Test
    void whoWaitsForAForecastIsToldWhenTroupeStops() {
        var asked = CompletableFuture.supplyAsync(() -> client().post(
                        "/troupe/v1/rehearsals",
                        "{\"drain\":{\"node\":\"vm-2\"},\"runs\":100000,\"limitSeconds\":600}"));
        await().atMost(LONG)
                .until(() -> ProcessHandle.current().children().findAny().isPresent());
        stop();
        assertThat(asked.join().status()).isEqualTo(503);
        assertThat(asked.join().message()).isEqualTo("this Troupe is stopping");
    }

    private static List<Integer> order(Forecast forecast) {
        return forecast.plan().stream()
                .map(Step::slot)
                .map(slot -> Integer.valueOf(slot.substring("web.".length())))
                .toList();
    }

    private static List<String> places(Forecast forecast) {
        return forecast.plan().stream()
                .map(step -> step.slot() + " on " + step.node().orElse("nowhere"))
                .toList();
    }

    private List<String> places(String image) {
        var roster = troupe.gate().roster();
        return live(image)
                .map(task -> task.draft().serviceName() + "." + task.draft().slot() + " on "
                        + roster.node(task.node().orElseThrow())
                                .orElseThrow()
                                .facts()
                                .description()
                                .hostname())
                .toList();
    }
}
