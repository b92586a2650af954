package dev.troupe.core.why;

import static dev.troupe.core.why.Ledger.CPU;
import static dev.troupe.core.why.Ledger.WEB;
import static dev.troupe.core.why.Ledger.node;
import static dev.troupe.core.why.Wanted.web;
import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.core.id.NodeId;
import dev.troupe.core.id.ServiceId;
import dev.troupe.core.id.TaskId;
import dev.troupe.core.node.Availability;
import dev.troupe.core.roster.Roster;
import dev.troupe.core.roster.TaskView;
import dev.troupe.core.service.ServiceCommand;
import dev.troupe.core.spec.RestartPolicy.Condition;
import dev.troupe.core.spec.UpdatePolicy.FailureAction;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class WhyTest {

    private final Ledger ledger = new Ledger("one", "two", "three");

    private Story task(int slot) {
        return ledger.why().task(ledger.inSlot(slot)).orElseThrow();
    }

    private Story task(TaskId id) {
        return ledger.why().task(id).orElseThrow();
    }

    private Story service() {
        return ledger.why().service(WEB).orElseThrow();
    }

    private Story nodeNamed(String hostname) {
        return ledger.why().node(node(hostname)).orElseThrow();
    }

    private static List<String> texts(Story story) {
        return story.chain().stream().map(Story.Line::text).toList();
    }

    private static List<String> needs(Story story) {
        return story.needs().stream().map(Story.Need::what).toList();
    }

    private static List<String> commands(Story story) {
        return story.needs().stream()
                .map(Story.Need::command)
                .flatMap(Optional::stream)
                .toList();
    }

    private static List<String> waits(Story story) {
        return story.waits().stream().map(Story.Wait::what).toList();
    }

    @Nested
    @DisplayName("why is this task on this node")
    class OnThisNode {
        @Test
        void itTellsWhoAskedAndWhatTheSchedulerSaw() {
            ledger.create(web("web:1", 1).spec()).run().later(90_000);
            assertThat(task(1).headline()).isEqualTo("web.1/t001 has run on one for 90 s");
            assertThat(texts(task(1)))
                    .containsExactly(
                            "a client (service create) created web: 1 x web:1",
                            "web planned this task for slot 1",
                            "the scheduler chose one: it had as few tasks of web as three (0) and as few in all (0),"
                                    + " and comes first by its id",
                            "it ran");
        }

        @Test
        void itTellsHowManyNodesDidNotFitAndHowTheNextBestStood() {
            ledger.availability("three", Availability.PAUSE)
                    .create(web("web:1", 1).spec())
                    .run()
                    .update(web("web:1", 2).spec())
                    .run();
            assertThat(texts(task(2)))
                    .contains("the scheduler chose two: 1 of 3 nodes did not fit (1 not available);"
                            + " it had the fewest tasks of web (0; next best one with 1)");
        }

        @Test
        void failuresCountOnlyWhereTheyTellNodesApart() {
            ledger.create(web("web:1", 1).restarts(Condition.ANY, Duration.ZERO).spec())
                    .run();
            var chosen = new ArrayList<String>();
            for (var times = 0; times < 20; times++) {
                ledger.later(1000).fails(ledger.inSlot(1)).run();
                texts(task(1)).stream()
                        .filter(text -> text.startsWith("the scheduler"))
                        .forEach(chosen::add);
            }
            assertThat(chosen)
                    .anyMatch(text -> text.contains("fewer tasks of this version have failed there"))
                    .noneMatch(text -> text.matches(".*\\((\\d+)\\) than on .*\\(\\1\\)"));
        }

        @Test
        void everyStepNamesItsFact() {
            ledger.create(web("web:1", 1).spec()).run();
            assertThat(task(1).chain())
                    .extracting(Story.Line::fact)
                    .startsWith("service|web-id#1")
                    .endsWith("task|t001#3");
        }
    }

    @Nested
    @DisplayName("why is this task pending")
    class Pending {
        @Test
        void aLabelThatNoNodeHas() {
            ledger.create(web("web:1", 1).only("node.labels.zone == a").spec()).later(240_000);
            assertThat(task(1).headline())
                    .isEqualTo(
                            "web.1/t001 has waited for a node for 4 min: no suitable node (scheduling constraints not"
                                    + " satisfied on 3 nodes)");
            assertThat(task(1).details())
                    .containsExactly("one, three and two: node.labels.zone==a not met (nothing there)");
            assertThat(needs(task(1)))
                    .containsExactly(
                            "label zone=a on one, three or two",
                            "the service without the constraint node.labels.zone==a");
            assertThat(commands(task(1)))
                    .containsExactly(
                            "docker node update --label-add zone=a one",
                            "docker service update --constraint-rm 'node.labels.zone == a' web");
        }

        @Test
        void theNearestNodeAndWhatItLacks() {
            ledger.create(web("web:1", 4).reserve(3 * CPU / 2).spec()).run();
            assertThat(needs(task(4)))
                    .containsExactly(
                            "1.5 CPUs free on one node: the nearest is one, which has 0.5 CPUs free and lacks 1 CPU",
                            "a smaller reservation: at most 0.5 CPUs fit on one");
        }

        @Test
        void moreThanAnyNodeHas() {
            ledger.create(web("web:1", 1).reserve(8 * CPU).spec());
            assertThat(needs(task(1)))
                    .first()
                    .isEqualTo("a larger node: 8 CPUs are reserved, and the largest, one, has 2 CPUs in all");
        }

        @Test
        void aNodeThatTakesNoTasks() {
            ledger.availability("two", Availability.DRAIN)
                    .lose("three")
                    .create(web("web:1", 2).hostPort(8080).spec())
                    .run();
            assertThat(task(2).details())
                    .containsExactly("one: port 8080/tcp in use", "three: down", "two: set to drain");
            assertThat(needs(task(2)))
                    .containsExactly(
                            "port 8080/tcp free on one (on one web.1/t001 has it)",
                            "three back (it is down)",
                            "two active again");
        }

        @Test
        void severalThingsAtOnceOnTheNearestNodes() {
            ledger.create(
                    web("web:1", 1).only("node.labels.zone==a").reserve(3 * CPU).spec());
            assertThat(needs(task(1))).first().isEqualTo("on one: 3 CPUs (it has 2 CPUs in all), and label zone=a");
        }

        @Test
        void aTaskThatWouldFitByNowOnlyWaitsForTheScheduler() {
            var alone = new Ledger();
            alone.create(web("web:1", 1).spec());
            assertThat(alone.why().task(alone.inSlot(1)).orElseThrow().headline())
                    .endsWith(": no suitable node");
            alone.join("late", CPU);
            assertThat(alone.why().task(alone.inSlot(1)).orElseThrow().headline())
                    .endsWith("waits for the scheduler, which is about to place it");
        }
    }

    @Nested
    @DisplayName("why was this task stopped or replaced")
    class StoppedOrReplaced {
        @Test
        void itsNodeWentDown() {
            ledger.create(web("web:1", 1).spec()).run();
            var lost = ledger.inSlot(1);
            ledger.later(1000).lose("one").later(3000);

            assertThat(task(lost).headline())
                    .isEqualTo("web.1/t001 is lost with one: one went down: its agent was not heard any more (heartbeat"
                            + " failure)");
            assertThat(waits(task(lost))).containsExactly("one to come back and stop it, or to be removed");
            assertThat(texts(task(1)))
                    .containsSubsequence(
                            "one went down: its agent was not heard any more (heartbeat failure)",
                            "web planned this task in place of the one there",
                            "the scheduler chose three: 1 of 3 nodes did not fit (1 not available); it had as few tasks"
                                    + " of web as two (0) and as few in all (0), and comes first by its id");
        }

        @Test
        void itsNodeWasDrained() {
            ledger.create(web("web:1", 1).spec()).run();
            var old = ledger.inSlot(1);
            ledger.later(1000).availability("one", Availability.DRAIN).later(2000);

            assertThat(task(old).headline())
                    .isEqualTo("web.1/t001 is being stopped on one: a client (node update) drained one");
            assertThat(task(1).headline())
                    .isEqualTo("web.1/t002 is on three, held back: it starts once web.1/t001 has stopped");
            assertThat(waits(task(1))).containsExactly("web.1/t001 to stop");
            assertThat(texts(task(old)))
                    .contains("web wanted it stopped: its node may have no tasks now")
                    .last()
                    .isEqualTo("web.1/t002 was planned to follow it in slot 1 (now assigned on three)");
        }

        @Test
        void itsNodeNoLongerMeetsAConstraint() {
            ledger.label("one", "zone", "a")
                    .label("three", "zone", "a")
                    .create(web("web:1", 1).only("node.labels.zone == a").spec())
                    .run();
            var old = ledger.inSlot(1);
            ledger.later(1000).label("one", "zone", "b");

            var unmet = "one no longer met the constraint node.labels.zone==a (it is b)";
            assertThat(texts(service()))
                    .containsSubsequence(
                            "a client (service create) created web: 1 x web:1",
                            "a client (node update) changed one: label zone=b",
                            unmet);
            assertThat(task(old).headline()).isEqualTo("web.1/t001 was rejected on one, 0 s ago: " + unmet);
            assertThat(texts(task(old)))
                    .containsSubsequence(
                            "a client (node update) changed one: label zone=b",
                            unmet,
                            "web wanted it stopped: its node does not suit any more");
            assertThat(texts(task(1)))
                    .startsWith(
                            "a client (node update) changed one: label zone=b",
                            unmet,
                            "web planned this task in place of the one there, to start 5 s later (restart delay)");
        }

        @Test
        void itFailedAndItsReplacementWaitsOutTheDelay() {
            ledger.create(web("web:1", 1)
                            .restarts(Condition.ANY, Duration.ofSeconds(10))
                            .spec())
                    .run();
            var failed = ledger.inSlot(1);
            ledger.later(3000).fails(failed).later(4000);

            assertThat(task(failed).headline()).isEqualTo("web.1/t001 failed on one, 4 s ago: task: non-zero exit (1)");
            assertThat(texts(task(failed)))
                    .as("its end is told once")
                    .endsWith(
                            "it ran",
                            "it failed: task: non-zero exit (1)",
                            "web.1/t002 was planned to follow it in slot 1 (now assigned on one)");
            assertThat(task(1).headline()).endsWith("held back: it starts in 6 s");
            assertThat(texts(task(1)))
                    .startsWith(
                            "web.1/t001 failed on one, 3 s after it had started: task: non-zero exit (1)",
                            "web planned this task as its replacement in slot 1, to start 10 s later (restart delay)");
        }

        @Test
        void itsSlotHadItsTurnInAnUpdate() {
            ledger.create(web("web:1", 2).spec()).run();
            var old = ledger.inSlot(1);
            ledger.later(1000).update(web("web:2", 2).spec()).run();

            assertThat(task(old).headline()).endsWith(": its slot had its turn in the update");
            assertThat(texts(task(1)))
                    .startsWith(
                            "a client (service update) changed web: image web:1 -> web:2",
                            "the update of 2 slots began: 1 at a time, old ones stop first",
                            "web took slot 1 in its turn: this task is to replace the one there, to start once"
                                    + " web.1/t001 has stopped");
        }

        @Test
        void fewerAreWanted() {
            ledger.create(web("web:1", 2).spec()).run();
            var gone = ledger.inSlot(2);
            ledger.later(1000).update(web("web:1", 1).spec()).settle();
            assertThat(task(gone).headline())
                    .isEqualTo("web.2/t002 is being stopped on three: its slot was one too many");
            assertThat(texts(task(gone)))
                    .containsSubsequence(
                            "a client (service update) changed web: replicas 2 -> 1",
                            "web wanted it gone: its slot was one too many");
        }
    }

    @Nested
    @DisplayName("why is this service as it is")
    class OfService {
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
                    .update(web("web:bad", 2)
                            .onFailure(FailureAction.PAUSE, 0.2f)
                            .spec())
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
            ledger.create(web("web:1", 2)
                            .restarts(Condition.NONE, Duration.ZERO)
                            .spec())
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
            assertThat(texts(service()))
                    .contains("update paused due to failure or early termination of task web.1/t003");
        }

        @Test
        void itWentBackByItself() {
            ledger.create(web("web:1", 2).onFailure(FailureAction.ROLLBACK, 0).spec())
                    .run()
                    .later(1000)
                    .update(web("web:bad", 2)
                            .onFailure(FailureAction.ROLLBACK, 0)
                            .spec())
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
            ledger.create(web("web:1", 2)
                            .restarts(Condition.NONE, Duration.ZERO)
                            .spec())
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

    @Nested
    @DisplayName("why is this node down, drained or empty")
    class OfNode {
        @Test
        void down() {
            ledger.create(web("web:1", 3).spec()).run().later(1000).lose("two").later(30_000);
            assertThat(nodeNamed("two").headline()).isEqualTo("two has been down for 30 s: heartbeat failure");
            assertThat(waits(nodeNamed("two")))
                    .containsExactly(
                            "web.3/t003 to stop here (web.3/t004 follows it, assigned on one)",
                            "the agent of two to be heard again");
            assertThat(texts(nodeNamed("two"))).last().asString().startsWith("two went down");
        }

        @Test
        void drained() {
            ledger.create(web("web:1", 3).spec())
                    .run()
                    .later(1000)
                    .availability("two", Availability.DRAIN)
                    .run();
            assertThat(nodeNamed("two").headline())
                    .startsWith("two has been set to drain")
                    .endsWith("it gives its tasks away and takes no new ones; it has none");
            assertThat(commands(nodeNamed("two"))).containsExactly("docker node update --availability active two");
        }

        @Test
        void emptySinceNothingMovesByItself() {
            ledger.create(web("web:1", 3).spec()).run().join("four", CPU).later(1000);
            assertThat(nodeNamed("four").headline()).isEqualTo("four is ready and has no tasks");
            assertThat(nodeNamed("four").details().getFirst())
                    .startsWith("web could run here, but running tasks are never moved");
        }

        @Test
        void emptySinceNothingMayBeThere() {
            ledger.create(web("web:1", 1).only("node.hostname==one").spec()).run();
            assertThat(nodeNamed("two").details())
                    .containsExactly("web cannot run here: the constraint node.hostname==one is not met");
        }
    }

    @Test
    void ofTheUnknownNothingIsTold() {
        assertThat(ledger.why().task(new TaskId("nobody"))).isEmpty();
        assertThat(ledger.why().service(new ServiceId("nobody"))).isEmpty();
        assertThat(ledger.why().node(new NodeId("nobody"))).isEmpty();
    }

    @Test
    void aMomentOfThePastKnowsNothingOfWhatCameLater() {
        ledger.create(web("web:1", 1).spec()).run();
        Roster then = ledger.roster();
        var at = ledger.now();
        var story = ledger.why().service(WEB);
        ledger.later(1000).update(web("web:2", 1).spec()).run();

        assertThat(new Why(then, ledger, at).service(WEB)).isEqualTo(story);
        assertThat(service()).isNotEqualTo(story.orElseThrow());
    }

    @Test
    void asTextTheAnswerComesFirst() {
        ledger.create(web("web:1", 1).only("node.labels.zone==a").spec()).later(5000);
        assertThat(StoryText.of(task(1), ledger.now())).isEqualTo("""
                        web.1/t001 has waited for a node for 5 s: no suitable node (scheduling constraints not satisfied on 3 nodes).

                        In detail:
                          one, three and two: node.labels.zone==a not met (nothing there)

                        What would help, any one of these:
                          - label zone=a on one, three or two
                              docker node update --label-add zone=a one
                          - the service without the constraint node.labels.zone==a
                              docker service update --constraint-rm 'node.labels.zone==a' web

                        What it waits for:
                          - a node that fits, for 5 s so far

                        How it came to this (UTC; it is 2026-03-04 02:00:05.000):
                          02:00:00.000  a client (service create) created web: 1 x web:1
                          02:00:00.000  web planned this task for slot 1
                          02:00:00.000  no node took it: no suitable node (scheduling constraints not satisfied on 3 nodes)
                        """);
    }
}
