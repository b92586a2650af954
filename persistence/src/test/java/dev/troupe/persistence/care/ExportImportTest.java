package dev.troupe.persistence.care;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.troupe.core.feed.Moment;
import dev.troupe.persistence.EmbeddedStore;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExportImportTest {

    @TempDir
    Path directory;

    private EmbeddedStore empty;
    private List<String> lines = List.of();

    @BeforeEach
    void read() throws IOException {
        empty = new EmbeddedStore(directory, false);
        empty.prepare();
        lines = new String(Collection.exported(Collection.newest()), StandardCharsets.UTF_8)
                .lines()
                .toList();
    }

    private long load(List<String> lines) throws IOException {
        var text = String.join("\n", lines) + "\n";
        return new Import(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), empty, "test").read();
    }

    private List<String> changed(Consumer<List<String>> change) {
        var copy = new ArrayList<>(lines);
        change.accept(copy);
        return copy;
    }

    private void isRefused(Consumer<List<String>> change, String... words) throws IOException {
        assertThatThrownBy(() -> load(changed(change)))
                .isInstanceOf(Trouble.class)
                .hasMessageContainingAll(words);
        assertThat(Statistics.of(empty).facts()).as("nothing of it came in").isZero();
    }

    @Test
    void whatComesInGoesOutTheSameByteByByte() throws IOException {
        assertThat(load(lines)).isEqualTo(lines.size() - 2);
        var release = ExportHeader.parse(lines.getFirst().getBytes(StandardCharsets.UTF_8))
                .troupe();
        assertThat(new String(Collection.export(empty, release), StandardCharsets.UTF_8).lines())
                .isEqualTo(lines);
    }

    @Test
    void theOrderOfFieldsAndSpacesInALineMeansNothing() throws IOException {
        var fact = lines.get(1);
        var head = fact.substring(1, fact.indexOf("\"at\":"));
        var rest = fact.substring(fact.indexOf("\"at\":"), fact.length() - 1);
        load(changed(all -> all.set(1, "{ " + rest + " , " + head.substring(0, head.length() - 1) + " }")));
        assertThat(Collection.export(empty, "0.1.0")).isEqualTo(Collection.exported(Collection.newest()));
    }

    @Test
    void anEventThatNobodyKnowsIsRefusedByNameAndLine() throws IOException {
        isRefused(
                all -> all.set(2, all.get(2).replaceFirst("\"fact\":\"[^\"]+\"", "\"fact\":\"node.flew-away/1\"")),
                "line 3: ",
                "node.flew-away");
    }

    @Test
    void aFactOfANewerVersionIsRefused() throws IOException {
        isRefused(
                all -> all.set(2, all.get(2).replaceFirst("\"fact\":\"([^\"]+)/1\"", "\"fact\":\"$1/99\"")),
                "line 3: ",
                "newer");
    }

    @Test
    void aFileThatWasCutShortIsRefused() throws IOException {
        isRefused(all -> all.removeLast(), "line " + lines.size() + ": the file ends before the export does");
    }

    @Test
    void aMissingFactIsRefused() throws IOException {
        var second = Math.toIntExact(lines.stream()
                .takeWhile(line -> !line.contains("\"sequence\":2,"))
                .count());
        var entity = lines.get(second).replaceFirst(".*\"entity\":\"([^\"]+)\".*", "$1");
        var first = Math.toIntExact(lines.stream()
                .takeWhile(line -> !line.contains("\"entity\":\"" + entity + "\",\"sequence\":1,"))
                .count());
        isRefused(all -> all.remove(first), "line " + second + ": ", entity + "#2 stands where #1 should");
    }

    @Test
    void factsOutOfOrderAreRefused() throws IOException {
        isRefused(
                all -> all.set(2, all.get(2).replaceFirst("\"offset\":\\d+", "\"offset\":1")),
                "line 3: offset 1 does not come after 1");
    }

    @Test
    void aCountThatIsWrongIsRefused() throws IOException {
        isRefused(all -> all.set(all.size() - 1, "{\"end\":true,\"facts\":7}"), "counts 7 facts");
    }

    @Test
    void aFileThatIsNoExportIsRefused() throws IOException {
        isRefused(all -> all.set(0, "root:x:0:0"), "line 1: is not the header of a journal's export");
        isRefused(all -> all.set(0, "{\"format\":\"troupe-journal\",\"version\":9}"), "line 1: ", "newer");
    }

    @Test
    void aStoreThatHoldsFactsIsRefused() throws IOException {
        load(lines);
        assertThatThrownBy(() -> load(lines)).isInstanceOf(Trouble.class).hasMessageContaining("is not empty");
        assertThat(Statistics.of(empty).facts()).isEqualTo(lines.size() - 2);
    }

    @Test
    void withoutSecretsNoneIsLeftAndNothingCanLiveOnIt() throws IOException {
        load(lines);
        var out = new ByteArrayOutputStream();
        new Export(empty, "0.1.0", false).write(Span.ALL, out);
        var text = out.toString(StandardCharsets.UTF_8);
        assertThat(String.join("\n", lines)).contains("PRIVATE KEY", "SWMTKN", "COLOUR=blue");
        assertThat(text).doesNotContain("PRIVATE KEY", "SWMTKN", "COLOUR=blue").contains("COLOUR=(removed)");
        assertThat(text.lines().count()).isEqualTo(lines.size());
        assertThatThrownBy(() -> new Import(new ByteArrayInputStream(out.toByteArray()), empty, "test").read())
                .isInstanceOf(Trouble.class);
    }

    @Test
    void aStretchHoldsTheFactsFromOneMomentToAnother() throws IOException {
        load(lines);
        var span = Span.between(Optional.of(new Moment.AtOffset(5)), Optional.of(new Moment.AtOffset(9)), empty);
        var out = new ByteArrayOutputStream();
        assertThat(new Export(empty, "0.1.0", true).write(span, out)).isEqualTo(5);
        assertThat(out.toString(StandardCharsets.UTF_8).lines().skip(1).limit(5))
                .isEqualTo(lines.subList(5, 10));
        assertThatThrownBy(() -> new Import(
                                new ByteArrayInputStream(out.toByteArray()), new EmbeddedStore(fresh(), false), "test")
                        .read())
                .hasMessageContaining("does not begin with the first fact");
    }

    private Path fresh() throws IOException {
        var other = java.nio.file.Files.createDirectory(directory.resolve("other"));
        new EmbeddedStore(other, false).prepare();
        return other;
    }

    @Test
    void aCopyUpToAMomentIsAJournalOfItsOwn() throws IOException {
        load(lines);
        var other = new EmbeddedStore(fresh(), false);
        var half = lines.size() / 2;
        assertThat(new Copy(empty, other, "test").of(new Span(0, half))).isEqualTo(half);
        assertThat(new Verification(other, finding -> {}).run().isGood()).isTrue();
        assertThat(Replay.of(other, Span.ALL).roster().offset()).isEqualTo(half);
    }
}
