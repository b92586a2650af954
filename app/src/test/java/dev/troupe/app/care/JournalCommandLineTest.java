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
                .isEqualTo(1);
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
