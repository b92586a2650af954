package dev.troupe.core.why;

import static dev.troupe.core.why.Ledger.CPU;
import static dev.troupe.core.why.Wanted.web;
import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.core.node.Availability;
import dev.troupe.core.spec.RestartPolicy.Condition;
import dev.troupe.core.task.TaskState;
import java.time.Duration;
import java.util.ArrayList;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class WhyTaskTest extends Asking {
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
        void whatWasStartedAnewOnItsNodeRanAgain() {
            ledger.create(web("web:1", 1).spec()).run();
            ledger.later(1000).observe(ledger.inSlot(1), TaskState.RUNNING, "started anew", "");
            assertThat(texts(task(1))).endsWith("it ran", "it ran again");
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
        void whoMadeANodeFitInTheEnd() {
            ledger.create(web("web:1", 1).only("node.labels.zone == a").spec()).later(5_000);
            var placed = ledger.label("two", "zone", "a").inSlot(1);
            ledger.later(1_000).availability("two", Availability.DRAIN);
            assertThat(texts(task(placed)))
                    .containsSubsequence(
                            "no node took it: no suitable node (scheduling constraints not satisfied on 3 nodes)",
                            "a client (node update) changed two: label zone=a",
                            "the scheduler chose two: 2 of 3 nodes did not fit (2 by constraints); it was the only one left");
        }

        @Test
        void whoLeftTheRoomThatWasMissing() {
            ledger.create(web("web:1", 4)
                            .reserve(3 * CPU / 2)
                            .restarts(Condition.NONE, Duration.ZERO)
                            .spec())
                    .run();
            var waiting = ledger.inSlot(4);
            var failing = ledger.inSlot(2);
            ledger.later(5_000).fails(failing);
            assertThat(texts(task(waiting)))
                    .containsSubsequence(
                            "no node took it: no suitable node (insufficient resources on 3 nodes)",
                            "web.2/t002 failed on three, 5 s after it had started: task: non-zero exit (1)",
                            "three had the room of web.2/t002 again",
                            "the scheduler chose three: 2 of 3 nodes did not fit (2 without enough resources);"
                                    + " it was the only one left");
        }

        @Test
        void whatHeldThePortAndWhyItLeft() {
            ledger.availability("three", Availability.PAUSE)
                    .availability("two", Availability.PAUSE)
                    .create(web("web:1", 1).hostPort(8080).spec())
                    .run()
                    .later(5_000)
                    .update(web("web:2", 1).hostPort(8080).spec())
                    .settle()
                    .later(2_000)
                    .run();
            assertThat(texts(task(1)))
                    .containsSubsequence(
                            "a client (service update) changed web: image web:1 -> web:2",
                            "no node took it: no suitable node (2 nodes not available for new tasks; host-mode port"
                                    + " already in use on 1 node)",
                            "web.1/t001 was stopped on one, 7 s after it had started",
                            "one had the room of web.1/t001 again",
                            "the scheduler chose one: 2 of 3 nodes did not fit (2 not available); it was the only one"
                                    + " left");
        }

        @Test
        void roomThatWasNotMissingMadeNoDifference() {
            ledger.create(web("web:1", 2)
                            .only("node.labels.zone == a")
                            .restarts(Condition.NONE, Duration.ZERO)
                            .spec())
                    .later(5_000);
            ledger.label("two", "zone", "a").run();
            var placed = ledger.inSlot(1);
            assertThat(texts(task(placed))).noneMatch(text -> text.contains("had the room"));
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
        void whatIsFoundEndedOnANodeThatCameBackWasLostWithIt() {
            ledger.create(web("web:1", 1).spec()).run();
            var lost = ledger.inSlot(1);
            ledger.later(1000).lose("one").later(60_000).comeBack("one");
            ledger.observe(lost, TaskState.FAILED, "started", "task: non-zero exit (255)")
                    .settle()
                    .later(10_000);

            assertThat(task(lost).headline())
                    .isEqualTo("web.1/t001 was lost with one, 70 s ago: one went down: its agent was not heard any more"
                            + " (heartbeat failure); when one was back, 10 s ago, it was found failed: task:"
                            + " non-zero exit (255)");
            assertThat(texts(task(lost)))
                    .containsSubsequence(
                            "one went down: its agent was not heard any more (heartbeat failure)",
                            "web wanted it stopped: its node may have no tasks now",
                            "the agent of one was heard: it is ready",
                            "it failed: task: non-zero exit (255)");
        }

        @Test
        void whatRanOnAndIsStoppedWhenItsNodeIsBackWasStopped() {
            ledger.create(web("web:1", 1).spec()).run();
            var lost = ledger.inSlot(1);
            ledger.later(1000).lose("one").later(60_000).comeBack("one").run();
            assertThat(task(lost).headline())
                    .isEqualTo("web.1/t001 was stopped on one, 0 s ago: one went down: its agent was not heard any more"
                            + " (heartbeat failure)");
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
        void whatEndsAtOnceHadStartedThoughNobodySawItRun() {
            ledger.create(web("web:1", 1)
                            .restarts(Condition.ANY, Duration.ofSeconds(10))
                            .spec())
                    .settle();
            ledger.fails(ledger.inSlot(1));
            assertThat(texts(task(1))).startsWith("web.1/t001 failed on one: task: non-zero exit (1)");

            ledger.later(10_000).settle();
            ledger.observe(ledger.inSlot(1), TaskState.REJECTED, "preparing", "No such image: web:1")
                    .settle();
            assertThat(texts(task(1)))
                    .startsWith("web.1/t002 was rejected on one before it had started: No such image: web:1");
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
}
