package dev.troupe.agent.driver.docker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.agent.driver.Condition;
import dev.troupe.core.id.NodeId;
import dev.troupe.core.id.TaskId;
import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Waiting for containers, without an engine: what is so is said by the test. */
class WatchTest {

    private static final TaskId TASK = new TaskId("t1");
    private static final Condition CREATED = new Condition.Created("c1");
    private static final int ROUNDS = 20_000;

    @Test // As when a task is stopped in the moment in which it is seen to run.
    void whoeverComesWhileAnotherIsBeingAnsweredIsAnsweredToo() throws Exception {
        var together = new CyclicBarrier(2);
        try (var engine = new EngineClient(URI.create("unix:///no-engine.sock"));
                var watch = new Watch(engine, new NodeId("n1"), Runnable::run, task -> CREATED)) {
            var other = CompletableFuture.runAsync(() -> asks(watch, together));
            asks(watch, together);
            other.get(60, TimeUnit.SECONDS);
        }
    }

    private static void asks(Watch watch, CyclicBarrier together) {
        try {
            for (var round = 0; round < ROUNDS; round++) {
                together.await(60, TimeUnit.SECONDS);
                var answer = watch.until(TASK, condition -> true).toCompletableFuture();
                assertThat(answer.get(20, TimeUnit.SECONDS)).isEqualTo(CREATED);
            }
        } catch (Exception failure) {
            throw new AssertionError(failure);
        }
    }
}
