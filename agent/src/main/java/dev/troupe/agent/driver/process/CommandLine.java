package dev.troupe.agent.driver.process;

import dev.troupe.agent.driver.Condition;
import dev.troupe.agent.driver.DriverTrouble;
import dev.troupe.agent.driver.GenericResources;
import dev.troupe.core.spec.ContainerSpec;
import dev.troupe.core.spec.LogDriver;
import dev.troupe.core.spec.PortConfig;
import dev.troupe.core.task.TaskDraft;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/**
 * How a container's spec becomes the command line of a host process, and which specs cannot.
 *
 * @param argv to be executed as it stands
 * @param uid the user that the working directory belongs to; absent: whoever runs Troupe
 */
record CommandLine(List<String> argv, OptionalInt uid, OptionalInt gid, List<PortConfig> ports) {

    /** Log drivers that mean what is done here anyway; without a name it is the engine's own. */
    private static final Set<String> KEPT_IN_FILES = Set.of("", "json-file", "local");

    private static final String PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    /** @throws DriverTrouble with a reason for people */
    static CommandLine of(TaskDraft draft, Path work, Users users) {
        var spec = draft.spec().container();
        var words = new ArrayList<>(spec.command());
        words.addAll(spec.args());
        if (words.isEmpty()) {
            throw DriverTrouble.fatal(
                    "the process driver has no image to take a command from: give the service a command");
        }
        if (words.getFirst().contains("=")) {
            throw DriverTrouble.fatal(
                    "the process driver cannot run a command with \"=\" in its name: " + words.getFirst());
        }
        refuseTheImpossible(spec);
        draft.spec()
                .logDriver()
                .map(LogDriver::name)
                .filter(name -> !KEPT_IN_FILES.contains(name))
                .ifPresent(name -> refuseIf(true, "the log driver " + name));
        var ports = ports(draft);
        var env = env(draft, work);
        var user = users.resolve(spec.user(), spec.groups());
        // Everybody else has none to drop.
        refuseIf(user.isRoot() && !spec.capabilityDrop().isEmpty(), "dropped capabilities of root");

        var argv = new ArrayList<>(user.setpriv());
        argv.addAll(List.of("env", "-i"));
        argv.add(
                "--chdir=" + spec.dir().map(dir -> work.resolve(dir).toString()).orElse("."));
        env.forEach((name, value) -> argv.add(name + "=" + value));
        argv.addAll(words);
        return new CommandLine(List.copyOf(argv), user.uid(), user.gid(), ports);
    }

    private static Map<String, String> env(TaskDraft draft, Path work) {
        var env = new LinkedHashMap<String, String>();
        env.put("PATH", PATH);
        env.put("HOME", work.toString());
        draft.spec().container().hostname().ifPresent(name -> env.put("HOSTNAME", name));
        var variables = new ArrayList<>(draft.spec().container().env());
        variables.addAll(GenericResources.env(draft.spec()));
        for (var variable : variables) {
            var equals = variable.indexOf('=');
            if (equals > 0) env.put(variable.substring(0, equals), variable.substring(equals + 1));
        }
        return env;
    }

    /** What would silently not be so is refused. */
    private static void refuseTheImpossible(ContainerSpec spec) {
        refuseIf(!spec.mounts().isEmpty(), "mounts");
        refuseIf(spec.healthCheck().filter(check -> check.gates()).isPresent(), "health checks");
        refuseIf(spec.tty(), "terminals");
        refuseIf(spec.readOnly(), "a read-only root");
        refuseIf(!spec.ulimits().isEmpty(), "ulimits");
        refuseIf(!spec.sysctls().isEmpty(), "sysctls");
        refuseIf(!spec.capabilityAdd().isEmpty(), "added capabilities");
        refuseIf(!spec.hosts().isEmpty(), "host entries");
        refuseIf(!spec.dns().equals(ContainerSpec.Dns.NONE), "a DNS configuration of its own");
    }

    private static void refuseIf(boolean asked, String what) {
        if (asked) throw DriverTrouble.fatal("the process driver does not support " + what);
    }

    /** A process binds its ports by itself, so they are only shown (E-18). */
    private static List<PortConfig> ports(TaskDraft draft) {
        var ports = new ArrayList<PortConfig>();
        for (var port : draft.endpoint().ports()) {
            if (!port.hostMode()) continue;
            if (port.published() != 0 && port.published() != port.target()) {
                throw DriverTrouble.fatal(
                        "the process driver cannot publish port " + port.target() + " as " + port.published());
            }
            ports.add(new PortConfig(port.name(), port.protocol(), port.target(), port.target(), true));
        }
        return List.copyOf(ports);
    }

    /** Looks for directory and program where the task itself will. Fails the start as an engine does (E-7). */
    static void checkPlaces(TaskDraft draft, Path work) {
        var spec = draft.spec().container();
        spec.dir().filter(dir -> !Files.isDirectory(work.resolve(dir))).ifPresent(dir -> {
            throw DriverTrouble.fatal(Condition.START_FAILED + "chdir to \"" + dir + "\": no such directory");
        });
        var program = spec.command().isEmpty()
                ? spec.args().getFirst()
                : spec.command().getFirst();
        if (program.contains("/")) {
            var base = spec.dir().map(work::resolve).orElse(work);
            if (!Files.exists(base.resolve(program))) throw cannotStart(program, "no such file or directory");
            return;
        }
        for (var directory : env(draft, work).getOrDefault("PATH", PATH).split(File.pathSeparator, -1)) {
            if (!directory.isEmpty() && Files.isExecutable(Path.of(directory, program))) return;
        }
        throw cannotStart(program, "executable file not found in $PATH");
    }

    private static DriverTrouble cannotStart(String program, String why) {
        return DriverTrouble.fatal(Condition.START_FAILED + "exec: \"" + program + "\": " + why);
    }
}
