package dev.troupe.agent.driver;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;

/** Does what a driver must wait for, so that no caller waits. What goes wrong becomes a {@link DriverTrouble}. */
public final class BlockingWork {

    /** Has a result, after a while. */
    @FunctionalInterface
    public interface Work<T> {
        T result() throws IOException, InterruptedException;
    }

    /** Is done, after a while. */
    @FunctionalInterface
    public interface Action {
        void run() throws IOException, InterruptedException;
    }

    private final Executor executor;
    private final Function<IOException, DriverTrouble> words;

    /**
     * @param executor may be blocked; best one virtual thread each
     * @param words what an {@link IOException} means for the task
     */
    public BlockingWork(Executor executor, Function<IOException, DriverTrouble> words) {
        this.executor = executor;
        this.words = words;
    }

    public <T> CompletionStage<T> does(Work<T> work) {
        return CompletableFuture.supplyAsync(() -> guarded(work), executor);
    }

    public CompletionStage<Void> acts(Action action) {
        return does(() -> {
                    action.run();
                    return true;
                })
                .thenAccept(done -> {});
    }

    private <T> T guarded(Work<T> work) {
        try {
            return work.result();
        } catch (IOException failure) {
            throw words.apply(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw DriverTrouble.temporary("interrupted", interrupted);
        }
    }
}
