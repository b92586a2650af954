package dev.troupe.app.command;

import com.sun.management.HotSpotDiagnosticMXBean;
import dev.troupe.agent.driver.simulated.Script;
import dev.troupe.app.running.Troupe;
import dev.troupe.app.settings.Machine;
import dev.troupe.app.settings.Misuse;
import dev.troupe.app.settings.StartFailure;
import dev.troupe.app.settings.Trouble;
import dev.troupe.app.settings.UpOptions;
import dev.troupe.app.settings.UpOptions.DriverKind;
import dev.troupe.http.DoorSettings;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.agrona.concurrent.ShutdownSignalBarrier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code troupe up}: a swarm in this process, until it is told to stop. */
@Command(
        name = "up",
        mixinStandardHelpOptions = true,
        description = "Starts a swarm in this process: one node, or several to try things on.")
public final class UpCommand implements Callable<Integer> {

    /** What becomes of running tasks when Troupe stops. */
    enum OnStop {
        LEAVE,
        STOP
    }

    private static final Pattern HOSTNAME = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?");

    @Option(names = "--nodes", paramLabel = "N", description = "How many nodes in this process (1).")
    private int nodes = 1;

    @Option(
            names = "--hostname",
            split = ",",
            paramLabel = "H1,H2,...",
            hideParamSyntax = true,
            description =
                    "A node for each name; the first is the manager of a new swarm. Default: this machine's name.")
    private List<String> hostnames = new ArrayList<>();

    @Option(
            names = "--driver",
            description =
                    "What runs tasks: auto (containers where an engine answers, else processes), docker, process, simulated.")
    private DriverKind driver = DriverKind.AUTO;

    @Option(
            names = "--engine",
            paramLabel = "unix://PATH",
            description = "Socket of the container engine (unix:///var/run/docker.sock).")
    private String engine = "unix:///var/run/docker.sock";

    @Option(names = "--script", paramLabel = "FILE", description = "How simulated images behave (JSON).")
    private @Nullable Path script;

    @Option(names = "--data", paramLabel = "DIR", description = "Where the journal is kept (./data).")
    private @Nullable Path data;

    @Option(
            names = "--conf",
            paramLabel = "FILE",
            description = "Settings over those of conf/troupe.conf. Default: the file TROUPE_CONF names, if any.")
    private @Nullable Path conf;

    @Option(
            names = "--host",
            paramLabel = "ADDRESS",
            description =
                    "Where the API listens: unix://PATH or tcp://127.0.0.1:PORT; may be given several times. Default: a socket in the data directory.")
    private List<String> hosts = new ArrayList<>();

    @Option(
            names = "--host-name",
            paramLabel = "NAME",
            description = "A name by which a TCP address may be called, besides loopback ones.")
    private List<String> hostNames = new ArrayList<>();

    @Option(names = "--ephemeral", description = "A throw-away journal: everything is forgotten at the end.")
    private boolean ephemeral;

    @Option(names = "--on-stop", description = "What becomes of running tasks at the end: leave (default) or stop.")
    private OnStop onStop = OnStop.LEAVE;

    /** Whoever is told to stop, and has done so in good order, ends with 0: nothing has failed. */
    @Override
    public Integer call() {
        refuseToBeDeaf();
        var stopped = new CountDownLatch(1);
        var troupe = Troupe.start(options());
        // SIGTERM and Ctrl-C come here and end nothing by themselves; any other end of a JVM begins with its hooks.
        var stopping = new ShutdownSignalBarrier();
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            stopping.signal();
                            try {
                                stopped.await();
                            } catch (InterruptedException killed) {
                                Thread.currentThread().interrupt();
                            }
                        },
                        "troupe-stop"));
        greet(troupe);
        stopping.await();
        try {
            troupe.close();
        } finally {
            stopped.countDown();
        }
        return 0;
    }

    /** A JVM that leaves signals alone cannot be told to stop, only be killed. */
    private static void refuseToBeDeaf() {
        var machine = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
        if (machine != null
                && machine.getVMOption("ReduceSignalUsage").getValue().equals("true")) {
            throw new StartFailure(
                    "the JVM was told to leave signals alone (-Xrs), and so nobody could stop this Troupe"
                            + " in good order; take that out of TROUPE_JAVA_OPTS");
        }
    }

    private static void greet(Troupe troupe) {
        System.out.println(Greeting.of(troupe.drivenBy(), troupe.addresses()));
        System.out.flush();
    }

    /** Checked, and with every default filled in. */
    UpOptions options() {
        if (nodes < 1) throw new Misuse("--nodes must be at least 1, not " + nodes);
        if (!hostnames.isEmpty() && nodes != 1 && nodes != hostnames.size()) {
            throw new Misuse("--nodes " + nodes + " does not agree with " + hostnames.size() + " names in --hostname");
        }
        if (ephemeral && data != null) throw new Misuse("--ephemeral keeps nothing, so --data makes no sense with it");
        if (script != null && driver != DriverKind.SIMULATED) throw new Misuse("--script is for --driver simulated");
        checkHostnames();
        var directory = data == null ? Path.of("data") : data;
        return new UpOptions(
                names(),
                driver,
                directory,
                doors(directory),
                ephemeral,
                onStop == OnStop.LEAVE,
                script(),
                engine(),
                Optional.ofNullable(conf));
    }

    private URI engine() {
        try {
            var address = URI.create(engine);
            if (engine.startsWith("unix:///")) return address;
        } catch (IllegalArgumentException noAddress) {
            throw new Misuse(notAnEngine(), noAddress);
        }
        throw new Misuse(notAnEngine());
    }

    private String notAnEngine() {
        return "--engine must be unix://PATH with the whole path of a socket, not " + engine;
    }

    /** Names that can be typed, and looked up: clients do not care for their case (OM-10). */
    private void checkHostnames() {
        if (hostnames.stream().anyMatch(String::isBlank)) throw new Misuse("--hostname holds an empty name");
        hostnames.stream()
                .filter(name -> !HOSTNAME.matcher(name).matches())
                .findFirst()
                .ifPresent(name -> {
                    throw new Misuse(
                            "--hostname holds \"" + name
                                    + "\": a host name is letters, digits, dots, hyphens and underscores, and begins and ends with a letter or digit");
                });
        var different =
                hostnames.stream().map(name -> name.toLowerCase(Locale.ROOT)).distinct();
        if (different.count() != hostnames.size()) throw new Misuse("--hostname holds a name twice");
    }

    /** Read once; a script that is not understood is found before anything starts. */
    private Supplier<Script> script() {
        var read = script == null ? Script.AS_RECORDED : read(script);
        return () -> read;
    }

    private static Script read(Path file) {
        try {
            return Script.read(file);
        } catch (IOException | IllegalArgumentException trouble) {
            throw new StartFailure("the script cannot be read: " + Trouble.words(trouble), trouble);
        }
    }

    private List<String> names() {
        if (!hostnames.isEmpty()) return List.copyOf(hostnames);
        var name = Machine.hostname();
        return nodes == 1
                ? List.of(name)
                : IntStream.rangeClosed(1, nodes).mapToObj(n -> name + "-" + n).toList();
    }

    private DoorSettings doors(Path directory) {
        if (hosts.isEmpty()) {
            // A throw-away journal has no directory to find a socket in.
            var socket = ephemeral
                    ? Path.of(
                            System.getProperty("java.io.tmpdir"),
                            "troupe-" + ProcessHandle.current().pid() + ".sock")
                    : directory.toAbsolutePath().normalize().resolve("troupe.sock");
            return DoorSettings.socket(socket);
        }
        var all = new DoorSettings(List.of(), List.of(), new HashSet<>(hostNames));
        for (var host : hosts) {
            all = all.and(DoorSettings.parse(host)
                    .orElseThrow(() -> new Misuse("--host must be unix://PATH or tcp://ADDRESS:PORT, not " + host)));
        }
        return all;
    }
}
