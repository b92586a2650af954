package dev.troupe.actors.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.core.id.TaskId;
import dev.troupe.core.session.TaskReport;
import dev.troupe.core.session.ToAgent;
import dev.troupe.core.task.DesiredState;
import dev.troupe.core.task.TaskState;
import dev.troupe.core.task.TaskStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.pekko.actor.testkit.typed.javadsl.TestInbox;
import org.junit.jupiter.api.Test;

/** What is said to an agent arrives, however bad the way is. */
class SessionTest {

    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    private final TestInbox<ToAgent> agent = TestInbox.create();
    private final List<ToAgent> said = new ArrayList<>();
    private final Session session = new Session(Duration.ofSeconds(1));

    @Test
    void aChangeThatTheAgentHasNotTakenIsSaidAgain() {
        var from = opened(NOON);
        drops("t1");
        session.taken(from); // This beat may have crossed the change on its way.
        assertThat(changes()).hasSize(1);
        session.taken(from);
        assertThat(changes())
                .hasSize(2)
                .allSatisfy(change -> assertThat(change.drop()).containsExactly(new TaskId("t1")));
        session.taken(from + 1);
        session.taken(from + 1);
        assertThat(changes()).hasSize(2);
    }

    @Test // D-10: in Swarm a gap begins the whole stream anew.
    void onlyWhatIsMissingIsSaidAgainAndInItsOrder() {
        var from = opened(NOON);
        drops("t1");
        drops("t2");
        drops("t3");
        session.taken(from);
        said().clear();
        session.taken(from + 1);
        assertThat(changes()).extracting(ToAgent.Change::number).containsExactly(from + 2, from + 3);
    }

    @Test
    void aSessionOpenedAgainUnderItsNameCountsFromAHigherNumber() {
        var from = opened(NOON);
        drops("t1");
        var again = opened(NOON.plusMillis(1));
        assertThat(again).isGreaterThan(from + 1);
        assertThat(session.taken(again + 5)).as("more than was sent").isFalse();
    }

    @Test // D-13
    void whatGathersGoesOutTogetherAndNothingGoesOutWhereNothingIsMeant() {
        opened(NOON);
        session.flush();
        assertThat(changes()).isEmpty();
        session.drop(new TaskId("t1"));
        session.drop(new TaskId("t2"));
        session.drop(new TaskId("t1"));
        session.flush();
        session.flush();
        assertThat(changes())
                .singleElement()
                .satisfies(change -> assertThat(change.drop()).containsExactly(new TaskId("t1"), new TaskId("t2")));
    }

    @Test // D-17
    void aReportIsNotedOnceEachOfItsTasksHasWrittenItDown() {
        opened(NOON);
        session.reported(7, reports("t1", "t2"));
        session.stored(7, new TaskId("t1"));
        session.stored(7, new TaskId("t1")); // The same report came twice.
        assertThat(noted()).isEmpty();
        session.stored(7, new TaskId("t2"));
        assertThat(noted()).containsExactly(7L);
    }

    @Test // D-17; found by rehearsal 668: an earlier report was lost, and taken for safe with a later one.
    void aReportSaysNothingOfEarlierOnes() {
        opened(NOON);
        session.reported(2, reports("t2"));
        session.reported(3, List.of());
        assertThat(noted()).containsExactly(3L);
    }

    @Test
    void anAgentThatSpeaksByWayOfAnotherManagerIsAnsweredThere() {
        var from = opened(NOON);
        TestInbox<ToAgent> elsewhere = TestInbox.create();
        session.leadsBy(elsewhere.getRef());
        drops("t1");
        assertThat(changes()).isEmpty();
        assertThat(elsewhere.getAllReceived())
                .containsExactly(new ToAgent.Change("s1", from + 1, List.of(), List.of(new TaskId("t1"))));
        session.taken(from + 1);
        assertThat(session.is("s1")).as("it is still the same session").isTrue();
    }

    private long opened(Instant now) {
        session.open("s1", agent.getRef(), now);
        session.welcome();
        return ((ToAgent.Welcome) said().getLast()).changes();
    }

    private void drops(String task) {
        session.drop(new TaskId(task));
        session.flush();
    }

    /** All that was said since the session began or was last cleared. */
    private List<ToAgent> said() {
        said.addAll(agent.getAllReceived());
        return said;
    }

    private List<ToAgent.Change> changes() {
        return said().stream()
                .filter(ToAgent.Change.class::isInstance)
                .map(ToAgent.Change.class::cast)
                .toList();
    }

    private List<Long> noted() {
        return said().stream()
                .filter(ToAgent.Noted.class::isInstance)
                .map(message -> ((ToAgent.Noted) message).number())
                .toList();
    }

    private static List<TaskReport> reports(String... tasks) {
        return Arrays.stream(tasks)
                .map(task -> new TaskReport(
                        new TaskId(task), TaskStatus.of(TaskState.RUNNING, "started", NOON), DesiredState.RUNNING))
                .toList();
    }
}
