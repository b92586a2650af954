package dev.troupe.agent.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.troupe.core.id.TaskId;
import org.junit.jupiter.api.Test;

class LaunchesTest {

    private static final TaskId TASK = new TaskId("task1");

    private final Launches launches = new Launches();

    @Test
    void whatIsWantedIsLaunched() throws InterruptedException {
        assertThat(launches.wanted(TASK).<Integer, RuntimeException>launch(() -> 1))
                .isEqualTo(1);
    }

    @Test
    void aStopEndsAllThatWasWantedBefore() {
        var prepare = launches.wanted(TASK);
        var start = launches.wanted(TASK);
        launches.stopped(TASK);
        isCancelled(prepare);
        isCancelled(start);
    }

    @Test
    void whatIsWantedAfterTheStopIsLaunched_andOnlyThat() throws InterruptedException {
        var before = launches.wanted(TASK);
        launches.stopped(TASK);
        assertThat(launches.wanted(TASK).<Integer, RuntimeException>launch(() -> 1))
                .isEqualTo(1);
        isCancelled(before);
    }

    @Test // A pull that ends after its task was removed made a container that nobody would ever remove.
    void alsoWhenItIsForgottenBeforeTheWorkComesToIt() {
        var wish = launches.wanted(TASK);
        launches.stopped(TASK);
        launches.forget(TASK);
        isCancelled(wish);
    }

    private static void isCancelled(Launches.Wish wish) {
        assertThat(wish.isOver()).isTrue();
        assertThatExceptionOfType(DriverTrouble.class)
                .isThrownBy(() -> wish.<Integer, RuntimeException>launch(() -> 1))
                .matches(trouble -> trouble.kind() == DriverTrouble.Kind.CANCELLED);
    }
}
