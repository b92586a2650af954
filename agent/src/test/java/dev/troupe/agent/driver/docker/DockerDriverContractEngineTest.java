package dev.troupe.agent.driver.docker;

import static dev.troupe.agent.driver.docker.EngineUnderTest.IMAGE;
import static dev.troupe.agent.driver.docker.EngineUnderTest.fresh;

import dev.troupe.agent.driver.Driver;
import dev.troupe.agent.driver.DurableDriverContract;
import dev.troupe.core.id.NodeId;
import dev.troupe.core.spec.ContainerSpec;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The contract, with a real engine; the lanes docker and podman of the conformance run it. */
class DockerDriverContractEngineTest extends DurableDriverContract {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path data;

    private final NodeId node = new NodeId("node" + fresh());

    @BeforeAll
    static void needsAnEngine() {
        EngineUnderTest.needed(DockerDriverContractEngineTest.class);
    }

    @Override
    protected Driver open() throws IOException {
        return new DockerDriver(node, "worker1", EngineUnderTest.address(), data, executor);
    }

    @Override
    protected ContainerSpec container(String... command) {
        return ContainerSpec.of(IMAGE, command);
    }
}
