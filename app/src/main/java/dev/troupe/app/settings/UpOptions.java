package dev.troupe.app.settings;

import dev.troupe.agent.driver.Drivers;
import dev.troupe.agent.driver.simulated.Script;
import dev.troupe.http.DoorSettings;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What {@code troupe up} was asked for.
 *
 * @param hostnames one node each; the first is the manager
 * @param data where journal and process tasks are kept; not used when {@code ephemeral}
 * @param script for simulated tasks; asked for each container
 * @param engine where the container engine listens
 * @param conf a file of settings over Troupe's own
 * @param leaveWorkload true: tasks run on when Troupe stops
 */
public record UpOptions(
        List<String> hostnames,
        DriverKind driver,
        Path data,
        DoorSettings doors,
        boolean ephemeral,
        boolean leaveWorkload,
        Supplier<Script> script,
        URI engine,
        Optional<Path> conf) {

    /** How tasks are run. */
    public enum DriverKind {
        AUTO,
        DOCKER,
        PROCESS,
        SIMULATED
    }

    /** Simulated nodes with a durable journal in {@code data}, and a socket there. */
    public static UpOptions simulated(List<String> hostnames, Path data) {
        return new UpOptions(
                hostnames,
                DriverKind.SIMULATED,
                data,
                DoorSettings.socket(data.resolve("troupe.sock")),
                false,
                true,
                () -> Script.AS_RECORDED,
                Drivers.DEFAULT_ENGINE,
                Optional.empty());
    }

    /** Simulated nodes with a journal that is gone in the end, and a door on a free port of the loopback address. */
    public static UpOptions throwAway(List<String> hostnames, Supplier<Script> script) {
        return new UpOptions(
                hostnames,
                DriverKind.SIMULATED,
                Path.of("data"),
                DoorSettings.tcp("127.0.0.1", 0),
                true,
                false,
                script,
                Drivers.DEFAULT_ENGINE,
                Optional.empty());
    }
}
