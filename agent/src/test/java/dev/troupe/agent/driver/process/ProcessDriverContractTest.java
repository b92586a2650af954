package dev.troupe.agent.driver.process;

import dev.troupe.agent.driver.Driver;
import dev.troupe.agent.driver.DurableDriverContract;
import dev.troupe.agent.driver.simulated.SimulatedNodes;
import dev.troupe.core.spec.ContainerSpec;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(OS.LINUX)
class ProcessDriverContractTest extends DurableDriverContract {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path data;

    @Override
    protected Driver open() throws IOException {
        return new ProcessDriver(data, SimulatedNodes.describe("worker1", "troupe"), "nobody", executor);
    }

    @Override
    protected ContainerSpec container(String... command) {
        return ContainerSpec.of("any", command);
    }
}
