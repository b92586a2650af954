package dev.troupe.agent.task;

import dev.troupe.agent.driver.Condition;
import dev.troupe.agent.driver.DriverTrouble;
import java.util.Optional;

/** What came of an operation. */
public sealed interface Outcome {

    /** Of preparing, starting and awaiting: how it stands now. */
    record Reached(Condition condition) implements Outcome {}

    /** Of stopping and putting down. Empty: it never ran. */
    record Stopped(Optional<Condition.Ended> end) implements Outcome {}

    record Removed() implements Outcome {}

    record Failed(DriverTrouble trouble) implements Outcome {}
}
