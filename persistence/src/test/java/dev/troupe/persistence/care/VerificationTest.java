package dev.troupe.persistence.care;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.persistence.EmbeddedStore;
import dev.troupe.persistence.StateSerializer;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A journal of the collection, damaged in one way at a time. */
class VerificationTest {

    @TempDir
    Path directory;

    private EmbeddedStore store;
    private Verification.Outcome outcome = new Verification.Outcome(0, 0, 0, 0, List.of());

    @BeforeEach
    void open() throws IOException {
        store = Collection.imported(Collection.newest(), directory);
    }

    private void change(String sql) throws SQLException {
        try (var connection = store.writing("test");
                var statement = connection.createStatement()) {
            assertThat(statement.executeUpdate(sql)).isPositive();
            connection.commit();
        }
    }

    private List<String> findings() throws IOException {
        var found = new ArrayList<String>();
        outcome = new Verification(store, finding -> found.add(finding.toString())).run();
        assertThat(outcome.isGood()).isEqualTo(found.isEmpty());
        assertThat(outcome.findings()).isEqualTo(found.size());
        return found;
    }

    @Test
    void aWholeJournalIsGood() throws IOException {
        assertThat(findings()).isEmpty();
    }

    @Test
    void aFactThatIsMissingIsFound() throws IOException, SQLException {
        change("DELETE FROM event_journal WHERE ordering ="
                + " (SELECT min(ordering) FROM event_journal WHERE event_ser_manifest = 'node.registered/1')");
        assertThat(findings())
                .anyMatch(finding ->
                        finding.matches("offset \\d+, node\\|.*#3 .*: is number 3 of its entity, where 2 should be"));
    }

    @Test
    void aPayloadThatIsNotWhatItsNamePromisesIsFound() throws IOException, SQLException {
        change("UPDATE event_journal SET event_payload = x'7b7d' WHERE ordering = 3");
        assertThat(findings())
                .hasSize(1)
                .first()
                .asString()
                .startsWith("offset 3, ")
                .endsWith("lacks its time or its event");
        assertThat(outcome.remarks()).anyMatch(remark -> remark.startsWith("not followed to the end: "));
    }

    @Test
    void anUnknownEventIsFoundByName() throws IOException, SQLException {
        change("UPDATE event_journal SET event_ser_manifest = 'node.flew-away/1' WHERE ordering = 3");
        assertThat(findings()).singleElement().asString().contains("node.flew-away");
    }

    @Test
    void aCauseThatNeverWasIsFound() throws IOException, SQLException {
        change("""
          UPDATE event_journal SET event_payload =
            CAST(replace(CAST(event_payload AS TEXT), '"event":', '"of":"service|nobody#3","event":') AS BLOB)
           WHERE ordering = 3""");
        assertThat(findings())
                .singleElement()
                .asString()
                .endsWith("names as its cause a fact that has not happened before it: service|nobody#3");
    }

    @Test
    void aFactThatCannotHaveHappenedIsFound() throws IOException, SQLException {
        // The first fact of a task once more, as its second.
        change("""
          UPDATE event_journal SET
             event_ser_manifest = 'task.created/1',
             event_payload = (SELECT first.event_payload FROM event_journal first
               WHERE first.persistence_id = event_journal.persistence_id AND first.sequence_number = 1)
           WHERE ordering = (SELECT min(ordering) FROM event_journal
             WHERE persistence_id LIKE 'task|%' AND sequence_number = 2)""");
        assertThat(findings()).singleElement().asString().contains("#2 task.created/1: cannot have happened to it");
    }

    @Test
    void aRowThatSomebodyElseWroteIsFound() throws IOException, SQLException {
        change("UPDATE event_journal SET event_ser_id = 4711 WHERE ordering = 3");
        assertThat(findings()).anyMatch(finding -> finding.endsWith("was not written by Troupe (serializer 4711)"));
    }

    @Test
    void aSnapshotThatIsNotWhatTheFactsSayIsFound() throws IOException, SQLException {
        var web = snapshot(4, 4);
        assertThat(findings()).isEmpty();
        assertThat(outcome.snapshots()).isEqualTo(1);
        change("DELETE FROM snapshot");
        snapshot(4, 5);
        assertThat(findings()).containsExactly("snapshot " + web + "#5: differs from what the facts up to there say");
    }

    @Test
    void aSnapshotThatCannotBeReadIsOnlyANote() throws IOException, SQLException {
        snapshot(4, 4);
        change("UPDATE snapshot SET snapshot_payload = x'00'");
        assertThat(findings()).isEmpty();
        assertThat(outcome.remarks()).singleElement().asString().contains("cannot be read and counts as absent");
    }

    /** The state of a service after {@code made} of its facts, kept as that after {@code told}. */
    private String snapshot(long made, long told) throws SQLException {
        try (var connection = store.writing("test");
                var statement = connection.createStatement();
                var insert = connection.prepareStatement(
                        "INSERT INTO snapshot VALUES (?, ?, 0, ?, ?, ?, NULL, NULL, NULL)")) {
            String id;
            try (var row = statement.executeQuery(
                    "SELECT persistence_id FROM event_journal WHERE persistence_id LIKE 'service|%' LIMIT 1")) {
                row.next();
                id = row.getString(1);
            }
            var entity = dev.troupe.core.feed.EntityRef.parse(id);
            var state = new EntityReplay(connection, new dev.troupe.persistence.FactCodec(), entity)
                    .upTo(made)
                    .orElseThrow()
                    .value();
            var serializer = new StateSerializer();
            insert.setString(1, id);
            insert.setLong(2, told);
            insert.setInt(3, StateSerializer.IDENTIFIER);
            insert.setString(4, serializer.manifest(state));
            insert.setBytes(5, serializer.toBinary(state));
            insert.executeUpdate();
            connection.commit();
            return id;
        }
    }
}
