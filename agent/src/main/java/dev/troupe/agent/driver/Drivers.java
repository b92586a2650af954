package dev.troupe.agent.driver;

import dev.troupe.agent.driver.docker.DockerDriver;
import dev.troupe.agent.driver.process.ProcessDriver;
import dev.troupe.core.id.NodeId;
import dev.troupe.core.node.NodeDescription;
import dev.troupe.core.spec.Platform;
import dev.troupe.core.spec.Resources;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Executor;

/** Makes the drivers of real nodes, and tells in plain words what each means. */
public final class Drivers {

    /** Where engines listen unless told otherwise. */
    public static final URI DEFAULT_ENGINE = URI.create("unix:///var/run/docker.sock");

    /** The user of processes whose service names none. */
    public static final String UNPRIVILEGED = "nobody";

    private Drivers() {}

    /** Which driver it is, and what that means for whoever starts services. */
    public enum Kind {
        DOCKER,
        PROCESS
    }

    /**
     * What was found out about this machine.
     *
     * @param words one or two sentences for people
     */
    public record Choice(Kind kind, String words) {}

    /** Docker when an engine answers at {@code engine}, else processes. Blocks for a moment. */
    public static Choice auto(URI engine) {
        try {
            return new Choice(Kind.DOCKER, docker(engine));
        } catch (IOException why) {
            return new Choice(
                    Kind.PROCESS, "No engine answers at %s (%s). %s".formatted(engine, reason(why), processWords()));
        }
    }

    /** What is to be said when only an engine will do. Blocks for a moment. */
    public static String docker(URI engine) throws IOException {
        return "Tasks run as containers of %s at %s.".formatted(DockerDriver.probe(engine), engine);
    }

    /** What is to be said when tasks are processes. */
    public static String processWords() {
        return "Tasks run as processes of this host: no isolation, no image, no limits on CPU and memory; a service needs a"
                + " command.";
    }

    private static String reason(IOException why) {
        var message = why.getMessage();
        return message == null ? why.toString() : message;
    }

    /**
     * The driver that was chosen, for one node.
     *
     * @param engine as given to {@link #auto}
     * @param data a directory of this node's own
     * @param engineVersion what lists show for a node without an engine
     * @param executor may be blocked; best one virtual thread each
     */
    public static Driver open(
            Kind kind, NodeId node, String hostname, URI engine, Path data, String engineVersion, Executor executor)
            throws IOException {
        return switch (kind) {
            case DOCKER -> new DockerDriver(node, hostname, engine, data.resolve("docker"), executor);
            case PROCESS ->
                new ProcessDriver(data.resolve("process"), host(hostname, engineVersion), UNPRIVILEGED, executor);
        };
    }

    /** This machine as a node without an engine. */
    private static NodeDescription host(String hostname, String version) {
        var memory =
                ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean system
                        ? system.getTotalMemorySize()
                        : 0;
        return new NodeDescription(
                hostname,
                new Platform(System.getProperty("os.name", "linux").toLowerCase(Locale.ROOT), architecture()),
                new Resources(Runtime.getRuntime().availableProcessors() * 1_000_000_000L, memory, 0, Map.of()),
                version,
                Map.of(),
                List.of());
    }

    /** As engines spell it. */
    private static String architecture() {
        var name = System.getProperty("os.arch", "");
        return name.equals("amd64") ? "x86_64" : name;
    }
}
