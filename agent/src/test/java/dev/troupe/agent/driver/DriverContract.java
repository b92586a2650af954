package dev.troupe.agent.driver;

import static dev.troupe.agent.driver.Outcome.get;
import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.agent.Drafts;
import dev.troupe.core.id.TaskId;
import dev.troupe.core.spec.ContainerSpec;
import dev.troupe.core.task.TaskDraft;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.assertj.core.api.ObjectAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every driver owes the agent (E-1), whatever runs its tasks. What one of them owes besides is in its own stories. */
public abstract class DriverContract {

    /** On engines that others use too, no two runs have the same. */
    protected final TaskId task =
            new TaskId("task" + UUID.randomUUID().toString().substring(0, 8));

    protected final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();

    @SuppressWarnings("NullAway.Init")
    Driver driver;

    /** One more driver of the same node: the first after a start of Troupe, or the next. */
    protected abstract Driver open() throws IOException;

    /** A container of this command, in whatever image there is. */
    protected abstract ContainerSpec container(String... command);

    @BeforeEach
    void openTheFirst() throws IOException {
        driver = open();
    }

    @AfterEach
    void removeWhatIsLeft() {
        for (var found : get(driver.adopt())) get(driver.remove(found.task()));
        driver.close();
        executor.shutdown();
    }

    @Test
    void preparedIsNotStarted_L10_andTwiceIsOnce_E1() {
        var draft = draft("sleep", "1000");
        var first = get(driver.prepare(draft));
        assertThat(get(driver.prepare(draft))).isEqualTo(first);
        theOne().isEqualTo(first);
        assertThat(get(driver.stop(task, StopOrder.DEFAULT))).as("it never ran").isEmpty();
    }

    @Test
    void itStartsOnceHoweverOftenItIsAsked_E1() {
        var up = runs("sleep", "1000");
        assertThat(get(driver.start(task))).isEqualTo(up);
        theOne().isEqualTo(up);
    }

    @Test
    void itRunsUntilItEndsAndItsExitCodeIsLearnt_E11() {
        runs("sh", "-c", "sleep 1; exit 3");
        var end = ended(driver.await(task));
        assertThat(end.container().exitCode()).isEqualTo(3);
        assertThat(end.asTold()).isFalse();
        assertThat(ended(driver.await(task))).as("asked again").isEqualTo(end);
    }

    @Test
    void noGraceIsAKillAtOnce_E14() {
        runs("sleep", "1000");
        var end = stoppedAtOnce();
        assertThat(end.container().exitCode()).isEqualTo(137);
        assertThat(end.asTold()).isTrue();
    }

    @Test
    void aStopRightAfterAStartIsNotOvertakenByIt_L13() {
        get(driver.prepare(draft("sleep", "1000")));
        var start = driver.start(task);
        get(driver.stop(task, new StopOrder(Optional.empty(), Duration.ZERO, true)));
        assertThat(get(start.<Boolean>handle((_, _) -> true))).isTrue();
        theOne().isNotInstanceOf(Condition.Up.class);
    }

    @Test
    void whatIsKilledUnaskedWasNotToldTo() {
        runs("sleep", "1000");
        var end = driver.await(task);
        get(driver.kill(task));
        assertThat(ended(end).container().exitCode()).isEqualTo(137);
        assertThat(ended(end).asTold()).isFalse();
    }

    @Test
    void whatIsRemovedIsGone_E15() {
        runs("sleep", "1000");
        get(driver.remove(task));
        get(driver.remove(task));
        assertThat(get(driver.adopt())).isEmpty();
        assertThat(get(driver.stop(task, StopOrder.DEFAULT))).isEmpty();
    }

    @Test
    void afterAPowerFailureWhatRanIsFoundDeadAndNobodyHadToldIt_D21() {
        runs("sleep", "1000");
        get(driver.cutPower());
        theOne().isInstanceOfSatisfying(
                        Condition.Ended.class, end -> assertThat(end.asTold()).isFalse());
        var found = get(driver.adopt());
        assertThat(get(driver.adopt())).as("said once, it stays so").isEqualTo(found);
    }

    /** All that is left on the node, seen afresh. */
    ObjectAssert<Condition> theOne() {
        List<Found> found = get(driver.adopt());
        assertThat(found).extracting(Found::task).containsExactly(task);
        return assertThat(found.getFirst().condition());
    }

    Condition.Up runs(String... command) {
        get(driver.prepare(draft(command)));
        return (Condition.Up) get(driver.start(task));
    }

    Condition.Ended stoppedAtOnce() {
        return get(driver.stop(task, new StopOrder(Optional.empty(), Duration.ZERO, true)))
                .orElseThrow();
    }

    TaskDraft draft(String... command) {
        return Drafts.task(task.value(), container(command));
    }

    static Condition.Ended ended(CompletionStage<Condition> stage) {
        return (Condition.Ended) get(stage);
    }
}
