package dev.troupe.agent.driver.docker;

import static dev.troupe.agent.driver.Outcome.get;
import static dev.troupe.agent.driver.Outcome.trouble;
import static dev.troupe.agent.driver.docker.EngineUnderTest.IMAGE;
import static dev.troupe.agent.driver.docker.EngineUnderTest.fresh;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.troupe.agent.Drafts;
import dev.troupe.agent.driver.Condition;
import dev.troupe.agent.driver.DriverTrouble;
import dev.troupe.agent.driver.Drivers;
import dev.troupe.agent.driver.Found;
import dev.troupe.agent.driver.LogCollector;
import dev.troupe.agent.driver.StopOrder;
import dev.troupe.core.id.NodeId;
import dev.troupe.core.id.TaskId;
import dev.troupe.core.session.LogLine;
import dev.troupe.core.session.LogQuery;
import dev.troupe.core.spec.ContainerSpec;
import dev.troupe.core.spec.Resources;
import dev.troupe.core.task.TaskDraft;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The driver with a real engine, see {@link EngineUnderTest}; the lanes docker and podman of the conformance run it. */
class DockerDriverEngineTest {

    private static final LogQuery FOLLOW = new LogQuery(true, true, Optional.empty(), OptionalInt.empty(), true);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path data;

    private final NodeId node = new NodeId("node" + fresh());
    private final TaskId task = new TaskId("task" + fresh());
    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    private final List<DockerDriver> open = new ArrayList<>();

    @SuppressWarnings("NullAway.Init")
    private DockerDriver driver;

    @BeforeAll
    static void needsAnEngine() {
        EngineUnderTest.needed(DockerDriverEngineTest.class);
    }

    @BeforeEach
    void connect() throws IOException {
        driver = connectAgain();
    }

    @AfterEach
    void removeWhatIsLeft() {
        for (var found : get(driver.adopt())) get(driver.remove(found.task()));
        open.forEach(DockerDriver::close);
        executor.shutdownNow();
    }

    @Test
    void theEngineDescribesTheNode_OM35() {
        var description = get(driver.describe());
        assertThat(description.hostname()).isEqualTo("worker1");
        assertThat(description.platform().os()).isEqualTo("linux");
        assertThat(description.resources().nanoCpus()).isPositive();
        assertThat(description.resources().memoryBytes()).isPositive();
        assertThat(description.engineVersion()).isNotEmpty();
    }

    @Test
    void preparingMakesOneContainerUnderTheTasksNameHoweverOftenAndByWhom_E3() throws IOException {
        var draft = draft(container("sleep", "1000"));
        var made = get(driver.prepare(draft));
        assertThat(get(driver.prepare(draft))).isEqualTo(made);
        assertThat(get(connectAgain().prepare(draft)))
                .as("by a driver that knows nothing of it")
                .isEqualTo(made);
        try (var engine = new EngineClient(EngineUnderTest.address())) {
            var container = engine.get("/containers/" + draft.name() + "/json");
            assertThat(container.path("Id").asText()).isEqualTo(made.containerId());
            assertThat(container.path("State").path("Running").asBoolean()).isFalse();
        }
    }

    /** The engine keeps the name of a container that it is still making, and does not list it yet. */
    @Test
    void anAttemptThatTheEngineIsStillAtIsNoReasonToGiveUp_E3() throws IOException {
        var comesBack = connectAgain();
        for (var i = 0; i < 5; i++) {
            var draft = Drafts.task("task" + fresh(), container("sleep", "1000"));
            var first = prepared(driver, draft, 20);
            assertThat(get(prepared(comesBack, draft, 20))).isEqualTo(get(first));
        }
    }

    private static CompletionStage<Condition.Created> prepared(DockerDriver driver, TaskDraft draft, int tries) {
        return driver.prepare(draft).exceptionallyCompose(failure -> {
            assertThat(DriverTrouble.behind(failure).kind())
                    .as(failure.toString())
                    .isEqualTo(DriverTrouble.Kind.TEMPORARY);
            return tries == 0 ? CompletableFuture.failedStage(failure) : prepared(driver, draft, tries - 1);
        });
    }

    @Test
    void aContainerIsKnownByItsIdAndItsProcess_E11() {
        var up = runs(container("sh", "-c", "sleep 0.3; exit 3"));
        assertThat(up.container().containerId()).matches("[0-9a-f]{64}");
        assertThat(up.container().pid()).isPositive();
        assertThat(ended(driver.await(task)).cause()).isEmpty();
    }

    @Test
    void itStopsAtItsOwnSignal_E14() {
        runs(new Drafts.Container(IMAGE, "sh", "-c", "trap 'exit 7' USR1; while true; do sleep 0.1; done")
                .signal("SIGUSR1")
                .grace(Duration.ofSeconds(30))
                .spec());
        var end = get(driver.stop(task, new StopOrder(Optional.of("SIGUSR1"), Duration.ofSeconds(30), true)))
                .orElseThrow();
        assertThat(end.container().exitCode()).isEqualTo(7);
        assertThat(end.asTold()).isTrue();
    }

    @Test
    void whoIgnoresTheSignalIsKilledAfterTheGrace_E13_E14() {
        runs(new Drafts.Container(IMAGE, "sleep", "1000")
                .grace(Duration.ofSeconds(1))
                .spec());
        var end = get(driver.stop(task, new StopOrder(Optional.empty(), Duration.ofSeconds(1), true)))
                .orElseThrow();
        assertThat(end.container().exitCode()).isEqualTo(137);
    }

    @Test
    void nodesThatShareAnEngineKeepToTheirOwn_E17() throws IOException {
        runs(container("sleep", "1000"));
        try (var other = new DockerDriver(
                new NodeId("node" + fresh()), "worker2", EngineUnderTest.address(), data.resolve("other"), executor)) {
            assertThat(get(other.adopt())).isEmpty();
        }
    }

    @Test
    void anImageThatNobodyHasIsNamed_E5() {
        var trouble = trouble(driver.prepare(draft(ContainerSpec.of("nosuchimage" + fresh() + ":1.0"))));
        assertThat(trouble.kind()).isEqualTo(DriverTrouble.Kind.FATAL);
        assertThat(trouble.reason()).startsWith("No such image: nosuchimage").contains(":1.0");
    }

    @Test
    void aMissingProgramFailsTheStart_E7() throws IOException {
        get(driver.prepare(draft(container("nosuchcommand"))));
        var trouble = trouble(driver.start(task));
        assertThat(trouble.reason()).startsWith("starting container failed: ").contains("nosuchcommand");
        assertThat(trouble.container().orElseThrow().exitCode()).isEqualTo(127);
        var left = assertThat(get(driver.adopt())).singleElement().extracting(Found::condition);
        if (EngineUnderTest.isPodman()) { // Keeps no trace of the start, so whoever comes back starts it once more.
            left.isInstanceOf(Condition.Created.class);
            assertThat(trouble(driver.start(task)).reason()).isEqualTo(trouble.reason());
        } else {
            left.isInstanceOfSatisfying(
                    Condition.Ended.class, end -> assertThat(end.cause()).startsWith("starting container failed: "));
        }
    }

    @Test
    void aProgramThatMayNotBeRunFailsTheStart_E7() {
        get(driver.prepare(draft(container("/etc/passwd"))));
        var trouble = trouble(driver.start(task));
        assertThat(trouble.reason()).startsWith("starting container failed: ").contains("permission denied");
        assertThat(trouble.container().orElseThrow().exitCode()).isEqualTo(126);
    }

    @Test
    void aBindSourceThatPodmanMissesIsMadeByIt() throws IOException {
        assumeThat(EngineUnderTest.isPodman()).as("Podman").isTrue();
        var source = data.resolve("missing");
        runs(new Drafts.Container(IMAGE, "sleep", "1000")
                .mount("bind", source.toString(), "/x")
                .spec());
        assertThat(source).isEmptyDirectory();
    }

    @Test
    void aMissingBindSourceFailsTheStart_E7() throws IOException {
        assumeThat(EngineUnderTest.isPodman()).as("Podman, which makes it").isFalse();
        get(driver.prepare(draft(new Drafts.Container(IMAGE, "true")
                .mount("bind", data.resolve("missing").toString(), "/x")
                .spec())));
        assertThat(trouble(driver.start(task)).reason())
                .isEqualTo("starting container failed: invalid bind mount source, source path not found: "
                        + data.resolve("missing"));
    }

    @Test
    void itIsUpOnlyOnceItIsHealthy_E8() throws IOException {
        EngineUnderTest.healthChecksNeeded("itIsUpOnlyOnceItIsHealthy_E8");
        get(driver.prepare(draft(new Drafts.Container(IMAGE, "sh", "-c", "sleep 2; touch /tmp/well; sleep 1000")
                .health(Duration.ofSeconds(1), 30, "CMD-SHELL", "test -f /tmp/well")
                .spec())));
        var start = driver.start(task).toCompletableFuture();
        assertThat(start).isNotDone();
        assertThat(get(start)).isInstanceOf(Condition.Up.class);
    }

    @Test
    void anUnhealthyContainerSaysSoAndStaysAFailureWhenPutDown_E9() throws IOException {
        EngineUnderTest.healthChecksNeeded("anUnhealthyContainerSaysSoAndStaysAFailureWhenPutDown_E9");
        get(driver.prepare(draft(new Drafts.Container(IMAGE, "sleep", "1000")
                .health(Duration.ofSeconds(1), 1, "CMD-SHELL", "false")
                .spec())));
        assertThat(get(driver.start(task))).isInstanceOf(Condition.Unhealthy.class);
        get(driver.stop(task, new StopOrder(Optional.empty(), Duration.ZERO, false)));
        assertThat(get(driver.adopt()))
                .singleElement()
                .extracting(Found::condition)
                .isInstanceOfSatisfying(Condition.Ended.class, end -> {
                    assertThat(end.asTold()).isFalse();
                    assertThat(end.cause()).isEqualTo(Condition.UNHEALTHY);
                });
    }

    @Test
    void outputComesBackAsLinesWithTheirTimes_E20_E21() {
        runs(container("sh", "-c", "echo one; sleep 0.2; echo two >&2; sleep 0.2; echo three"));
        var lines = LogCollector.collect(driver.logs(task, FOLLOW))
                .orTimeout(60, TimeUnit.SECONDS)
                .join();
        assertThat(lines).extracting(LogLine::text).containsExactly("one", "two", "three");
        assertThat(lines).extracting(LogLine::error).containsExactly(false, true, false);
        assertThat(lines).extracting(LogLine::at).isSorted();
        var last = new LogQuery(true, false, Optional.empty(), OptionalInt.of(1), false);
        assertThat(LogCollector.collect(driver.logs(task, last))
                        .orTimeout(60, TimeUnit.SECONDS)
                        .join())
                .extracting(LogLine::text)
                .containsExactly("three");
    }

    @Test // An engine keeps, and sends, at most 16 KiB of it at a time.
    void aLongLineComesBackAsItWas_E20() {
        runs(container("sh", "-c", "printf '%040000d' 7; echo; echo next; sleep 1"));
        var lines = LogCollector.collect(driver.logs(task, FOLLOW))
                .orTimeout(60, TimeUnit.SECONDS)
                .join();
        assertThat(lines.stream().map(LogLine::text).collect(Collectors.joining()))
                .isEqualTo("0".repeat(39_999) + "7next");
    }

    @Test
    void specAndLabelsReachTheContainer_E16_E17_E19() throws IOException {
        var spec = new Drafts.Container(IMAGE, "-c", "id -u; hostname; pwd; env")
                .command("sh")
                .user("65534")
                .hostname("h1")
                .dir("/tmp")
                .env("COLOUR=blue")
                .spec();
        var draft = Drafts.withResources(
                draft(spec),
                new Resources(500_000_000, 64L << 20, 50, Map.of()),
                new Resources(0, 0, 0, Map.of("gpu", 2L)));
        get(driver.prepare(draft));
        get(driver.start(task));
        ended(driver.await(task));
        var lines = LogCollector.collect(driver.logs(task, FOLLOW))
                .orTimeout(60, TimeUnit.SECONDS)
                .join();
        assertThat(lines)
                .extracting(LogLine::text)
                .contains("65534", "/tmp", "COLOUR=blue", "DOCKER_RESOURCE_GPU=2", "HOSTNAME=h1");

        try (var engine = new EngineClient(EngineUnderTest.address())) {
            var container = engine.get("/containers/" + draft.name() + "/json"); // L-30
            assertThat(container
                            .path("Config")
                            .path("Labels")
                            .path("com.docker.swarm.service.name")
                            .asText())
                    .isEqualTo("web");
            assertThat(container
                            .path("Config")
                            .path("Labels")
                            .path("com.docker.swarm.task.id")
                            .asText())
                    .isEqualTo(task.value());
            assertThat(container.path("HostConfig").path("NanoCpus").asLong()).isEqualTo(500_000_000);
            assertThat(container.path("HostConfig").path("Memory").asLong()).isEqualTo(64L << 20);
            assertThat(container
                            .path("HostConfig")
                            .path("RestartPolicy")
                            .path("Name")
                            .asText())
                    .isEqualTo("no");
        }
    }

    /** A prune, say, while Troupe was away: a task that had run to its end would be run once more. */
    @Test
    void aContainerThatSomebodyElseHasRemovedIsToldAsDestroyed_D21_E10() throws IOException {
        var container = runs(container("sleep", "1000")).container().containerId();
        var toStop = Drafts.task("task" + fresh(), container("sleep", "1000"));
        get(driver.prepare(toStop));
        get(driver.start(toStop.id()));
        get(driver.stop(toStop.id(), new StopOrder(Optional.empty(), Duration.ZERO, true)));
        var onlyMade = Drafts.task("task" + fresh(), container("sleep", "1000"));
        get(driver.prepare(onlyMade));
        try (var engine = new EngineClient(EngineUnderTest.address())) {
            for (var each : get(driver.adopt())) engine.delete("/containers/" + id(each) + "?force=1");
        }
        var found = get(connectAgain().adopt()).stream().collect(Collectors.toMap(Found::task, Found::condition));
        assertThat(found).hasSize(2).containsEntry(task, new Condition.Destroyed(container, false));
        assertThat(found.get(toStop.id()))
                .isInstanceOfSatisfying(
                        Condition.Destroyed.class,
                        gone -> assertThat(gone.asTold()).isTrue());
        get(driver.remove(task));
        get(driver.remove(toStop.id()));
        assertThat(get(connectAgain().adopt())).isEmpty();
    }

    private static String id(Found found) {
        return switch (found.condition()) {
            case Condition.Created(var id) -> id;
            case Condition.Starting(var container) -> container.containerId();
            case Condition.Up up -> up.container().containerId();
            case Condition.Unhealthy(var container) -> container.containerId();
            case Condition.Ended ended -> ended.container().containerId();
            case Condition.Destroyed(var id, var asTold) -> id;
        };
    }

    @Test
    void whatIsRemovedLeavesNothingBehind_E15() {
        runs(container("sleep", "1000"));
        get(driver.stop(task, new StopOrder(Optional.empty(), Duration.ZERO, true)));
        get(driver.remove(task));
        assertThat(data.resolve("told")).isEmptyDirectory();
        assertThat(data.resolve("started")).isEmptyDirectory();
    }

    @Test
    void aRegistryThatCannotBeAskedIsAClearError() {
        var trouble = trouble(driver.resolve("nosuchimage" + fresh() + ":1.0", Optional.empty()));
        assertThat(trouble.reason()).isNotBlank();
        assertThat(trouble(driver.resolve("../../etc", Optional.empty())).reason())
                .isEqualTo("invalid reference format");
    }

    @Test
    void autoTakesTheEngineThatAnswersAndElseProcesses() {
        assertThat(Drivers.auto(EngineUnderTest.address()).kind()).isEqualTo(Drivers.Kind.DOCKER);
        var none = Drivers.auto(URI.create("unix://" + data.resolve("nobody.sock")));
        assertThat(none.kind()).isEqualTo(Drivers.Kind.PROCESS);
        assertThat(none.words())
                .contains("nobody.sock (No such file or directory)")
                .contains("no isolation, no image");
    }

    @Test
    void anEngineThatDoesNotAnswerIsTroubleForTheTimeBeing_E2() throws IOException {
        try (var away = new DockerDriver(
                node, "worker1", URI.create("unix://" + data.resolve("nobody.sock")), data.resolve("away"), executor)) {
            assertThat(trouble(away.describe()).kind()).isEqualTo(DriverTrouble.Kind.TEMPORARY);
        }
        assertThat(Files.exists(data.resolve("away"))).isTrue();
    }

    private DockerDriver connectAgain() throws IOException {
        var again = new DockerDriver(node, "worker1", EngineUnderTest.address(), data, executor);
        open.add(again);
        return again;
    }

    private Condition.Up runs(ContainerSpec spec) {
        get(driver.prepare(draft(spec)));
        return (Condition.Up) get(driver.start(task));
    }

    private TaskDraft draft(ContainerSpec spec) {
        return Drafts.task(task.value(), spec);
    }

    private static ContainerSpec container(String... args) {
        return ContainerSpec.of(IMAGE, args);
    }

    private static Condition.Ended ended(CompletionStage<Condition> stage) {
        return (Condition.Ended) get(stage);
    }
}
