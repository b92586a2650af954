package dev.troupe.app.care;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.app.Main;
import dev.troupe.persistence.DataDirectory;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code troupe journal ...} as people type it, on the journal that release 0.1.0 left. */
class JournalCommandLineTest {

    private static final Path EXPORTED =
            Path.of("..", "persistence", "src", "test", "resources", "journals", "0.1.0", "journal.jsonl.gz");

    @TempDir
    Path directory;

    private String data = "";
    private String file = "";
    private String said = "";

    @BeforeEach
    void unpack() throws IOException {
        data = directory.resolve("data").toString();
        file = directory.resolve("journal.jsonl").toString();
        try (var in = new GZIPInputStream(Files.newInputStream(EXPORTED))) {
            Files.copy(in, Path.of(file));
        }
    }

    private int troupe(String... words) {
        var out = new StringWriter();
        var writer = new PrintWriter(out);
        var code = Main.commandLine().setOut(writer).setErr(writer).execute(words);
        writer.flush();
        said = out.toString();
        return code;
    }

    @Test
    void anImportedJournalIsGoodAndGoesOutAsItCameIn() throws IOException {
        assertThat(troupe("journal", "import", "--data", data, file)).as(said).isZero();
        assertThat(troupe("journal", "verify", "--data", data)).as(said).isZero();
        assertThat(said).contains("nothing is wrong");
        assertThat(troupe("journal", "stats", "--data", data)).isZero();
        assertThat(said).contains("service.created/1", "LARGEST ENTITIES");

        var again = directory.resolve("again.jsonl");
        assertThat(troupe("journal", "export", "--data", data, again.toString()))
                .as(said)
                .isZero();
        assertThat(again).hasSameBinaryContentAs(Path.of(file));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(again)))
                .isEqualTo("rw-------");
        assertThat(troupe("journal", "export", "--data", data, again.toString()))
                .isEqualTo(1);
        assertThat(said).isEqualTo("troupe: " + again + " is there already\n");
    }

    @Test
    void aDashIsWhatComesInByItself() throws IOException {
        var before = System.in;
        try (var in = Files.newInputStream(Path.of(file))) {
            System.setIn(in);
            assertThat(troupe("journal", "import", "--data", data, "-"))
                    .as(said)
                    .isZero();
        } finally {
            System.setIn(before);
        }
        assertThat(troupe("journal", "verify", "--data", data)).as(said).isZero();
    }

    @Test
    void whatIsNoFileIsSaidToBeNone() {
        assertThat(troupe("journal", "import", "--data", data, directory.toString()))
                .isEqualTo(1);
        assertThat(said).isEqualTo("troupe: " + directory + " is a directory\n");
        assertThat(troupe(
                        "journal",
                        "import",
                        "--data",
                        data,
                        directory.resolve("none").toString()))
                .isEqualTo(1);
        assertThat(said).isEqualTo("troupe: there is no file " + directory.resolve("none") + "\n");
    }

    @Test
    void aReplayUpToAMomentIsADataDirectoryOfItsOwn() {
        assertThat(troupe("journal", "import", "--data", data, file)).as(said).isZero();
        var then = directory.resolve("then").toString();
        assertThat(troupe("journal", "replay", "--data", data, "--until", "100", "--to", then))
                .as(said)
                .isZero();
        assertThat(said)
                .startsWith("The swarm at 2026-")
                .contains("after 100 facts (offset 100)", "nodes     3: 3 ready");
        assertThat(troupe("journal", "verify", "--data", then)).as(said).isZero();
        assertThat(said).contains("100 facts");
        assertThat(troupe("journal", "replay", "--data", data, "--until", "2001-01-01"))
                .isEqualTo(1);
        assertThat(said).isEqualTo("troupe: that is before the journal's beginning: nothing had happened by then\n");
        assertThat(troupe("journal", "replay", "--data", data, "--until", "yesterday"))
                .isEqualTo(2);
        assertThat(said).startsWith("troupe: --until: \"yesterday\" is no moment");
    }

    @Test
    void nothingIsRemovedUnlessItIsSaid() {
        assertThat(troupe("journal", "import", "--data", data, file)).as(said).isZero();
        assertThat(troupe("journal", "compact", "--data", data)).isZero();
        assertThat(said).startsWith("Everything is kept");
        assertThat(troupe("journal", "compact", "--data", data, "--older-than", "5m", "--remove"))
                .isEqualTo(1);
        assertThat(said).contains("less than an hour ago is kept in any case");
        assertThat(troupe("journal", "compact", "--data", data, "--older-than", "1h"))
                .as(said)
                .isZero();
    }

    @Test
    void errorsAreOneLine() throws IOException {
        assertThat(troupe("journal", "verify", "--data", data)).isEqualTo(1);
        assertThat(said).isEqualTo("troupe: there is no journal: the journal " + data + "/journal.db does not exist\n");
        try (var running = DataDirectory.open(Path.of(data))) {
            assertThat(running).isNotNull();
            assertThat(troupe("journal", "import", "--data", data, file)).isEqualTo(1);
            assertThat(said)
                    .startsWith("troupe: the data directory " + data + " is in use by another Troupe")
                    .hasLineCount(1);
        }
    }

    @Test
    void whatCannotBeDoneIsToldBeforeAnythingIsDone() throws IOException {
        assertThat(troupe("journal", "import", "--data", data, file)).as(said).isZero();
        assertThat(troupe("journal", "replay", "--data", data, "--to", directory.toString()))
                .isEqualTo(1);
        assertThat(said).isEqualTo("troupe: " + directory + " is there already\n");
        assertThat(troupe("journal", "replay", "--data", data, "--to", directory.resolve("no/where") + ""))
                .isEqualTo(1);
        assertThat(said).isEqualTo("troupe: there is no directory " + directory.resolve("no") + "\n");
        assertThat(troupe("journal", "export", "--data", data, directory.resolve("no/file") + ""))
                .isEqualTo(1);
        assertThat(said).isEqualTo("troupe: there is no directory " + directory.resolve("no") + "\n");
        assertThat(troupe("journal", "export", "--data", data, "--until", "999999", directory.resolve("x") + ""))
                .isEqualTo(1);
        assertThat(said).startsWith("troupe: there is no fact 999999 yet: the last one is ");
        assertThat(troupe("journal", "export", "--data", data, "--since", "50", "--until", "10"))
                .isEqualTo(1);
        assertThat(said).isEqualTo("troupe: that stretch has no facts: it would end before it begins\n");
        assertThat(troupe("journal", "compact", "--data", data, "--older-than", "2999-01-01"))
                .isEqualTo(2);
        assertThat(said).isEqualTo("troupe: --older-than must be a time like 90d or 12h, not 2999-01-01\n");
        assertThat(names()).containsExactly("data", "journal.jsonl");
    }

    @Test
    void whatBreaksOffHalfwayLeavesNothingBehind() throws IOException, SQLException {
        var half = directory.resolve("half.jsonl");
        try (var lines = Files.lines(Path.of(file))) {
            Files.write(half, lines.limit(100).toList());
        }
        assertThat(troupe("journal", "import", "--data", data, half.toString())).isEqualTo(1);
        assertThat(said).isEqualTo("troupe: line 101: the file ends before the export does\n");
        assertThat(names()).containsExactly("half.jsonl", "journal.jsonl");
        Files.createDirectory(Path.of(data));
        assertThat(troupe("journal", "import", "--data", data, half.toString())).isEqualTo(1);
        assertThat(Path.of(data)).isDirectoryNotContaining("glob:**/journal.db*");

        assertThat(troupe("journal", "import", "--data", data, file)).as(said).isZero();
        try (var database = DriverManager.getConnection("jdbc:sqlite:" + data + "/journal.db");
                var damage = database.createStatement()) {
            assertThat(damage.executeUpdate("UPDATE event_journal SET event_payload = x'00' WHERE ordering = 90"))
                    .isOne();
        }
        assertThat(troupe("journal", "export", "--data", data, directory.resolve("out.jsonl") + ""))
                .as(said)
                .isEqualTo(1);
        assertThat(troupe("journal", "replay", "--data", data, "--to", directory.resolve("then") + ""))
                .as(said)
                .isEqualTo(1);
        assertThat(said).contains("cannot be read").hasLineCount(1);
        assertThat(names()).containsExactly("data", "half.jsonl", "journal.jsonl");
    }

    private List<String> names() throws IOException {
        try (var files = Files.list(directory)) {
            return files.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void mistakesInTheConfigurationAreNamed() throws IOException {
        var conf = directory.resolve("own.conf");
        Files.writeString(conf, "troupe.journal.store = oracle");
        assertThat(troupe("journal", "stats", "--conf", conf.toString())).isEqualTo(1);
        assertThat(said).isEqualTo("troupe: troupe.journal.store must be embedded or postgresql, not oracle\n");
        Files.writeString(conf, "troupe.journal { store = postgresql, postgresql.url = \"jdbc:mysql://there\" }");
        assertThat(troupe("journal", "stats", "--conf", conf.toString())).isEqualTo(1);
        assertThat(said).startsWith("troupe: troupe.journal.postgresql.url must be jdbc:postgresql://HOST/DATABASE");
    }

    @Test
    void aTroupeNeedNotRunToTellWhatHappened() {
        assertThat(troupe("journal", "import", "--data", data, file)).as(said).isZero();

        assertThat(troupe("history", "web", "--data", data)).as(said).isZero();
        assertThat(said).contains("service web is created");
        assertThat(troupe("versions", "web", "--data", data)).as(said).isZero();
        assertThat(said).contains("docker service create");
        assertThat(troupe("why", "web", "--data", data)).as(said).isZero();
        assertThat(said).contains("How it came to this");

        assertThat(troupe("history", "web", "--data", data, "--follow")).isEqualTo(1);
        assertThat(said).contains("no Troupe runs on " + data);
    }
}
