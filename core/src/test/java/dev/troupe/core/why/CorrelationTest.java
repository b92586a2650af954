package dev.troupe.core.why;

import static dev.troupe.core.why.Wanted.web;
import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.core.feed.EntityKind;
import dev.troupe.core.feed.Recorded;
import dev.troupe.core.id.TaskId;
import dev.troupe.core.node.Availability;
import dev.troupe.core.node.NodeEvent;
import dev.troupe.core.service.ServiceCommand;
import dev.troupe.core.service.ServiceEvent;
import dev.troupe.core.service.ServiceRules;
import dev.troupe.core.service.Sighting;
import dev.troupe.core.spec.UpdatePolicy.FailureAction;
import dev.troupe.core.task.DesiredState;
import dev.troupe.core.task.TaskState;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** One correlation binds a command and all that follows from it, however long it takes and whoever writes it. */
class CorrelationTest {

    private final Ledger ledger = new Ledger("one", "two", "three");
    private long begin;

    private void from() {
        begin = ledger.roster().offset();
    }

    /** What nodes reserve and give back for many tasks at once belongs to no single command. */
    private List<Recorded> facts() {
        return ledger.after(begin).stream()
                .filter(one -> !(one.fact().event() instanceof NodeEvent.TasksReserved)
                        && !(one.fact().event() instanceof NodeEvent.TasksReleased)
                        && !(one.fact().event() instanceof NodeEvent.NewsHeard))
                .toList();
    }

    private static String correlation(Recorded recorded) {
        return recorded.fact().cause().correlation();
    }

    private static String kind(Recorded recorded) {
        return recorded.fact().event().getClass().getSimpleName();
    }

    @Test
    void anUpdateFromTheCommandToTheLastTaskAndBackToTheService() {
        ledger.create(web("web:1", 3).spec()).run().later(1000);
        from();
        ledger.update(web("web:2", 3).spec()).run().later(60_000).run();

        assertThat(facts())
                .extracting(CorrelationTest::kind)
                .contains("RolloutFinished", "SlotsTaken", "TasksSighted", "Assigned", "Observed");
        assertThat(facts()).extracting(CorrelationTest::correlation).containsOnly("request-2");
    }

    @Test
    void anUpdateThatGoesBackOfItsOwnAccordIsStillOfItsCommandAndItsFailureIsAnEventOfItsOwn() {
        ledger.create(web("web:1", 2).onFailure(FailureAction.ROLLBACK, 0).spec())
                .run()
                .later(1000);
        ledger.update(web("web:bad", 2).onFailure(FailureAction.ROLLBACK, 0).spec())
                .run();
        from();
        var failing = ledger.inSlot(1);
        ledger.fails(failing).run().later(60_000).run();

        assertThat(facts())
                .filteredOn(one -> one.fact().event() instanceof ServiceEvent.SpecChanged
                        || one.fact().event() instanceof ServiceEvent.RolloutStarted
                        || one.fact().event() instanceof ServiceEvent.SlotsTaken
                        || one.fact().event() instanceof ServiceEvent.RolloutFinished)
                .hasSizeGreaterThanOrEqualTo(4)
                .extracting(CorrelationTest::correlation)
                .containsOnly("request-2");
        assertThat(facts().getFirst())
                .returns(failing.value(), CorrelationTest::correlation)
                .returns(EntityKind.TASK, one -> one.entity().kind());
    }

    @Test
    void aRestartIsOfTheFailureThatLedToItAndNotOfTheUpdateThatMadeTheTask() {
        ledger.create(web("web:1", 2).spec()).run().later(1000);
        from();
        var failing = ledger.inSlot(2);
        ledger.fails(failing);

        assertThat(facts()).extracting(CorrelationTest::kind).contains("Observed", "TasksPlanned", "Created");
        assertThat(facts()).extracting(CorrelationTest::correlation).containsOnly(failing.value());
    }

    @Test
    void ofReportsTakenTogetherTheLastEndIsWhatAServiceActsUpon() {
        var first = sighting("a", TaskState.FAILED);
        var second = sighting("b", TaskState.REJECTED);
        assertThat(ServiceRules.decisive(List.of(first, second, sighting("c", TaskState.RUNNING))))
                .isSameAs(second);
        var last = sighting("b", TaskState.RUNNING);
        assertThat(ServiceRules.decisive(List.of(sighting("a", TaskState.STARTING), last)))
                .isSameAs(last);
    }

    private static Sighting sighting(String task, TaskState state) {
        return new Sighting(new TaskId(task), DesiredState.RUNNING, state, Optional.empty(), Instant.EPOCH, false);
    }

    @Test
    void moreTasksAreOfTheCommandThatAskedForThem() {
        ledger.create(web("web:1", 1).spec()).run().later(1000);
        from();
        ledger.update(web("web:1", 3).spec()).run();
        assertThat(facts())
                .hasSizeGreaterThan(8)
                .extracting(CorrelationTest::correlation)
                .containsOnly("request-2");
    }

    @Test
    void aDrainAndWhatItMoves() {
        ledger.create(web("web:1", 3).spec()).run().later(1000);
        from();
        ledger.availability("two", Availability.DRAIN).run();
        assertThat(facts()).extracting(CorrelationTest::kind).contains("NodeNoted", "TasksPlanned", "Assigned");
        assertThat(facts()).extracting(CorrelationTest::correlation).containsOnly("request-2");
    }

    @Test
    void aClientsNextCommandDuringARolloutTakesItOver() {
        ledger.create(web("web:1", 3).spec()).run().later(1000);
        ledger.update(web("web:2", 3).spec());
        from();
        ledger.client(
                        "service rollback",
                        new ServiceCommand.Rollback(ledger.live().version()))
                .run()
                .later(60_000)
                .run();
        assertThat(facts())
                .filteredOn(one -> one.fact().event() instanceof ServiceEvent.RolloutFinished)
                .extracting(CorrelationTest::correlation)
                .containsExactly("request-3");
    }
}
