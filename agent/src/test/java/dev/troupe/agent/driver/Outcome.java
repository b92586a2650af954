package dev.troupe.agent.driver;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** What came of what a driver was asked, in the time an engine under load may take. */
public final class Outcome {

    private Outcome() {}

    public static <T> T get(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
    }

    /** Why it was not done. */
    public static DriverTrouble trouble(CompletionStage<?> stage) {
        try {
            get(stage);
        } catch (RuntimeException failure) {
            return DriverTrouble.behind(failure);
        }
        throw new AssertionError("did not fail");
    }
}
