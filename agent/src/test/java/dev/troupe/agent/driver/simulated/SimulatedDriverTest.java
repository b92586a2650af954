package dev.troupe.agent.driver.simulated;

import static dev.troupe.agent.driver.Outcome.trouble;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.troupe.agent.Drafts;
import dev.troupe.agent.driver.Condition;
import dev.troupe.agent.driver.Delays;
import dev.troupe.agent.driver.DriverTrouble;
import dev.troupe.agent.driver.LogCollector;
import dev.troupe.agent.driver.StopOrder;
import dev.troupe.core.id.TaskId;
import dev.troupe.core.session.LogQuery;
import dev.troupe.core.spec.ContainerSpec;
import dev.troupe.core.task.TaskDraft;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class SimulatedDriverTest {

    private static final LogQuery ALL = new LogQuery(true, true, Optional.empty(), OptionalInt.empty(), false);

    private final HandClock clock = new HandClock();

    @Test
    void commandsEndAsARealEngineWasSeenToEndThem() {
        assertThat(exitCode("true")).contains(0);
        assertThat(exitCode("false")).contains(1);
        assertThat(exitCode("sh", "-c", "exit 3")).contains(3);
        assertThat(exitCode("sh", "-c", "sleep 1; exit 1")).isEmpty();
        clock.passes(Duration.ofSeconds(1));
        assertThat(exitCode("sleep", "1000")).isEmpty();
    }

    @Test
    void sleepEndsWhenItsTimeIsOver() {
        var driver = driver(Script.AS_RECORDED);
        run(driver, Drafts.task("t1", "alpine", "sleep", "2"));
        var end = driver.await(new TaskId("t1")).toCompletableFuture();
        clock.passes(Duration.ofMillis(1_900));
        assertThat(end).isNotDone();
        clock.passes(Duration.ofMillis(100));
        assertThat(end.join())
                .isInstanceOfSatisfying(
                        Condition.Ended.class,
                        ended -> assertThat(ended.container().exitCode()).isZero());
    }

    @Test
    void registriesStopAtOnceAndSleepersAreKilledAfterTheirGrace_E14() {
        var driver = driver(Script.AS_RECORDED);
        run(driver, Drafts.task("t1", "registry:2"));
        run(driver, Drafts.task("t2", "alpine", "sleep", "1000"));
        run(driver, Drafts.task("t3", "alpine", "sleep", "1000"));
        var registry = driver.stop(new TaskId("t1"), StopOrder.DEFAULT).toCompletableFuture();
        var sleeper = driver.stop(new TaskId("t2"), StopOrder.DEFAULT).toCompletableFuture();
        var hurried = driver.stop(new TaskId("t3"), new StopOrder(Optional.empty(), Duration.ZERO, true))
                .toCompletableFuture();
        clock.passes(Duration.ZERO);
        assertThat(registry.join().orElseThrow().container().exitCode()).isZero();
        assertThat(hurried.join().orElseThrow().container().exitCode()).isEqualTo(137);
        assertThat(sleeper).isNotDone();
        clock.passes(Duration.ofSeconds(10));
        assertThat(sleeper.join().orElseThrow().container().exitCode()).isEqualTo(137);
    }

    @Test
    void aStopOvertakesAPreparationThatTakesLong_E4() {
        var driver = driver(Script.AS_RECORDED.everything(all -> all.preparingFor(Duration.ofMinutes(1))));
        var prepared = driver.prepare(Drafts.task("t1", "alpine", "ping", "x")).toCompletableFuture();
        assertThat(driver.stop(new TaskId("t1"), StopOrder.DEFAULT)
                        .toCompletableFuture()
                        .join())
                .isEmpty();
        assertThat(trouble(prepared).kind()).isEqualTo(DriverTrouble.Kind.CANCELLED);
        clock.passes(Duration.ofMinutes(2));
        assertThat(driver.adopt().toCompletableFuture().join()).isEmpty();
    }

    @Test
    void aHealthCheckHoldsItsStartBack_E8() {
        var driver = driver(Script.AS_RECORDED);
        driver.prepare(Drafts.task(
                "t1",
                new Drafts.Container("alpine", "sleep", "1000")
                        .health(Duration.ofSeconds(1), 2, "CMD-SHELL", "true")
                        .spec()));
        var up = driver.start(new TaskId("t1")).toCompletableFuture();
        assertThat(up).isNotDone();
        clock.passes(Duration.ofSeconds(1));
        assertThat(up.join()).isInstanceOf(Condition.Up.class);
    }

    @Test
    void aHealthCheckThatFailsSaysSo_E9() {
        var driver = driver(Script.AS_RECORDED);
        driver.prepare(Drafts.task(
                "t1",
                new Drafts.Container("alpine", "sleep", "1000")
                        .health(Duration.ofSeconds(1), 2, "CMD-SHELL", "false")
                        .spec()));
        var start = driver.start(new TaskId("t1")).toCompletableFuture();
        clock.passes(Duration.ofSeconds(2));
        assertThat(start.join()).isInstanceOf(Condition.Unhealthy.class);
    }

    @Test
    void afterAPowerFailureWhatRanIsFoundDead() {
        var driver = driver(Script.AS_RECORDED);
        run(driver, Drafts.task("t1", "alpine", "ping", "x"));
        driver.prepare(Drafts.task("t2", "alpine"));
        driver.cutPower();
        assertThat(driver.adopt().toCompletableFuture().join())
                .satisfiesExactlyInAnyOrder(
                        dead -> assertThat(dead.condition()).isInstanceOfSatisfying(Condition.Ended.class, end -> {
                            assertThat(end.container().exitCode()).isEqualTo(255);
                            assertThat(end.asTold()).isFalse();
                        }),
                        prepared -> assertThat(prepared.condition()).isInstanceOf(Condition.Created.class));
    }

    @Test
    void anImageHasOneDigestAndSomeImagesAreNotToBeHad() {
        var driver = driver(Script.AS_RECORDED);
        var digest = driver.resolve("alpine", Optional.empty())
                .toCompletableFuture()
                .join()
                .digest();
        assertThat(digest).matches("sha256:[0-9a-f]{64}");
        assertThat(driver.resolve("docker.io/library/alpine:latest", Optional.empty())
                        .toCompletableFuture()
                        .join()
                        .digest())
                .isEqualTo(digest);
        assertThat(trouble(driver.resolve("nosuchimage:1.0", Optional.empty())).reason())
                .isEqualTo("manifest unknown: manifest unknown");
        assertThat(trouble(driver.prepare(Drafts.task("t1", "nosuch"))).reason())
                .isEqualTo("No such image: nosuch:latest");
    }

    @Test
    void hostPortsAreShownAsBound_E18() {
        var driver = driver(Script.AS_RECORDED);
        driver.prepare(Drafts.task("t1", ContainerSpec.of("nginx"), Drafts.hostPort(80, 0)));
        var up = (Condition.Up)
                driver.start(new TaskId("t1")).toCompletableFuture().join();
        assertThat(up.ports())
                .singleElement()
                .satisfies(port -> assertThat(port.published()).isPositive());
    }

    @Test
    void pingWritesOnALineEachSecond_E20() {
        var driver = driver(Script.AS_RECORDED);
        run(driver, Drafts.task("t1", "alpine", "ping", "docker.com"));
        clock.passes(Duration.ofSeconds(3));
        assertThat(LogCollector.collect(driver.logs(new TaskId("t1"), ALL)).join())
                .hasSize(4);
        var last = new LogQuery(true, true, Optional.empty(), OptionalInt.of(1), false);
        assertThat(LogCollector.collect(driver.logs(new TaskId("t1"), last)).join())
                .singleElement()
                .satisfies(line -> assertThat(line.text()).contains("seq=2"));

        var following = LogCollector.collect(
                driver.logs(new TaskId("t1"), new LogQuery(true, true, Optional.empty(), OptionalInt.of(0), true)));
        clock.passes(Duration.ofSeconds(1));
        clock.passes(Duration.ofSeconds(1));
        driver.kill(new TaskId("t1"));
        clock.passes(Duration.ZERO);
        assertThat(following.join()).hasSize(2);
    }

    @Test
    void aScriptFromAFileChangesWhatItNames() {
        var script = Script.parse("""
        {"rules": [
          {"start": "300ms"},
          {"image": "web:bad", "exit": {"after": "1s", "code": 7}},
          {"image": "private/*", "refuse": "pull access denied"}
        ]}""");
        var driver = driver(script);
        driver.prepare(Drafts.task("t1", "web:bad"));
        var up = driver.start(new TaskId("t1")).toCompletableFuture();
        assertThat(up).isNotDone();
        clock.passes(Duration.ofMillis(300));
        assertThat(up.join()).isInstanceOf(Condition.Up.class);
        var end = driver.await(new TaskId("t1")).toCompletableFuture();
        clock.passes(Duration.ofSeconds(1));
        assertThat(((Condition.Ended) end.join()).container().exitCode()).isEqualTo(7);
        assertThat(trouble(driver.prepare(Drafts.task("t2", "private/app"))).reason())
                .isEqualTo("pull access denied");
    }

    @Test
    void aScriptThatIsNotUnderstoodIsRefusedByName() {
        assertThatThrownBy(() -> Script.parse("{\"rules\": [{\"colour\": 1}]}")).hasMessageContaining("\"colour\"");
        assertThatThrownBy(() -> Script.parse("{\"rules\": [{\"start\": \"soon\"}]}"))
                .hasMessageContaining("soon");
        assertThatThrownBy(() -> Script.parse("rules")).hasMessageContaining("not JSON");
    }

    private Optional<Integer> exitCode(String... args) {
        var driver = driver(Script.AS_RECORDED);
        run(driver, Drafts.task("t1", "alpine", args));
        var end = driver.await(new TaskId("t1")).toCompletableFuture();
        clock.passes(Duration.ZERO);
        return end.isDone()
                ? Optional.of(((Condition.Ended) end.join()).container().exitCode())
                : Optional.empty();
    }

    private static void run(SimulatedDriver driver, TaskDraft draft) {
        driver.prepare(draft).toCompletableFuture().join();
        assertThat(driver.start(draft.id()).toCompletableFuture().join()).isInstanceOf(Condition.Up.class);
    }

    private SimulatedDriver driver(Script script) {
        return new SimulatedDriver(SimulatedNodes.describe("worker1", "troupe"), () -> script, clock::now, clock);
    }

    /** A clock turned by hand; what falls due runs on the thread that turns it. */
    private static final class HandClock implements Delays {
        private record Due(Instant at, Runnable task) {}

        private final List<Due> due = new ArrayList<>();
        private Instant now = Instant.parse("2026-01-01T12:00:00Z");

        Instant now() {
            return now;
        }

        @Override
        public void after(Duration delay, Runnable task) {
            due.add(new Due(now.plus(delay), task));
        }

        void passes(Duration duration) {
            var end = now.plus(duration);
            while (true) {
                var next = due.stream().filter(each -> !each.at().isAfter(end)).min(Comparator.comparing(Due::at));
                if (next.isEmpty()) break;
                due.remove(next.get());
                now = next.get().at();
                next.get().task().run();
            }
            now = end;
        }
    }
}
