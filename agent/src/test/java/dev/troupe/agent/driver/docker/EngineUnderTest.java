package dev.troupe.agent.driver.docker;

import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/**
 * The engine that tests of this package work with. Each setting is a property or a variable of the environment:
 *
 * <ul>
 *   <li>{@code troupe.test.engine}, {@code TROUPE_TEST_ENGINE}: {@code unix:///...}, Docker's or Podman's; without it
 *       these tests are skipped
 *   <li>{@code troupe.test.image}, {@code TROUPE_TEST_IMAGE}: an image with a busybox that the engine has, default
 *       {@code busybox:latest}
 *   <li>{@code troupe.test.registry}, {@code TROUPE_TEST_REGISTRY}: a free address of this host for a registry that the
 *       engine speaks plain HTTP with, default any port of 127.0.0.1; Podman must be told its address beforehand
 * </ul>
 */
final class EngineUnderTest {

    static final String IMAGE = setting("troupe.test.image", "TROUPE_TEST_IMAGE", "busybox:latest");

    private static final String ENGINE = setting("troupe.test.engine", "TROUPE_TEST_ENGINE", "");
    private static final String REGISTRY = setting("troupe.test.registry", "TROUPE_TEST_REGISTRY", "127.0.0.1:0");

    private EngineUnderTest() {}

    static void needed(Class<?> test) {
        if (ENGINE.isEmpty()) {
            System.err.println("SKIPPED: " + test.getSimpleName()
                    + " needs an engine: set troupe.test.engine or TROUPE_TEST_ENGINE");
        }
        assumeThat(ENGINE).as("an engine to test with").isNotEmpty();
    }

    static URI address() {
        return URI.create(ENGINE);
    }

    static InetSocketAddress registry() {
        var colon = REGISTRY.lastIndexOf(':');
        return new InetSocketAddress(REGISTRY.substring(0, colon), Integer.parseInt(REGISTRY.substring(colon + 1)));
    }

    static boolean isPodman() throws IOException {
        return DockerDriver.probe(address()).startsWith("Podman");
    }

    /** Podman has systemd run its health checks: on a host without it, none is ever run. */
    static void healthChecksNeeded(String test) throws IOException {
        var without = isPodman() && Files.notExists(Path.of("/run/systemd/private"));
        if (without)
            System.err.println("SKIPPED: " + test + ": Podman runs health checks by systemd, which is not here");
        assumeThat(without).as("Podman without systemd").isFalse();
    }

    static String fresh() {
        return UUID.randomUUID().toString().replace("-", "");
    }

    private static String setting(String property, String variable, String otherwise) {
        var fromProperty = System.getProperty(property);
        if (fromProperty != null) return fromProperty;
        var fromVariable = System.getenv(variable);
        return fromVariable == null ? otherwise : fromVariable;
    }
}
