package dev.troupe.agent.driver;

import static dev.troupe.agent.driver.Outcome.get;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** What a driver owes besides whose tasks live on when Troupe ends: the next one knows them (D-21). */
public abstract class DurableDriverContract extends DriverContract {

    /** Troupe ends and starts again. */
    private void openAgain() throws IOException {
        driver.close();
        driver = open();
    }

    @Test
    void itOutlivesItsDriverAndIsTakenOver_D21() throws IOException {
        var up = runs("sleep", "1000");
        openAgain();
        theOne().isEqualTo(up);
        assertThat(get(driver.start(task))).as("already started").isEqualTo(up);
        var end = driver.await(task);
        get(driver.kill(task));
        assertThat(ended(end).container().exitCode()).isEqualTo(137);
    }

    @Test
    void whatWasPreparedOnlyIsStartedByTheNextDriver_L10() throws IOException {
        get(driver.prepare(draft("sleep", "1000")));
        openAgain();
        theOne().isInstanceOf(Condition.Created.class);
        assertThat(get(driver.start(task))).isInstanceOf(Condition.Up.class);
    }

    @Test
    void whatWasStoppedIsStillKnownAsStoppedAfterARestart_D21() throws IOException {
        runs("sleep", "1000");
        stoppedAtOnce();
        openAgain();
        theOne().isInstanceOfSatisfying(
                        Condition.Ended.class, end -> assertThat(end.asTold()).isTrue());
    }

    @Test
    void whatDiedMeanwhileIsKnownToHaveDiedUnasked_D21() throws IOException {
        runs("sleep", "1000");
        get(driver.cutPower());
        openAgain();
        theOne().isInstanceOfSatisfying(
                        Condition.Ended.class, end -> assertThat(end.asTold()).isFalse());
    }
}
