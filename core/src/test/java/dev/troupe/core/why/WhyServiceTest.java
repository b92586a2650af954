package dev.troupe.core.why;

import static dev.troupe.core.why.Ledger.CPU;
import static dev.troupe.core.why.Ledger.WEB;
import static dev.troupe.core.why.Ledger.node;
import static dev.troupe.core.why.Wanted.web;
import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.core.id.TaskId;
import dev.troupe.core.roster.TaskView;
import dev.troupe.core.service.ServiceCommand;
import dev.troupe.core.spec.RestartPolicy.Condition;
import dev.troupe.core.spec.UpdatePolicy.FailureAction;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("why is this service as it is")
class WhyServiceTest extends Asking {
    @Test
    void asAskedFor() {
        ledger.create(web("web:1", 3).spec()).run();
        assertThat(service().headline()).isEqualTo("web is as asked for: 3 of 3 tasks running");
        assertThat(service().waits()).isEmpty();
    }

    @Test
    void notAllFit() {
        ledger.create(web("web:1", 4).reserve(2 * CPU).spec()).run();
        assertThat(service().headline())
                .isEqualTo("web has 3 of 4 tasks running: no suitable node (insufficient resources on 3 nodes)");
        assertThat(needs(service())).first().asString().startsWith("2 CPUs free on one node");
    }

    @Test
    void itsUpdateIsPausedAndByWhichFigures() {
        ledger.create(web("web:1", 2).onFailure(FailureAction.PAUSE, 0.2f).spec())
                .run()
                .later(1000)
                .update(web("web:bad", 2).onFailure(FailureAction.PAUSE, 0.2f).spec())
                .run()
                .later(500);
        ledger.fails(ledger.inSlot(1)).later(60_000);

        assertThat(service().headline())
                .startsWith("web has had its update paused for 60 s (1 of 2 tasks running): web.")
                .endsWith("after it had started: task: non-zero exit (1)");
        assertThat(service().details()).contains("1 new task of 2 slots failed: 50 %, and 20 % are allowed");
        assertThat(texts(service()))
                .containsSubsequence(
                        "a client (service update) changed web: image web:1 -> web:bad",
                        "the update of 2 slots began: 1 at a time, old ones stop first")
                .anyMatch(text -> text.endsWith("after it had started: task: non-zero exit (1)"));
        assertThat(commands(service())).contains("docker service rollback web");
    }

    @Test
    void noCommandIsOfferedTwice() {
        ledger.create(web("web:1", 2).restarts(Condition.NONE, Duration.ZERO).spec())
                .run()
                .later(1000)
                .update(web("web:bad", 2)
                        .restarts(Condition.NONE, Duration.ZERO)
                        .spec())
                .run()
                .later(500);
        ledger.fails(ledger.inSlot(1)).later(1000);

        assertThat(service().details()).anyMatch(detail -> detail.startsWith("slot 1 stays empty"));
        assertThat(commands(service()))
                .containsExactly(
                        "docker service rollback web",
                        "docker service update --image IMAGE web",
                        "docker service update --force web");
        assertThat(texts(service())).contains("update paused due to failure or early termination of task web.1/t003");
    }

    @Test
    void itWentBackByItself() {
        ledger.create(web("web:1", 2).onFailure(FailureAction.ROLLBACK, 0).spec())
                .run()
                .later(1000)
                .update(web("web:bad", 2).onFailure(FailureAction.ROLLBACK, 0).spec())
                .run()
                .later(500);
        ledger.fails(ledger.inSlot(1)).later(1000);

        assertThat(service().headline()).startsWith("web has been rolled back for 1 s");
        assertThat(texts(service()))
                .anyMatch(text -> text.contains("failed"))
                .containsSubsequence(
                        "a client (service update) changed web: image web:1 -> web:bad",
                        "web went back to its previous spec: image web:bad -> web:1");
        ledger.run().later(10_000).settle();
        assertThat(service().headline())
                .isEqualTo("web has been back on its previous spec for 11 s, since its update failed:"
                        + " 2 of 2 tasks running");
        assertThat(ledger.roster().tasksOf(WEB))
                .anyMatch(task -> task(task.id()).headline().endsWith(": its slot had its turn in the rollback"));
    }

    @Test
    void itWaitsForTheMonitorPeriod() {
        ledger.create(web("web:1", 1).spec())
                .run()
                .update(web("web:2", 1).spec())
                .run()
                .later(2000);
        assertThat(service().headline()).contains("1 of 1 slot run the new version");
        assertThat(service().waits())
                .containsExactly(new Story.Wait(
                        "the last new tasks to stay up for the monitor period (5 s)",
                        Optional.of(ledger.now().minusSeconds(2)),
                        Optional.of(ledger.now().plusSeconds(3))));
    }

    @Test
    void aTaskThatFailsAgainAndAgainIsSeenAsSuch() {
        ledger.create(web("web:1", 1)
                        .restarts(Condition.ANY, Duration.ofSeconds(5))
                        .spec())
                .run();
        for (var times = 0; times < 3; times++) {
            ledger.later(1000).fails(ledger.inSlot(1)).later(6000).run();
        }
        ledger.later(1000).fails(ledger.inSlot(1)).later(2000);
        assertThat(service().headline())
                .isEqualTo("web has 0 of 1 task running; its tasks fail again and again: 4 in the last 10 min,"
                        + " web.1/t004 2 s ago: task: non-zero exit (1)");
        assertThat(waits(service()))
                .containsExactly("web.1/t005: held back: it starts in 3 s; 4 before it failed, the last web.1/t004:"
                        + " task: non-zero exit (1)");
        assertThat(texts(service()))
                .last()
                .isEqualTo("web.1/t004 failed on one, 1 s after it had started: task: non-zero exit (1)");

        ledger.later(4000).run();
        assertThat(service().headline())
                .as("while one of them runs")
                .startsWith("web has 1 of 1 task running; its tasks fail again and again: 4 in the last 10 min");

        ledger.later(600_000);
        assertThat(service().headline()).isEqualTo("web is as asked for: 1 of 1 task running");
    }

    @Test
    void tasksThatEndedWithTheirNodeDoNotCountAsFailing() {
        ledger.create(web("web:1", 3).spec()).run();
        var lost = new ArrayList<TaskId>();
        for (var hostname : List.of("one", "three")) {
            lost.add(ledger.inSlot(1));
            var at = ledger.roster().task(lost.getLast()).flatMap(TaskView::node);
            ledger.later(1000).lose(hostname).run();
            assertThat(at).as("slot 1 is lost with it").contains(node(hostname));
        }
        ledger.later(5000);
        lost.forEach(ledger::fails); // As the agents tell when they are back.
        assertThat(service().headline()).isEqualTo("web is as asked for: 3 of 3 tasks running");
    }

    @Test
    void aTaskThatEndedIsNotReplaced() {
        ledger.create(web("web:1", 2).restarts(Condition.NONE, Duration.ZERO).spec())
                .run();
        var failed = ledger.inSlot(2);
        ledger.fails(failed);
        assertThat(task(failed).headline())
                .endsWith(
                        "failed on three, 0 s ago: task: non-zero exit (1); it is not replaced: the restart policy is none");
        assertThat(texts(task(failed)))
                .endsWith("it failed: task: non-zero exit (1)", "it is not replaced: the restart policy is none");
        assertThat(service().headline()).startsWith("web has 1 of 2 tasks running: slot 2 stays empty");
        assertThat(service().details().getFirst())
                .contains("failed: task: non-zero exit (1), and the restart policy (none) does not replace it");
    }

    @Test
    void removedServicesAreRememberedByTheirFacts() {
        ledger.create(web("web:1", 1).spec())
                .run()
                .client("service rm", new ServiceCommand.Remove())
                .run()
                .later(60_000);
        assertThat(ledger.roster().service(WEB)).isEmpty();
        assertThat(service().headline()).isEqualTo("web was removed 60 s ago");
        assertThat(texts(service())).last().isEqualTo("a client (service rm) removed web");
        assertThat(task(new TaskId("t001")).headline()).contains("its service was removed");
    }
}
