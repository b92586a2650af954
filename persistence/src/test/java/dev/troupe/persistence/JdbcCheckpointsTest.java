package dev.troupe.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.core.roster.Checkpoint;
import dev.troupe.core.roster.Spacing;
import dev.troupe.core.swarm.Swarm;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JdbcCheckpointsTest {

    @TempDir
    Path directory;

    @BeforeEach
    void createJournal() throws IOException {
        Schema.create(directory);
    }

    private static Checkpoint at(long offset) {
        return new Checkpoint(
                offset,
                Map.of(),
                new Swarm.Inactive(),
                List.of(),
                Map.of(),
                offset,
                List.of(),
                Map.of(),
                List.of(),
                List.of(),
                List.of());
    }

    private JdbcCheckpoints open() {
        return JdbcCheckpoints.embedded(directory);
    }

    private void keep(long... offsets) {
        try (var checkpoints = open()) {
            for (var offset : offsets) checkpoints.keep(at(offset));
        }
    }

    private void change(String sql) throws SQLException {
        try (var connection = DriverManager.getConnection(JournalConfig.url(directory, false));
                var statement = connection.createStatement()) {
            assertThat(statement.executeUpdate(sql)).isPositive();
        }
    }

    @Test
    void theNearestOneBeforeAMomentIsFound() {
        keep(1 * Spacing.FACTS, 2 * Spacing.FACTS, 3 * Spacing.FACTS);
        try (var checkpoints = open()) {
            assertThat(checkpoints.atOrBefore(Spacing.FACTS - 1)).isEmpty();
            assertThat(checkpoints.offsetAtOrBefore(Spacing.FACTS - 1)).isEmpty();
            assertThat(checkpoints.atOrBefore(Spacing.FACTS)).contains(at(Spacing.FACTS));
            assertThat(checkpoints.atOrBefore(3 * Spacing.FACTS - 1)).contains(at(2 * Spacing.FACTS));
            assertThat(checkpoints.offsetAtOrBefore(3 * Spacing.FACTS - 1)).hasValue(2 * Spacing.FACTS);
            assertThat(checkpoints.atOrBefore(Long.MAX_VALUE)).contains(at(3 * Spacing.FACTS));
        }
    }

    @Test
    void thoseMadeAtEachStopMakeRoomForLaterOnes() {
        keep(10, 20, 30);
        try (var checkpoints = open()) {
            assertThat(checkpoints.atOrBefore(Long.MAX_VALUE)).contains(at(30));
            assertThat(checkpoints.atOrBefore(29)).isEmpty();
        }
    }

    @Test
    void aDamagedOneIsPassedOver() throws SQLException {
        keep(1 * Spacing.FACTS, 2 * Spacing.FACTS);
        change("UPDATE roster_checkpoint SET payload = x'1f8b00' WHERE ordering = " + 2 * Spacing.FACTS);
        try (var checkpoints = open()) {
            assertThat(checkpoints.atOrBefore(Long.MAX_VALUE)).contains(at(Spacing.FACTS));
        }
    }

    @Test
    void thoseOfAnotherReleaseCountAsAbsentAndGo() throws SQLException {
        keep(1 * Spacing.FACTS, 2 * Spacing.FACTS);
        change("UPDATE roster_checkpoint SET code = 'another'");
        try (var checkpoints = open()) {
            assertThat(checkpoints.atOrBefore(Long.MAX_VALUE)).isEmpty();
            checkpoints.keep(at(7));
            assertThat(checkpoints.atOrBefore(Long.MAX_VALUE)).contains(at(7));
        }
        change("UPDATE roster_checkpoint SET code = 'another' WHERE ordering = 7"); // Exactly the one that is left.
        try (var checkpoints = open()) {
            assertThat(checkpoints.atOrBefore(Long.MAX_VALUE)).isEmpty();
        }
    }

    @Test
    void whoeverOnlyLooksFindsThemAndWritesNothing() throws SQLException {
        try (var checkpoints = JdbcCheckpoints.readOnly(directory)) {
            assertThat(checkpoints.atOrBefore(Long.MAX_VALUE)).isEmpty(); // There is not even a table.
        }
        keep(5);
        try (var checkpoints = JdbcCheckpoints.readOnly(directory)) {
            assertThat(checkpoints.atOrBefore(Long.MAX_VALUE)).contains(at(5));
        }
    }

    @Test
    void theCodeHasOneNameAndOtherCodeAnother() {
        assertThat(Fingerprint.of(Checkpoint.class))
                .isEqualTo(Fingerprint.of(Checkpoint.class))
                .hasSize(16);
        assertThat(Fingerprint.of(Checkpoint.class)).isNotEqualTo(Fingerprint.of(JdbcCheckpoints.class));
    }
}
