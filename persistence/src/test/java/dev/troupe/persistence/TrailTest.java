package dev.troupe.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.core.feed.EntityKind;
import dev.troupe.core.feed.EntityRef;
import dev.troupe.core.feed.Recorded;
import dev.troupe.core.feed.Trail;
import dev.troupe.core.id.NodeId;
import dev.troupe.core.id.TaskId;
import dev.troupe.core.rule.Cause;
import dev.troupe.core.rule.Event;
import dev.troupe.core.rule.Fact;
import dev.troupe.core.service.Hold;
import dev.troupe.core.service.Plan;
import dev.troupe.core.service.Reason;
import dev.troupe.core.service.ServiceEvent;
import dev.troupe.core.service.ServiceEvent.TasksEnded;
import dev.troupe.core.service.ServiceEvent.TasksPlanned;
import dev.troupe.core.task.DesiredState;
import dev.troupe.core.task.TaskEvent;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The same facts of two tasks, asked of the journal on disk and of the one in memory. */
class TrailTest {

    private static final EntityRef T1 = new EntityRef(EntityKind.TASK, "t1");
    private static final EntityRef WEB = new EntityRef(EntityKind.SERVICE, "web");
    private static final EntityRef T2 = new EntityRef(EntityKind.TASK, "t2");
    private static final Set<Class<? extends Event>> DESIRES = Set.of(TaskEvent.DesireRaised.class);
    private static final Set<Class<? extends Event>> ENDS = Set.of(TaskEvent.Explained.class, TaskEvent.Deleted.class);

    enum Kind {
        DISK,
        MEMORY
    }

    @TempDir
    Path directory;

    private final FactCodec codec = new FactCodec();
    private final MemoryJournal memory = MemoryJournal.named("trail-test");
    private Connection connection;
    private JdbcTrail disk;
    private long written;

    @BeforeEach
    void open() throws IOException, SQLException {
        Schema.create(directory);
        connection = DriverManager.getConnection(JournalConfig.url(directory, false));
        disk = JdbcTrail.embedded(directory);
        write(T1, 1, new TaskEvent.Explained("no suitable node"));
        write(T2, 1, new TaskEvent.DesireRaised(DesiredState.RUNNING));
        write(T1, 2, new TaskEvent.Assigned(new NodeId("n1")));
        write(T1, 3, new TaskEvent.DesireRaised(DesiredState.SHUTDOWN));
        write(T1, 4, new TaskEvent.DesireRaised(DesiredState.REMOVE));
        write(T1, 5, new TaskEvent.Deleted());
    }

    @AfterEach
    void close() throws SQLException {
        disk.close();
        connection.close();
        memory.close();
    }

    private <E extends Event> void write(EntityRef entity, long sequence, E event) throws SQLException {
        var fact = new Fact<>(event, Instant.EPOCH.plusSeconds(++written), Cause.outside("tester", "c"));
        memory.append(entity.persistenceId(), sequence, List.of(fact));
        try (var insert = connection.prepareStatement("""
                INSERT INTO event_journal (persistence_id, sequence_number, writer, write_timestamp, adapter_manifest,
                  event_payload, event_ser_id, event_ser_manifest)
                VALUES (?, ?, 'w', 0, '', ?, ?, ?)""")) {
            insert.setString(1, entity.persistenceId());
            insert.setLong(2, sequence);
            insert.setBytes(3, codec.encode(fact));
            insert.setInt(4, FactSerializer.IDENTIFIER);
            insert.setString(5, codec.nameOf(fact));
            insert.executeUpdate();
        }
    }

    private Trail trail(Kind kind) {
        return switch (kind) {
            case DISK -> disk;
            case MEMORY -> memory.trail();
        };
    }

    private static List<Long> sequences(List<Recorded> facts) {
        return facts.stream().map(Recorded::sequence).toList();
    }

    @ParameterizedTest
    @EnumSource
    void backGoesFromTheNewestAndStopsAtTheLimit(Kind kind) {
        assertThat(sequences(trail(kind).back(T1, Trail.NEWEST, Trail.ANY, 2))).containsExactly(5L, 4L);
        assertThat(sequences(trail(kind).back(T1, 3, Trail.ANY, 9))).containsExactly(3L, 2L, 1L);
        assertThat(trail(kind).back(new EntityRef(EntityKind.TASK, "t3"), Trail.NEWEST, Trail.ANY, 9))
                .isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void onwardsGoesFromTheOldest(Kind kind) {
        assertThat(sequences(trail(kind).onwards(T1, 2, Trail.ANY, 2))).containsExactly(2L, 3L);
        assertThat(sequences(trail(kind).onwards(T1, 1, Trail.ANY, Integer.MAX_VALUE)))
                .containsExactly(1L, 2L, 3L, 4L, 5L);
    }

    @ParameterizedTest
    @EnumSource
    void betweenTakesBothEnds(Kind kind) {
        assertThat(sequences(trail(kind).between(T1, 2, 4, Trail.ANY))).containsExactly(2L, 3L, 4L);
        assertThat(sequences(trail(kind).between(T1, -7, 3, DESIRES))).containsExactly(3L);
    }

    @ParameterizedTest
    @EnumSource
    void onlyTheKindsAskedForCount(Kind kind) {
        assertThat(sequences(trail(kind).back(T1, Trail.NEWEST, DESIRES, 1))).containsExactly(4L);
        assertThat(sequences(trail(kind).onwards(T1, 1, ENDS, 9))).containsExactly(1L, 5L);
        assertThat(trail(kind).last(T1, 3, DESIRES).orElseThrow().fact().event())
                .isEqualTo(new TaskEvent.DesireRaised(DesiredState.SHUTDOWN));
    }

    @ParameterizedTest
    @EnumSource
    void aFactComesWithAllThatTheFeedWouldTellOfIt(Kind kind) {
        assertThat(trail(kind).onwards(T2, 1, Trail.ANY, 1))
                .containsExactly(new Recorded(
                        2,
                        T2,
                        1,
                        new Fact<>(
                                new TaskEvent.DesireRaised(DesiredState.RUNNING),
                                Instant.EPOCH.plusSeconds(2),
                                Cause.outside("tester", "c"))));
    }

    @ParameterizedTest
    @EnumSource
    void atAMomentOfThePastNothingLaterIsSeen(Kind kind) {
        var then = trail(kind).upTo(4);
        assertThat(sequences(then.back(T1, Trail.NEWEST, Trail.ANY, 9))).containsExactly(3L, 2L, 1L);
        assertThat(sequences(then.upTo(9).onwards(T1, 3, Trail.ANY, 9)))
                .as("later still")
                .containsExactly(3L);
    }

    @ParameterizedTest
    @EnumSource
    void aFactIsFoundByATaskThatItDecidesOn(Kind kind) throws SQLException {
        writeService();
        assertThat(plans(about(kind, "old", Trail.NEWEST)))
                .as("not the one that only waits for it")
                .contains(plan("old", 2, ""));
        assertThat(plans(about(kind, "new", Trail.NEWEST))).contains(plan("new", 2, "old"));
        assertThat(about(kind, "new", Trail.NEWEST).map(Recorded::sequence)).contains(3L);
        assertThat(about(kind, "new", 2)).as("before it was planned").isEmpty();
        assertThat(about(kind, "nobody", Trail.NEWEST)).isEmpty();
        assertThat(trail(kind).about(new TaskId("old"), WEB, Trail.NEWEST, TasksPlanned.class, 1))
                .as("farther back than is looked")
                .isEmpty();
        assertThat(trail(kind).about(new TaskId("old"), WEB, Trail.NEWEST, TasksEnded.class, 9))
                .hasValueSatisfying(
                        ended -> assertThat(ended.fact().at()).isEqualTo(Instant.EPOCH.plusSeconds(written)));
    }

    @ParameterizedTest
    @EnumSource(names = "DISK")
    void ofAFactThatDecidesOnManyOnlyWhatConcernsTheOneIsRead(Kind kind) throws SQLException {
        writeService();
        assertThat(about(kind, "old", Trail.NEWEST).orElseThrow().fact().event())
                .isEqualTo(new TasksPlanned(List.of(plan("old", 2, "")), 1, Reason.CREATED));
        assertThat(trail(kind)
                        .about(new TaskId("old"), WEB, Trail.NEWEST, TasksEnded.class, 9)
                        .orElseThrow()
                        .fact()
                        .event())
                .isEqualTo(new TasksEnded(List.of(new TaskId("old")), DesiredState.SHUTDOWN, Reason.UPDATED));
    }

    /** What else a service wrote costs nothing: its facts may be thousands, and of a megabyte. */
    @ParameterizedTest
    @EnumSource(names = "DISK")
    void aKindIsFoundByItsIndex(Kind kind) throws SQLException {
        try (var statement = connection.createStatement();
                var plan =
                        statement.executeQuery("EXPLAIN QUERY PLAN " + JdbcTrail.ofKind(EntityKind.SERVICE, false))) {
            assertThat(plan.next()).isTrue();
            assertThat(plan.getString("detail"))
                    .contains("event_journal_kind (persistence_id=? AND event_ser_manifest=? AND sequence_number");
            assertThat(plan.next()).as("nothing is sorted").isFalse();
        }
    }

    private void writeService() throws SQLException {
        write(
                WEB,
                1,
                new TasksPlanned(List.of(plan("a", 1, ""), plan("old", 2, ""), plan("c", 3, "")), 1, Reason.CREATED));
        write(WEB, 2, new ServiceEvent.HistoryLimited(5));
        write(WEB, 3, new TasksPlanned(List.of(plan("b", 1, "a"), plan("new", 2, "old")), 2, Reason.UPDATED));
        write(
                WEB,
                4,
                new TasksEnded(List.of(new TaskId("a"), new TaskId("old")), DesiredState.SHUTDOWN, Reason.UPDATED));
    }

    private Optional<Recorded> about(Kind kind, String task, long sequence) {
        return trail(kind).about(new TaskId(task), WEB, sequence, TasksPlanned.class, 9);
    }

    private static List<Plan> plans(Optional<Recorded> fact) {
        return ((TasksPlanned) fact.orElseThrow().fact().event()).plans();
    }

    /** @param until the task it waits for; empty: none */
    private static Plan plan(String task, int slot, String until) {
        var hold = until.isEmpty()
                ? Optional.<Hold>empty()
                : Optional.of(new Hold(Instant.EPOCH, Optional.of(new TaskId(until)), Instant.EPOCH.plusSeconds(60)));
        return new Plan(new TaskId(task), slot, DesiredState.RUNNING, hold);
    }

    @ParameterizedTest
    @EnumSource(names = "DISK")
    void whatOthersWroteIsPassedOver(Kind kind) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.executeUpdate("UPDATE event_journal SET deleted = 1 WHERE ordering = 1");
            statement.executeUpdate("UPDATE event_journal SET event_ser_id = 4711 WHERE ordering = 3");
        }
        assertThat(sequences(trail(kind).onwards(T1, 1, Trail.ANY, 9))).containsExactly(3L, 4L, 5L);
    }
}
