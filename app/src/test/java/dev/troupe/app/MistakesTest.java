package dev.troupe.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is typed wrong: one line that says what is wrong and where to look, and exit code 2. */
class MistakesTest {

    private String said = "";

    private int troupe(String... words) {
        var out = new StringWriter();
        var writer = new PrintWriter(out);
        var code = Main.commandLine().setOut(writer).setErr(writer).execute(words);
        writer.flush();
        said = out.toString();
        return code;
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            histroy web                          | unknown command histroy; did you mean history? (see troupe --help)
            frobnicate                           | unknown command frobnicate (see troupe --help)
            journal                              | a command is missing: one of stats, verify, export, import, replay, compact (see troupe journal --help)
            journal exprot x                     | unknown command exprot; did you mean export? (see troupe journal --help)
            node                                 | a command is missing: one of cut, kill, revive, drain, rm (see troupe node --help)
            history web api                      | one word too many: api (see troupe history --help)
            history web --folow                  | unknown option --folow; did you mean --follow? (see troupe history --help)
            why                                  | missing required parameter: 'TASK
            why web --kind pod                   | --kind must be service, node or task, not pod
            why web --at soon                    | --at: "soon" is no moment: a time like
            why web --at 2999-01-01              | --at: 2999-01-01 is still to come
            diff web 1                           | missing required parameter: 'TO' (see troupe diff --help)
            diff web one 2                       | invalid value for positional parameter at index 1 (FROM): 'one' is no whole number (see troupe diff --help)
            rollback web                         | missing required option: '--to=VERSION' (see troupe rollback --help)
            history web --since 2999-01-01       | --since: 2999-01-01 is still to come
            history web --since 1h --until 2h    | --until is before --since
            history web --until 5                | --until: a time is expected, not the offset 5
            history web --host here              | an address must be unix://PATH or tcp://ADDRESS:PORT, not here
            history web --host tcp://here:99999  | an address must be unix://PATH or tcp://ADDRESS:PORT, not tcp://here:99999
            history web --host unix://           | an address must be unix://PATH, and unix:// has no path
            at 10m                               | say what to show, either with -- and what the docker CLI is asked
            at 10m --serve here                  | --serve must be unix://PATH, not here
            up --nodes 0                         | --nodes must be at least 1, not 0
            up --driver rocket                   | invalid value for option '--driver': expected one of [auto, docker, process, simulated] but was 'rocket' (see troupe up --help)
            up --nodes two                       | invalid value for option '--nodes': 'two' is no whole number (see troupe up --help)
            help histroy                         | unknown subcommand 'histroy' (see troupe --help)
            node drain one --runs 5              | --runs says how to rehearse: add --dry-run
            rehearse --seeds 0                   | --seeds must be 1 or more, and is 0
            """)
    void isToldInOneLine(String words, String answer) {
        assertThat(troupe(words.split(" "))).as(said).isEqualTo(2);
        assertThat(said).startsWith("troupe: " + answer).hasLineCount(1);
    }

    @ParameterizedTest
    @CsvSource({
        "why,      TASK|SERVICE|NODE",
        "history,  SERVICE|TASK|NODE|STACK",
        "versions, SERVICE",
        "node kill, NAME",
        "rehearse drain, NODE"
    })
    void anEmptyWordMeansNobody(String command, String parameter) {
        var words = new ArrayList<>(List.of(command.split(" ")));
        words.add("");
        assertThat(troupe(words.toArray(String[]::new))).as(said).isEqualTo(2);
        assertThat(said)
                .isEqualTo("troupe: the parameter " + parameter + " is empty (see troupe " + command + " --help)\n");
    }

    @Test
    void anAddressAtWhichNobodyCanBeIsNoBug() {
        assertThat(troupe("history", "--host", "tcp://no-such-host.invalid:80")).isEqualTo(1);
        assertThat(said)
                .isEqualTo("troupe: no Troupe answers at tcp://no-such-host.invalid:80: no host is called so\n");
    }

    @Test
    void aPlaceWhereNoTroupeRunsIsNamed() {
        assertThat(troupe("history", "--data", "/no/such/place")).isEqualTo(1);
        assertThat(said).isEqualTo("troupe: there is no directory /no/such/place\n");
        assertThat(troupe("rollback", "web", "--to", "1", "--data", "/tmp")).isEqualTo(1);
        assertThat(said).isEqualTo("troupe: no Troupe runs on /tmp\n");
    }

    @Test
    void anEngineThatIsNoTroupeIsNotTakenForOne() throws IOException {
        var engine = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        engine.createContext("/", asked -> {
            var answer = "{\"message\":\"page not found\"}\n".getBytes(StandardCharsets.UTF_8);
            asked.sendResponseHeaders(404, answer.length);
            asked.getResponseBody().write(answer);
            asked.close();
        });
        engine.start();
        try {
            var address = "tcp://127.0.0.1:" + engine.getAddress().getPort();
            for (var command : List.of("history", "why web", "versions web", "node cut one", "at 10m -- service ls")) {
                var words = command.replaceFirst("( --|$)", " --host " + address + "$1")
                        .split(" ");
                assertThat(troupe(words)).isEqualTo(1);
                assertThat(said).isEqualTo("troupe: what answers at " + address + " is no Troupe, or an older one\n");
            }
        } finally {
            engine.stop(0);
        }
    }

    @Test
    void helpTellsTheExitCodes() {
        assertThat(troupe("--help")).isZero();
        assertThat(said).contains("Exit codes:", "2   the command line is not understood");
    }

    @Test
    void everyCommandHasHelp() {
        haveHelp(Main.commandLine());
    }

    private void haveHelp(picocli.CommandLine command) {
        for (var below : command.getSubcommands().values()) {
            if (below.getCommandSpec().usageMessage().hidden()
                    || below.getCommandName().equals("help")) continue;
            var words = below.getCommandSpec().qualifiedName().replaceFirst("^troupe ", "") + " --help";
            assertThat(troupe(words.split(" "))).as(words).isZero();
            assertThat(said).startsWith("Usage: troupe " + words.replace(" --help", ""));
            haveHelp(below);
        }
    }
}
