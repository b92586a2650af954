package dev.troupe.agent.driver.simulated;

import dev.troupe.agent.driver.Driver;
import dev.troupe.agent.driver.DriverContract;
import dev.troupe.core.spec.ContainerSpec;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The contract, by the clock on the wall, which the other drivers go by as well. */
class SimulatedDriverContractTest extends DriverContract {

    @Override
    protected Driver open() {
        return new SimulatedDriver(
                SimulatedNodes.describe("worker1", "troupe"), () -> Script.AS_RECORDED, Instant::now, (delay, task) -> {
                    CompletableFuture.delayedExecutor(delay.toMillis(), TimeUnit.MILLISECONDS, executor)
                            .execute(task);
                });
    }

    @Override
    protected ContainerSpec container(String... command) {
        return ContainerSpec.of("alpine", command);
    }
}
