package dev.troupe.agent.driver.process;

import static dev.troupe.agent.driver.Outcome.get;
import static dev.troupe.agent.driver.Outcome.trouble;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.troupe.agent.Drafts;
import dev.troupe.agent.driver.Condition;
import dev.troupe.agent.driver.Found;
import dev.troupe.agent.driver.LogCollector;
import dev.troupe.agent.driver.StopOrder;
import dev.troupe.agent.driver.simulated.SimulatedNodes;
import dev.troupe.core.id.TaskId;
import dev.troupe.core.session.LogLine;
import dev.troupe.core.session.LogQuery;
import dev.troupe.core.spec.ContainerSpec;
import dev.troupe.core.spec.LogDriver;
import dev.troupe.core.task.TaskDraft;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(OS.LINUX)
class ProcessDriverTest {

    private static final LogQuery ALL = new LogQuery(true, true, Optional.empty(), OptionalInt.empty(), false);
    private static final LogQuery FOLLOW = new LogQuery(true, true, Optional.empty(), OptionalInt.empty(), true);
    private static final TaskId T1 = new TaskId("t1");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path data;

    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();

    @SuppressWarnings("NullAway.Init")
    private ProcessDriver driver;

    @BeforeEach
    void open() throws IOException {
        driver = openAgain();
    }

    @AfterEach
    void removeWhatIsLeft() {
        for (var found : get(driver.adopt())) get(driver.remove(found.task()));
        executor.shutdownNow();
    }

    @Test
    void theStopSignalReachesTheTaskWhichMayEndInItsOwnWay_E13() {
        runs(Drafts.task("t1", "any", "sh", "-c", "trap 'exit 7' USR1; echo ready; while true; do sleep 0.05; done"));
        writes("ready");
        var end = get(driver.stop(T1, new StopOrder(Optional.of("SIGUSR1"), Duration.ofSeconds(30), true)))
                .orElseThrow();
        assertThat(end.container().exitCode()).isEqualTo(7);
        assertThat(end.asTold()).isTrue();
    }

    @Test
    void whoIgnoresTheSignalIsKilledAfterTheGraceWithItsWholeGroup_E13_E14() {
        runs(Drafts.task("t1", "any", "sh", "-c", "trap '' TERM; sleep 1000 & echo child $!; wait; sleep 1000"));
        var child = Long.parseLong(writes("child").text().substring("child ".length()));
        assertThat(ProcessHandle.of(child)).isPresent();
        var asked = System.nanoTime();
        var end = get(driver.stop(T1, new StopOrder(Optional.empty(), Duration.ofMillis(300), true)))
                .orElseThrow();
        assertThat(Duration.ofNanos(System.nanoTime() - asked)).isGreaterThan(Duration.ofMillis(300));
        assertThat(end.container().exitCode()).isEqualTo(137);
        await().atMost(Duration.ofSeconds(20))
                .until(() -> ProcessIdentity.stat(child).isEmpty());
    }

    @Test
    void whatEndedMeanwhileIsLearntLater() throws IOException {
        runs(Drafts.task("t1", "any", "sh", "-c", "sleep 0.1; exit 5"));
        await().atMost(Duration.ofSeconds(20)).until(() -> Files.exists(data.resolve("tasks/t1/exit")));
        driver = openAgain();
        assertThat(get(driver.adopt()))
                .singleElement()
                .extracting(Found::condition)
                .isInstanceOfSatisfying(Condition.Ended.class, end -> {
                    assertThat(end.container().exitCode()).isEqualTo(5);
                    assertThat(end.asTold()).isFalse();
                });
    }

    @Test
    void afterAPowerFailureTasksAreFoundDeadOfUnknownCause() throws IOException {
        runs(Drafts.task("t1", "any", "sleep", "1000"));
        get(driver.cutPower());
        driver = openAgain();
        var found = get(driver.adopt());
        assertThat(found)
                .singleElement()
                .extracting(Found::condition)
                .isInstanceOfSatisfying(
                        Condition.Ended.class,
                        end -> assertThat(end.container().exitCode()).isEqualTo(ProcessDriver.UNKNOWN_END));
        assertThat(get(driver.adopt())).isEqualTo(found); // Said once, it stays so.
    }

    @Test
    void outputIsKeptLineByLineWithItsTimes_E20_E21() {
        var before = Instant.now().minusSeconds(1);
        runs(Drafts.task("t1", "any", "sh", "-c", "echo one; echo two >&2; sleep 0.1; printf three"));
        var followed = LogCollector.collect(driver.logs(T1, FOLLOW))
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
        assertThat(followed).extracting(LogLine::text).containsExactlyInAnyOrder("one", "two", "three");
        assertThat(followed)
                .allSatisfy(line ->
                        assertThat(line.at()).isBetween(before, Instant.now().plusSeconds(1)));
        assertThat(followed)
                .filteredOn(LogLine::error)
                .extracting(LogLine::text)
                .containsExactly("two");

        var last = new LogQuery(true, false, Optional.empty(), OptionalInt.of(1), false);
        assertThat(log(last)).extracting(LogLine::text).containsExactly("three");
        var later = new LogQuery(true, true, Optional.of(Instant.now().plusSeconds(60)), OptionalInt.empty(), false);
        assertThat(log(later)).isEmpty();
    }

    @Test
    void aTaskSeesOnlyTheEnvironmentThatItsServiceGives() {
        runs(Drafts.task(
                "t1",
                new Drafts.Container("any", "env")
                        .env("COLOUR=blue sky", "PATH=/usr/bin:/bin")
                        .hostname("h1")
                        .spec()));
        ended(driver.await(T1));
        var names = new ArrayList<String>();
        for (var line : log(FOLLOW)) names.add(line.text());
        assertThat(names).contains("COLOUR=blue sky", "PATH=/usr/bin:/bin", "HOSTNAME=h1");
        assertThat(names)
                .extracting(line -> line.substring(0, line.indexOf('=')))
                .containsExactlyInAnyOrder("COLOUR", "PATH", "HOSTNAME", "HOME");
    }

    @Test
    void aTaskCannotGainPrivilegesAndIsNobodyUnlessItsServiceNamesAUser() {
        var root = ProcessHandle.current().info().user().orElse("").equals("root");
        runs(Drafts.task("t1", "any", "sh", "-c", "id -un; grep NoNewPrivs /proc/self/status; id -G"));
        ended(driver.await(T1));
        assertThat(log(FOLLOW)).extracting(LogLine::text).contains("NoNewPrivs:\t1");
        if (!root) return;
        assertThat(log(ALL)).extracting(LogLine::text).contains("nobody", "65534");

        var t2 = Drafts.task(
                "t2", new Drafts.Container("any", "id", "-u").user("root").spec());
        runs(t2);
        ended(driver.await(t2.id()));
        var lines = LogCollector.collect(driver.logs(t2.id(), FOLLOW))
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
        assertThat(lines).extracting(LogLine::text).containsExactly("0");

        var dropping = ContainerSpec.of("any", "id").withCapabilityDrop(List.of("ALL"));
        get(driver.prepare(Drafts.task("t3", dropping)));
        assertThat(trouble(driver.prepare(Drafts.task("t4", dropping.withUser(Optional.of("0")))))
                        .reason())
                .isEqualTo("the process driver does not support dropped capabilities of root");
    }

    @Test
    void aTaskIsInASessionAndADirectoryOfItsOwn() {
        var up = runs(Drafts.task("t1", "any", "sh", "-c", "pwd; sleep 1000"));
        assertThat(writes("").text()).isEqualTo(data.resolve("tasks/t1/work").toString());
        var fields = ProcessIdentity.stat(up.container().pid()).orElseThrow();
        assertThat(fields.get(3))
                .as("session")
                .isEqualTo(Integer.toString(up.container().pid()));
    }

    @Test
    void withoutACommandItIsRejectedWithTheReason() {
        assertThat(trouble(driver.prepare(Drafts.task("t1", "nginx"))).reason())
                .isEqualTo("the process driver has no image to take a command from: give the service a command");
        assertThat(get(driver.adopt())).isEmpty();
    }

    @Test
    void whatAProcessCannotHaveIsRefusedByName() {
        var mount = new Drafts.Container("any", "sleep", "1")
                .mount("bind", "/tmp", "/data")
                .spec();
        assertThat(trouble(driver.prepare(Drafts.task("t1", mount))).reason())
                .isEqualTo("the process driver does not support mounts");
        var plain = Drafts.task("t1", "any", "sleep", "1");
        var elsewhere = plain.withSpec(plain.spec().withLogDriver(Optional.of(new LogDriver("syslog", Map.of()))));
        assertThat(trouble(driver.prepare(elsewhere)).reason())
                .isEqualTo("the process driver does not support the log driver syslog");
        assertThat(trouble(driver.prepare(
                                Drafts.task("t1", ContainerSpec.of("any", "sleep", "1"), Drafts.hostPort(80, 8080))))
                        .reason())
                .isEqualTo("the process driver cannot publish port 80 as 8080");
        var user =
                new Drafts.Container("any", "sleep", "1").user("no-such-user").spec();
        assertThat(trouble(driver.prepare(Drafts.task("t1", user))).reason()).contains("no-such-user");
    }

    @Test
    void aMissingProgramFailsTheStart_E7() {
        get(driver.prepare(Drafts.task("t1", "any", "nosuchcommand")));
        assertThat(trouble(driver.start(T1)).reason())
                .isEqualTo("starting container failed: exec: \"nosuchcommand\": executable file not found in $PATH");
    }

    @Test
    void aMissingDirectoryFailsTheStart_E7() {
        var spec = new Drafts.Container("any", "sleep", "1").spec().withDir(Optional.of("/nowhere"));
        get(driver.prepare(Drafts.task("t1", spec)));
        assertThat(trouble(driver.start(T1)).reason())
                .isEqualTo("starting container failed: chdir to \"/nowhere\": no such directory");
    }

    @Test
    void whatIsRemovedLeavesNothingBehind_E15() {
        var pid = runs(Drafts.task("t1", "any", "sleep", "1000")).container().pid();
        get(driver.remove(T1));
        assertThat(ProcessIdentity.stat(pid)).isEmpty();
        assertThat(data.resolve("tasks/t1")).doesNotExist();
    }

    @Test
    void aTaskStartsOnceHoweverOftenItIsAsked_E1() {
        var draft = Drafts.task("t1", "any", "sh", "-c", "echo started; sleep 1000");
        var first = runs(draft);
        assertThat(get(driver.prepare(draft))).isInstanceOf(Condition.Created.class);
        assertThat(get(driver.start(T1))).isEqualTo(first);
    }

    private ProcessDriver openAgain() throws IOException {
        return new ProcessDriver(data, SimulatedNodes.describe("worker1", "troupe"), "nobody", executor);
    }

    private Condition.Up runs(TaskDraft draft) {
        get(driver.prepare(draft));
        var condition = get(driver.start(draft.id()));
        return condition instanceof Condition.Up up
                ? up
                : new Condition.Up(ended(driver.await(draft.id())).container(), List.of(), Instant.EPOCH);
    }

    /** Waits for the first line that begins so. */
    private LogLine writes(String beginning) {
        return await().atMost(Duration.ofSeconds(20))
                .until(
                        () -> log(ALL).stream()
                                .filter(line -> line.text().startsWith(beginning))
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
    }

    private List<LogLine> log(LogQuery query) {
        return LogCollector.collect(driver.logs(T1, query))
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
    }

    private static Condition.Ended ended(CompletionStage<Condition> stage) {
        return (Condition.Ended) get(stage);
    }
}
