package dev.troupe.persistence.care;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.troupe.core.audit.Differences;
import dev.troupe.core.audit.Finding;
import dev.troupe.core.roster.Roster;
import dev.troupe.persistence.Compacted;
import dev.troupe.persistence.EmbeddedStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a journal of the collection: services were removed in it, tasks pruned, a node has left. */
class CompactionTest {

    @TempDir
    Path directory;

    private EmbeddedStore store;
    private Instant end = Instant.EPOCH;
    private Roster before = Roster.empty();

    @BeforeEach
    void open() throws IOException {
        store = Collection.imported(Collection.newest(), directory);
        var replay = Replay.of(store, Span.ALL);
        before = replay.roster();
        end = replay.lastAt().orElseThrow().plusSeconds(1);
    }

    @Test
    void thePresentIsTheSameAndEverythingStillHoldsTogether() throws IOException, SQLException {
        var old = Statistics.of(store);
        var plan = new Compaction(store).run(end, "test");
        assertThat(plan.entities().keySet())
                .anyMatch(id -> id.startsWith("service|"))
                .anyMatch(id -> id.startsWith("task|"))
                // A removed node is still named by tasks on the lists.
                .noneMatch(id -> id.matches("(node|swarm|names)\\|.*"));

        var now = Statistics.of(store);
        assertThat(now.facts()).isEqualTo(old.facts() - plan.facts()).isPositive();
        assertThat(now.factBytes()).isEqualTo(old.factBytes() - plan.bytes());
        assertThat(now.bytes()).isLessThan(old.bytes());
        assertThat(now.horizon()).isEqualTo(plan.horizon()).isPresent();
        assertThat(Differences.between(before, Replay.of(store, Span.ALL).roster()))
                .isEmpty();

        var findings = new ArrayList<Finding>();
        var outcome = new Verification(store, findings::add).run();
        assertThat(findings).isEmpty();
        assertThat(outcome.remarks()).singleElement().asString().contains("were compacted away", "causes lead to them");
    }

    @Test
    void aPlanRemovesNothing() throws IOException {
        var whole = Collection.export(store, "0.1.0");
        assertThat(new Compaction(store).plan(end).isEmpty()).isFalse();
        assertThat(Collection.export(store, "0.1.0")).isEqualTo(whole);
    }

    @Test
    void whatWasNotOverByThenIsKept() throws IOException {
        var plan = new Compaction(store).run(Instant.EPOCH, "test");
        assertThat(plan.isEmpty()).isTrue();
        assertThat(plan.horizon()).isEmpty();
        assertThat(new Compaction(store).plan(end).facts())
                .isGreaterThan(new Compaction(store).plan(end.minusSeconds(10)).facts());
    }

    @Test
    void twiceRemovesNoMore() throws IOException {
        new Compaction(store).run(end, "test");
        assertThat(new Compaction(store).run(end, "test").isEmpty()).isTrue();
    }

    @Test
    void thePastBehindTheHorizonIsToldToBeGone() throws IOException {
        var horizon = new Compaction(store)
                .run(end.minusSeconds(10), "test")
                .horizon()
                .orElseThrow();
        assertThatThrownBy(() -> Replay.of(store, new Span(0, horizon.offset() - 1)))
                .isInstanceOf(Trouble.class)
                .hasMessageContaining("before the journal's beginning")
                .hasMessageContaining(horizon.at().toString());
        assertThat(Replay.of(store, new Span(0, horizon.offset() + 1)).facts()).isPositive();
    }

    @Test
    void aCompactedJournalTravelsWithWhatIsKnownOfItsGaps() throws IOException, SQLException {
        new Compaction(store).run(end, "test");
        var export = Collection.export(store, "0.1.0");
        var other = new EmbeddedStore(Files.createDirectory(directory.resolve("other")), false);
        other.prepare();
        new Import(new ByteArrayInputStream(export), other, "test").read();
        assertThat(Collection.export(other, "0.1.0")).isEqualTo(export);
        try (var one = store.reading();
                var two = other.reading()) {
            assertThat(Compacted.horizon(two)).isEqualTo(Compacted.horizon(one)).isPresent();
            assertThat(Compacted.entities(two))
                    .isEqualTo(Compacted.entities(one))
                    .isNotEmpty();
        }
    }
}
