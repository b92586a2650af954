package dev.troupe.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.core.feed.Recorded;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows put in by hand. */
class JdbcFeedTest {

    private static final Instant NOON = Instant.parse("2026-01-02T12:00:00Z");

    @TempDir
    Path directory;

    private Connection connection;

    @BeforeEach
    void open() throws IOException, SQLException {
        Schema.create(directory);
        connection = DriverManager.getConnection(JournalConfig.url(directory, false));
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
    }

    private void write(long ordering, boolean deleted, int serializer, Instant at) throws SQLException {
        try (var insert = connection.prepareStatement("""
        INSERT INTO event_journal (ordering, deleted, persistence_id, sequence_number, writer, write_timestamp,
          adapter_manifest, event_payload, event_ser_id, event_ser_manifest)
        VALUES (?, ?, 'task|t1', ?, 'w', ?, '', ?, ?, 'task.deleted/1')""")) {
            insert.setLong(1, ordering);
            insert.setBoolean(2, deleted);
            insert.setLong(3, ordering);
            insert.setLong(4, at.toEpochMilli());
            insert.setBytes(
                    5,
                    "{\"at\":\"2026-01-02T12:00:00Z\",\"event\":{}}".getBytes(java.nio.charset.StandardCharsets.UTF_8));
            insert.setInt(6, serializer);
            insert.executeUpdate();
        }
    }

    private void write(long ordering) throws SQLException {
        write(ordering, false, FactSerializer.IDENTIFIER, NOON);
    }

    private static List<Long> offsets(List<Recorded> facts) {
        return facts.stream().map(Recorded::offset).toList();
    }

    @Test
    void deletedRowsAndRowsOfOthersArePassedOver() throws SQLException {
        write(1);
        for (var i = 2; i < 30; i++) write(i, i % 2 == 0, i % 2 == 0 ? FactSerializer.IDENTIFIER : 4711, NOON);
        write(40);
        write(41);
        try (var feed = JdbcFeed.embedded(directory)) {
            assertThat(offsets(feed.after(0, 2))).containsExactly(1L, 40L);
            assertThat(offsets(feed.after(1, 10))).containsExactly(40L, 41L);
            assertThat(feed.after(41, 10)).isEmpty();
        }
    }
}
