package dev.troupe.persistence;

import static dev.troupe.persistence.Book.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.troupe.core.feed.Recorded;
import dev.troupe.core.name.NameEvent;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code kill -9}, for real: another JVM writes and says what was acknowledged. */
class KilledWriterTest {

    private static final int ROUNDS = 3;
    private static final int ENOUGH = 40;

    @TempDir
    Path directory;

    @Test
    @Timeout(120)
    void whatWasAcknowledgedIsThereAfterEveryKill() throws IOException, InterruptedException {
        var acknowledged = new HashSet<String>();
        for (var round = 0; round < ROUNDS; round++) {
            var writer = start("round-" + round);
            try (var lines =
                    new BufferedReader(new InputStreamReader(writer.getInputStream(), StandardCharsets.UTF_8))) {
                var seen = 0;
                for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                    if (line.startsWith("kept ")) acknowledged.add(line.substring("kept ".length()));
                    if (++seen == 1) isNotOursMeanwhile(writer);
                    if (seen == ENOUGH) writer.toHandle().destroyForcibly(); // Its last words can still be read.
                }
            }
            assertThat(writer.waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(writer.exitValue()).as("killed, not ended").isEqualTo(128 + 9);
        }

        assertThat(acknowledged).hasSizeGreaterThanOrEqualTo(ROUNDS * ENOUGH);
        try (var data = DataDirectory.open(directory); // Not locked any more.
                var feed = JdbcFeed.embedded(data.path())) {
            var found = new ArrayList<String>();
            for (var batch = feed.after(0, 100);
                    !batch.isEmpty();
                    batch = feed.after(batch.getLast().offset(), 100)) {
                batch.stream().map(KilledWriterTest::name).forEach(found::add);
            }
            assertThat(found).containsAll(acknowledged).doesNotHaveDuplicates();
        }
    }

    private void isNotOursMeanwhile(Process writer) throws IOException {
        assertThatThrownBy(() -> DataDirectory.open(directory))
                .isInstanceOf(DataDirectory.InUse.class)
                .hasMessageContaining(directory.toString())
                .hasMessageContaining("process " + writer.pid());
        assertThat(DataDirectory.running(directory))
                .contains(new DataDirectory.Running(writer.pid(), List.of("tcp://nowhere:1")));
    }

    private static String name(Recorded recorded) {
        return ((NameEvent.Claimed) recorded.fact().event()).name();
    }

    private Process start(String prefix) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        Writer.class.getName(),
                        directory.toString(),
                        prefix)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** Writes until it is killed. */
    static final class Writer {

        private Writer() {}

        @SuppressWarnings("SystemOut") // The parent reads it.
        public static void main(String[] arguments) throws IOException {
            try (var data = DataDirectory.open(Path.of(arguments[0]))) {
                data.announce(List.of("tcp://nowhere:1"));
                Schema.create(data.path());
                try (var shelf = new Book.Shelf(JournalConfig.embedded(data.path(), true))) {
                    var book = shelf.book("victim");
                    for (var i = 0; true; i++) {
                        var name = arguments[1] + "-" + i;
                        await(shelf.claim(book, name));
                        System.out.println("kept " + name);
                    }
                }
            }
        }
    }
}
