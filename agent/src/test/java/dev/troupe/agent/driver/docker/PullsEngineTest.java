package dev.troupe.agent.driver.docker;

import static dev.troupe.agent.driver.Outcome.get;
import static dev.troupe.agent.driver.Outcome.trouble;
import static dev.troupe.agent.driver.docker.EngineUnderTest.fresh;
import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.agent.Drafts;
import dev.troupe.agent.driver.Condition;
import dev.troupe.agent.driver.DriverTrouble;
import dev.troupe.agent.driver.StopOrder;
import dev.troupe.core.id.NodeId;
import dev.troupe.core.id.TaskId;
import dev.troupe.core.spec.ContainerSpec;
import dev.troupe.core.task.TaskDraft;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pulls that nobody wants any more, of a real engine (see {@link EngineUnderTest}) from a registry that takes its time. */
class PullsEngineTest {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path data;

    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();

    @SuppressWarnings("NullAway.Init")
    private DockerDriver driver;

    @BeforeAll
    static void needsAnEngine() {
        EngineUnderTest.needed(PullsEngineTest.class);
    }

    @BeforeEach
    void connect() throws IOException {
        driver = connectAgain();
    }

    private DockerDriver connectAgain() throws IOException {
        return new DockerDriver(new NodeId("node" + fresh()), "worker1", EngineUnderTest.address(), data, executor);
    }

    @AfterEach
    void removeWhatIsLeft() {
        for (var found : get(driver.adopt())) get(driver.remove(found.task()));
        driver.close();
        executor.shutdownNow();
    }

    @Test
    void removingATaskEndsItsPullMidway_E4_E15() throws IOException {
        endsMidway(driver::remove);
    }

    @Test
    void stoppingATaskEndsItsPullMidway_E4_E13() throws IOException {
        endsMidway(task -> driver.stop(task, StopOrder.DEFAULT));
    }

    private interface End {
        CompletionStage<?> of(TaskId task);
    }

    private void endsMidway(End end) throws IOException {
        try (var registry = SlowRegistry.open()) {
            var first = task();
            var pull = prepare(first, registry);
            get(registry.layerAsked);
            assertThat(pull.toCompletableFuture()).isNotDone();

            get(end.of(first));
            assertThat(trouble(pull).kind()).isEqualTo(DriverTrouble.Kind.CANCELLED);
            get(registry.layerCutOff); // The engine has given up as well.

            registry.hurry();
            assertThat(get(prepare(task(), registry))).isInstanceOf(Condition.Created.class);
            forget(registry);
        }
    }

    @Test
    void aPullThatTheRegistryKeepsWaitingEndsToo_E4() throws IOException {
        try (var registry = SlowRegistry.silent()) {
            var task = task();
            var pull = prepare(task, registry);
            until(() -> registry.manifestsAsked() > 0);

            get(driver.remove(task));
            assertThat(trouble(pull).kind()).isEqualTo(DriverTrouble.Kind.CANCELLED);
            assertThat(registry.layerAsked).isNotDone(); // It was not the registry that came round.
        }
    }

    @Test
    void aPullOfTheSameImageForAnotherTaskGoesOn_E4() throws IOException {
        try (var registry = SlowRegistry.open()) {
            var first = task();
            var unwanted = prepare(first, registry);
            get(registry.layerAsked);
            var before = registry.manifestsAsked();
            var wanted = prepare(task(), registry);
            until(() -> registry.manifestsAsked() > before);

            get(driver.remove(first));
            assertThat(trouble(unwanted).kind()).isEqualTo(DriverTrouble.Kind.CANCELLED);
            assertThat(wanted.toCompletableFuture()).isNotDone();

            registry.hurry();
            assertThat(get(wanted)).isInstanceOf(Condition.Created.class);
            forget(registry);
        }
    }

    @Test
    void aDriverThatIsClosedLeavesNoPullBehind() throws IOException {
        var leaving = connectAgain();
        try (var registry = SlowRegistry.open()) {
            var pull = leaving.prepare(draft(task(), registry));
            get(registry.layerAsked);
            leaving.close();
            assertThat(trouble(pull).kind()).isEqualTo(DriverTrouble.Kind.TEMPORARY);
            get(registry.layerCutOff);
        }
    }

    private static TaskId task() {
        return new TaskId("task" + fresh());
    }

    private CompletionStage<Condition.Created> prepare(TaskId task, SlowRegistry registry) {
        return driver.prepare(draft(task, registry));
    }

    private static TaskDraft draft(TaskId task, SlowRegistry registry) {
        return Drafts.task(task.value(), ContainerSpec.of(registry.image(), "true"));
    }

    private void forget(SlowRegistry registry) throws IOException {
        for (var found : get(driver.adopt())) get(driver.remove(found.task()));
        try (var engine = new EngineClient(EngineUnderTest.address())) {
            engine.delete("/images/" + registry.image() + "?force=1");
        }
    }

    private interface Question {
        boolean isSo();
    }

    private static void until(Question question) {
        var end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!question.isSo()) {
            if (System.nanoTime() - end > 0) throw new AssertionError("did not come to be in a minute");
            Thread.onSpinWait();
        }
    }
}
