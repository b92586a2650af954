package dev.troupe.app.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.troupe.app.Main;
import dev.troupe.app.running.Troupe;
import dev.troupe.app.settings.Machine;
import dev.troupe.app.settings.StartFailure;
import dev.troupe.app.settings.UpOptions;
import dev.troupe.app.settings.UpOptions.DriverKind;
import dev.troupe.core.id.NodeId;
import dev.troupe.core.node.NodeState;
import dev.troupe.core.node.Role;
import dev.troupe.core.roster.NodeView;
import dev.troupe.http.DoorSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import picocli.CommandLine;

class UpCommandTest {

    private static UpOptions parsed(String... args) {
        var up = new UpCommand();
        new CommandLine(up).setCaseInsensitiveEnumValuesAllowed(true).parseArgs(args);
        return up.options();
    }

    @Test
    void oneNodeNamedAfterThisMachineByDefault() {
        var options = parsed();
        assertThat(options.hostnames()).containsExactly(Machine.hostname());
        assertThat(options.driver()).isEqualTo(DriverKind.AUTO);
        assertThat(options.leaveWorkload()).isTrue();
        assertThat(options.doors().sockets())
                .containsExactly(Path.of("data/troupe.sock").toAbsolutePath());
    }

    @Test
    void aNodeForEachName() {
        assertThat(parsed("--hostname", "a,b,c", "--driver", "simulated").hostnames())
                .containsExactly("a", "b", "c");
        assertThat(parsed("--nodes", "2").hostnames()).hasSize(2).doesNotHaveDuplicates();
    }

    @Test
    void severalDoors() {
        var options = parsed("--host", "unix:///tmp/x.sock", "--host", "tcp://127.0.0.1:2375");
        assertThat(options.doors().sockets()).containsExactly(Path.of("/tmp/x.sock"));
        assertThat(options.doors().tcp()).containsExactly(new DoorSettings.Tcp("127.0.0.1", 2375));
    }

    @Test
    void theGreetingShowsTheLineToPasteAndEveryOtherDoor() {
        assertThat(Greeting.of(
                        "Tasks rest.", List.of("unix:///tmp/x.sock", "tcp://127.0.0.1:2375", "tcp://[::1]:2375")))
                .isEqualTo("""
                        Troupe is ready. Tasks rest.

                          export DOCKER_HOST=unix:///tmp/x.sock
                          also at tcp://127.0.0.1:2375
                          also at tcp://[::1]:2375

                        Then: docker node ls""");
    }

    @Test
    void theLineToPasteIsOneWordForAShell() {
        assertThat(Greeting.of("", List.of("unix:///tmp/my data/troupe.sock")))
                .contains("  export DOCKER_HOST='unix:///tmp/my data/troupe.sock'\n");
        assertThat(Greeting.of("", List.of("unix:///tmp/it's/x.sock")))
                .contains("  export DOCKER_HOST='unix:///tmp/it'\\''s/x.sock'\n");
        assertThat(Greeting.of("", List.of("tcp://[::1]:2375"))).contains("  export DOCKER_HOST=tcp://[::1]:2375\n");
    }

    @Test
    void aDoorThatOthersCanReachIsWarnedOf() {
        assertThat(Greeting.of("", List.of("tcp://[0:0:0:0:0:0:0:0]:2375")))
                .contains("export DOCKER_HOST=tcp://127.0.0.1:2375\n")
                .contains("Warning: tcp://[0:0:0:0:0:0:0:0]:2375 can be reached from other machines");
        assertThat(Greeting.of("", List.of("tcp://192.0.2.7:2375")))
                .contains("export DOCKER_HOST=tcp://192.0.2.7:2375\n")
                .contains("Warning: tcp://192.0.2.7:2375 can be reached from other machines");
    }

    @Test
    void whatMakesNoSenseIsOneClearLine() {
        assertThatThrownBy(() -> parsed("--nodes", "0")).hasMessage("--nodes must be at least 1, not 0");
        assertThatThrownBy(() -> parsed("--hostname", "a,a")).hasMessage("--hostname holds a name twice");
        assertThatThrownBy(() -> parsed("--hostname", "a,A")).hasMessage("--hostname holds a name twice");
        assertThatThrownBy(() -> parsed("--hostname", "a,,b")).hasMessage("--hostname holds an empty name");
        for (var odd : List.of("be ta", "a/b", "-a", "a.", "a\tb")) {
            assertThatThrownBy(() -> parsed("--hostname", odd))
                    .hasMessageStartingWith("--hostname holds \"" + odd + "\": a host name is letters, digits");
        }
        for (var odd : List.of("unix://", "unix://a b", "unix://x.sock", "tcp://127.0.0.1:2375")) {
            assertThatThrownBy(() -> parsed("--engine", odd))
                    .hasMessage("--engine must be unix://PATH with the whole path of a socket, not " + odd);
        }
        assertThatThrownBy(() -> parsed("--host", "http://x"))
                .hasMessage("--host must be unix://PATH or tcp://ADDRESS:PORT, not http://x");
        assertThatThrownBy(() -> parsed("--ephemeral", "--data", "x"))
                .hasMessage("--ephemeral keeps nothing, so --data makes no sense with it");
    }

    @Test
    void anUnknownOptionIsOneLineAndExitCodeTwo() {
        var err = new StringWriter();
        var code = Main.commandLine().setErr(new PrintWriter(err)).execute("up", "--bogus");
        assertThat(code).isEqualTo(2);
        assertThat(err.toString().lines()).hasSize(1);
    }

    @Test
    void everyCommandTellsWhatItTakes() {
        for (var command : Main.commandLine().getSubcommands().keySet()) {
            assertThat(Main.commandLine()
                            .setOut(new PrintWriter(new StringWriter()))
                            .execute(command, "--help"))
                    .as(command)
                    .isZero();
        }
    }

    @Test
    void withoutARunningTroupeNodeSaysSo(@org.junit.jupiter.api.io.TempDir Path nowhere) {
        var err = new StringWriter();
        var code = Main.commandLine()
                .setErr(new PrintWriter(err))
                .execute("node", "cut", "x", "--host", "unix://" + nowhere.resolve("none.sock"));
        assertThat(code).isEqualTo(1);
        assertThat(err.toString()).startsWith("troupe: no Troupe answers at unix://");
    }

    @Test
    void aDirectoryInUseIsOneClearLine(@org.junit.jupiter.api.io.TempDir Path data) {
        var options = UpOptions.simulated(List.of("one"), data);
        try (var first = Troupe.start(options)) {
            assertThat(first.addresses()).isNotEmpty();
            assertThatThrownBy(() -> Troupe.start(options))
                    .isInstanceOf(StartFailure.class)
                    .hasMessageContaining(data.toString());
        }
    }

    @Test
    void aStartThatFailsLeavesNoDataBehind(@org.junit.jupiter.api.io.TempDir Path parent) throws IOException {
        var data = parent.resolve("some/data");
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var options = UpOptions.simulated(List.of("one"), data);
            var inTheWay = options.doors().and(DoorSettings.tcp("127.0.0.1", taken.getLocalPort()));
            assertThatThrownBy(() -> Troupe.start(withDoors(options, inTheWay)))
                    .isInstanceOf(StartFailure.class)
                    .hasMessageContaining("cannot listen on tcp://127.0.0.1:" + taken.getLocalPort());
            assertThat(parent).isEmptyDirectory();

            Files.createDirectories(data);
            Files.writeString(data.resolve("mine"), "");
            assertThatThrownBy(() -> Troupe.start(withDoors(options, inTheWay))).isInstanceOf(StartFailure.class);
            assertThat(data).isDirectoryContaining("glob:**/mine").isDirectoryNotContaining("glob:**/journal.db*");

            try (var troupe = Troupe.start(options)) {
                assertThat(troupe.addresses()).hasSize(1);
            }
            assertThatThrownBy(() -> Troupe.start(withDoors(options, inTheWay))).isInstanceOf(StartFailure.class);
            assertThat(data).isDirectoryContaining("glob:**/journal.db");
        }
    }

    private static UpOptions withDoors(UpOptions options, DoorSettings doors) {
        return new UpOptions(
                options.hostnames(),
                options.driver(),
                options.data(),
                doors,
                options.ephemeral(),
                options.leaveWorkload(),
                options.script(),
                options.engine(),
                options.conf());
    }

    @Test // Else its leader would be down for good, and could be neither removed nor demoted.
    void aSwarmDoesNotComeBackWithoutItsManager(@org.junit.jupiter.api.io.TempDir Path data) {
        try (var troupe = Troupe.start(UpOptions.simulated(List.of("one", "two"), data))) {
            assertThat(troupe.gate().roster().nodes()).hasSize(2);
        }
        assertThatThrownBy(() -> Troupe.start(UpOptions.simulated(List.of("two", "three"), data)))
                .isInstanceOf(StartFailure.class)
                .hasMessage(
                        "the manager of the swarm in " + data + " is the node one, which is not among those that were"
                                + " asked for (two, three): name it in --hostname, or take another --data for a new swarm");
        try (var troupe = Troupe.start(UpOptions.simulated(List.of("three", "one"), data))) {
            assertThat(troupe.gate().roster().nodes())
                    .filteredOn(node -> node.facts().role() == Role.MANAGER)
                    .extracting(node -> node.facts().description().hostname())
                    .containsExactly("one");
        }
    }

    @Test // D-20. A container's host name may be another one after each start.
    void theOnlyNodeOfASwarmStaysItselfWhenItsMachineIsRenamed(@org.junit.jupiter.api.io.TempDir Path data)
            throws Exception {
        NodeId node;
        try (var troupe = Troupe.start(UpOptions.simulated(List.of("one"), data))) {
            node = only(troupe).facts().id();
        }
        try (var troupe = Troupe.start(UpOptions.simulated(List.of("uno"), data))) {
            await().untilAsserted(() -> {
                assertThat(only(troupe).facts().description().hostname()).isEqualTo("uno");
                assertThat(only(troupe).facts().state()).isEqualTo(NodeState.READY);
            });
            assertThat(only(troupe).facts().id()).isEqualTo(node);
        }
    }

    private static NodeView only(Troupe troupe) {
        var nodes = troupe.gate().roster().nodes();
        assertThat(nodes).hasSize(1);
        return nodes.iterator().next();
    }

    @Test
    @Timeout(120)
    void aJvmThatLeavesSignalsAloneIsRefused(@org.junit.jupiter.api.io.TempDir Path parent) throws Exception {
        var up = up(parent.resolve("data"), "-Xrs").redirectErrorStream(true).start();
        try (var lines = up.inputReader()) {
            assertThat(lines.lines())
                    .containsExactly(
                            "troupe: the JVM was told to leave signals alone (-Xrs), and so nobody could stop this"
                                    + " Troupe in good order; take that out of TROUPE_JAVA_OPTS");
            assertThat(up.waitFor()).isEqualTo(1);
            assertThat(parent).isEmptyDirectory();
        } finally {
            up.destroyForcibly();
        }
    }

    private static ProcessBuilder up(Path data, String... jvmOptions) {
        var words = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-XX:TieredStopAtLevel=1"));
        words.addAll(List.of(jvmOptions));
        words.addAll(List.of(
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                Main.class.getName(),
                "up",
                "--driver",
                "simulated",
                "--data",
                data.toString()));
        return new ProcessBuilder(words);
    }

    @Test
    @Timeout(120)
    void whoIsToldToStopEndsInGoodOrderAndWithZero(@org.junit.jupiter.api.io.TempDir Path parent)
            throws IOException, InterruptedException {
        var data = parent.resolve("data");
        var up = up(data).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        try (var lines = up.inputReader()) {
            assertThat(lines.readLine()).startsWith("Troupe is ready.");
            up.destroy(); // SIGTERM.
            assertThat(up.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(up.exitValue()).isZero();
            assertThat(data.resolve("journal.db")).exists();
            assertThat(data.resolve("troupe.sock")).doesNotExist();
            assertThat(data.resolve("troupe.json")).doesNotExist();
        } finally {
            up.destroyForcibly();
        }
    }
}
