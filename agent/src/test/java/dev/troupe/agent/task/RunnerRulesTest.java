package dev.troupe.agent.task;

import static dev.troupe.agent.task.Operation.AWAIT;
import static dev.troupe.agent.task.Operation.PREPARE;
import static dev.troupe.agent.task.Operation.PUT_DOWN;
import static dev.troupe.agent.task.Operation.REMOVE;
import static dev.troupe.agent.task.Operation.START;
import static dev.troupe.agent.task.Operation.STOP;
import static dev.troupe.core.task.DesiredState.READY;
import static dev.troupe.core.task.DesiredState.RUNNING;
import static dev.troupe.core.task.DesiredState.SHUTDOWN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.agent.Drafts;
import dev.troupe.agent.driver.Condition;
import dev.troupe.agent.driver.DriverTrouble;
import dev.troupe.agent.driver.Found;
import dev.troupe.agent.driver.StopOrder;
import dev.troupe.core.task.ContainerStatus;
import dev.troupe.core.task.DesiredState;
import dev.troupe.core.task.TaskDraft;
import dev.troupe.core.task.TaskState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RunnerRulesTest {

    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static final TaskDraft WEB = Drafts.task("web1", "nginx");

    @Test
    void aWantedTaskIsPreparedStartedAndAwaited_L4_L8() {
        new Story(RUNNING)
                .does(PREPARE)
                .shows(TaskState.PREPARING, "preparing")
                .showsNoContainer()
                .reaches(new Condition.Created("c1"))
                .does(START)
                .shows(TaskState.STARTING, "starting")
                .showsContainer(new ContainerStatus("c1", 0, 0))
                .reaches(up())
                .does(AWAIT)
                .shows(TaskState.RUNNING, "started")
                .showsContainer(new ContainerStatus("c1", 77, 0))
                .reaches(ended(0))
                .rests()
                .shows(TaskState.COMPLETE, "finished");
    }

    @Test
    void desiredReadyMeansPullAndCreateButDoNotStart_L10() {
        new Story(READY)
                .does(PREPARE)
                .reaches(new Condition.Created("c1"))
                .rests()
                .shows(TaskState.READY, "prepared")
                .isWanted(RUNNING)
                .does(START)
                .shows(TaskState.STARTING, "starting");
    }

    @Test
    void aWishRaisedWhilePreparingChangesNothingUntilItIsPrepared_L11() {
        new Story(READY)
                .does(PREPARE)
                .isWanted(RUNNING)
                .rests()
                .reaches(new Condition.Created("c1"))
                .does(START);
    }

    @Test
    void anExitIsAFailureWithItsCodeAndTheMessageOfItsPhase_E11_L5() {
        running()
                .reaches(ended(3))
                .rests()
                .shows(TaskState.FAILED, "started")
                .says("task: non-zero exit (3)")
                .showsContainer(new ContainerStatus("c1", 0, 3));
    }

    @Test
    void whatSomebodyElseStoppedHasEndedByItself_RS22() {
        running().reaches(ended(143)).shows(TaskState.FAILED, "started").says("task: non-zero exit (143)");
        running().reaches(ended(0)).shows(TaskState.COMPLETE, "finished");
    }

    @Test
    void whatAManagerSaysOfATaskDoesNotChangeHowItStandsHere_L14() {
        running()
                .isWanted(RUNNING)
                .rests()
                .shows(TaskState.RUNNING, "started")
                .showsContainer(new ContainerStatus("c1", 77, 0))
                .reaches(ended(1))
                .isWanted(RUNNING)
                .rests()
                .shows(TaskState.FAILED, "started");
    }

    @Test
    void aContainerThatVanishedBeforeItRanIsAFailureOfItsStart_E10() {
        new Story(RUNNING)
                .reaches(new Condition.Created("c1"))
                .fails(DriverTrouble.destroyed())
                .rests()
                .shows(TaskState.FAILED, "starting")
                .says("dockerexec: container destroyed");
    }

    @Test // As the engine of a real Swarm tells it, too, which sees no more of it.
    void whatEndsAtOnceHadStarted_L5() {
        new Story(RUNNING)
                .reaches(new Condition.Created("c1"))
                .reaches(ended(1))
                .rests()
                .shows(TaskState.FAILED, "started")
                .says("task: non-zero exit (1)");
    }

    @Test
    void unlessItCouldNotBeStartedOrWasToBecomeHealthyFirst_L5_E8() {
        new Story(RUNNING)
                .reaches(new Condition.Created("c1"))
                .reaches(new Condition.Ended(
                        new ContainerStatus("c1", 0, 127), "starting container failed: no such file", NOON, false))
                .shows(TaskState.FAILED, "starting");
        var checked = new Drafts.Container("nginx").health(Duration.ofSeconds(1), 1, "CMD", "true");
        new Story(RUNNING, Drafts.task("web1", checked.spec()))
                .reaches(new Condition.Created("c1"))
                .reaches(ended(1))
                .shows(TaskState.FAILED, "starting");
    }

    @Test
    void aMissingImageIsARejectionWhilePreparing_E5() {
        new Story(RUNNING)
                .fails(DriverTrouble.fatal("No such image: nosuch:latest"))
                .rests()
                .shows(TaskState.REJECTED, "preparing")
                .says("No such image: nosuch:latest");
    }

    @Test
    void aFailingStartIsAFailureWhileStarting_E7() {
        new Story(RUNNING)
                .reaches(new Condition.Created("c1"))
                .fails(DriverTrouble.fatal(
                        "starting container failed: no such file", new ContainerStatus("c1", 0, 127)))
                .rests()
                .shows(TaskState.FAILED, "starting")
                .says("starting container failed: no such file")
                .showsContainer(new ContainerStatus("c1", 0, 127));
    }

    @Test
    void troubleForTheTimeBeingIsToldAndTriedAgainEverMoreSlowly_D23_L6_W22() {
        var story = new Story(RUNNING);
        for (var seconds : List.of(1, 2, 4, 8, 16, 30, 30)) {
            story.fails(DriverTrouble.temporary("engine away"))
                    .does(PREPARE, Duration.ofSeconds(seconds))
                    .shows(TaskState.PREPARING, "preparing")
                    .says("engine away");
        }
        story.reaches(new Condition.Created("c1"))
                .does(START)
                .shows(TaskState.STARTING, "starting")
                .says("");
    }

    @Test
    void aTaskNotWantedAnyMoreIsStoppedWhateverItIsDoing_L12_L13() {
        new Story(RUNNING)
                .does(PREPARE)
                .isWanted(SHUTDOWN)
                .does(STOP)
                .stops(Optional.empty())
                .rests()
                .shows(TaskState.SHUTDOWN, "shutdown")
                .says("");
        running()
                .isWanted(SHUTDOWN)
                .does(STOP)
                .stops(Optional.of(ended(137)))
                .rests()
                .shows(TaskState.SHUTDOWN, "shutdown")
                .says("")
                .showsContainer(new ContainerStatus("c1", 0, 137));
    }

    @Test
    void aTaskThatHasEndedIsLeftAsItIs_L12() {
        running().reaches(ended(1)).rests().isWanted(SHUTDOWN).rests().shows(TaskState.FAILED, "started");
    }

    @Test
    void aLowerWishIsIgnored_L13() {
        running()
                .isWanted(SHUTDOWN)
                .does(STOP)
                .isWanted(RUNNING)
                .rests()
                .stops(Optional.of(ended(0)))
                .rests()
                .shows(TaskState.SHUTDOWN, "shutdown");
    }

    @Test
    void stoppingIsTriedUntilItSucceeds_E2() {
        running()
                .isWanted(SHUTDOWN)
                .fails(DriverTrouble.fatal("engine confused"))
                .does(STOP, Duration.ofSeconds(1))
                .shows(TaskState.RUNNING, "started");
    }

    @Test
    void anUnhealthyContainerIsPutDownAndHasFailed_E9() {
        running()
                .reaches(new Condition.Unhealthy(new ContainerStatus("c1", 77, 0)))
                .does(PUT_DOWN)
                .shows(TaskState.RUNNING, "started")
                .stops(Optional.of(ended(137)))
                .rests()
                .shows(TaskState.FAILED, "started")
                .says("task: non-zero exit (137): dockerexec: unhealthy container");
    }

    @Test
    void unhealthyDuringItsStartFailsInThatPhase_E9() {
        new Story(RUNNING)
                .reaches(new Condition.Created("c1"))
                .reaches(new Condition.Unhealthy(new ContainerStatus("c1", 77, 0)))
                .stops(Optional.of(ended(137)))
                .shows(TaskState.FAILED, "starting")
                .says("task: non-zero exit (137): dockerexec: unhealthy container");
    }

    @Test
    void unhealthyIsAFailureEvenIfItEndsWithZero_W26() {
        running()
                .reaches(new Condition.Unhealthy(new ContainerStatus("c1", 77, 0)))
                .stops(Optional.of(ended(0)))
                .shows(TaskState.FAILED, "started")
                .says("dockerexec: unhealthy container");
    }

    @Test
    void aDroppedTaskIsStoppedRemovedAndForgotten_D12() {
        running()
                .isDropped()
                .does(STOP)
                .stops(Optional.of(ended(0)))
                .does(REMOVE)
                .isRemoved()
                .isGone();
    }

    @Test
    void aDroppedTaskThatHasEndedIsOnlyRemoved_H10() {
        running().reaches(ended(1)).isDropped().does(REMOVE).isRemoved().isGone();
    }

    @Test
    void droppedWhileStopping() {
        running()
                .isWanted(SHUTDOWN)
                .does(STOP)
                .isDropped()
                .rests()
                .stops(Optional.of(ended(0)))
                .does(REMOVE);
    }

    @Test
    void foundRunningItIsLeftAlone_D21() {
        Story.found(new Condition.Up(new ContainerStatus("c1", 77, 0), List.of(), NOON.minusSeconds(60)))
                .does(AWAIT)
                .shows(TaskState.RUNNING, "started")
                .since(NOON.minusSeconds(60))
                .isWanted(RUNNING)
                .rests();
    }

    @Test
    void foundDeadItHasFailedEvenIfNobodyWantsItAnyMore_T3() {
        Story.found(ended(255))
                .rests()
                .shows(TaskState.FAILED, "started")
                .says("task: non-zero exit (255)")
                .isWanted(SHUTDOWN)
                .rests()
                .shows(TaskState.FAILED, "started");
    }

    @Test
    void whatSomebodyElseHasRemovedMeanwhileHasFailedAndNeverRunsAgain_D21_E10() {
        Story.found(new Condition.Destroyed("c1", false))
                .rests()
                .shows(TaskState.FAILED, "started")
                .says("dockerexec: container destroyed")
                .isWanted(RUNNING)
                .rests()
                .isDropped()
                .does(REMOVE);
        Story.found(new Condition.Destroyed("c1", true)).rests().shows(TaskState.SHUTDOWN, "shutdown");
    }

    @Test
    void foundEndedAsToldItIsShutDownWhateverItsExitCode() {
        Story.found(new Condition.Ended(new ContainerStatus("c1", 0, 143), "", NOON.minusSeconds(5), true))
                .rests()
                .shows(TaskState.SHUTDOWN, "shutdown")
                .says("")
                .since(NOON.minusSeconds(5));
    }

    @Test
    void foundPreparedItWaitsForWhatAManagerWants() {
        Story.found(new Condition.Created("c1"))
                .rests()
                .shows(TaskState.READY, "prepared")
                .isWanted(RUNNING)
                .does(START);
    }

    @Test
    void foundStillUnhealthyItStarts_E8() {
        Story.found(new Condition.Starting(new ContainerStatus("c1", 77, 0)))
                .does(START)
                .shows(TaskState.STARTING, "starting");
    }

    @Test
    void whatCannotBeUnderstoodIsRejected_D22() {
        var move = RunnerRules.refuse(Drafts.wanted(WEB, RUNNING), "expanding env failed: x", NOON);
        new Story(move)
                .rests()
                .shows(TaskState.REJECTED, "resolving controller failed")
                .says("expanding env failed: x");
    }

    private static Story running() {
        return new Story(RUNNING)
                .reaches(new Condition.Created("c1"))
                .reaches(up())
                .does(AWAIT);
    }

    private static Condition up() {
        return new Condition.Up(new ContainerStatus("c1", 77, 0), List.of(), NOON);
    }

    private static Condition.Ended ended(int exitCode) {
        return new Condition.Ended(new ContainerStatus("c1", 0, exitCode), "", NOON, false);
    }

    /** A task whose driver answers what the story says. */
    private static final class Story {
        private RunnerRules.Move move;

        Story(DesiredState desired) {
            this(desired, WEB);
        }

        Story(DesiredState desired, TaskDraft draft) {
            this(RunnerRules.assign(Drafts.wanted(draft, desired), draft, NOON));
        }

        Story(RunnerRules.Move move) {
            this.move = move;
        }

        static Story found(Condition condition) {
            return new Story(
                    RunnerRules.resume(RunnerRules.found(new Found(WEB.id(), condition, StopOrder.DEFAULT), NOON)));
        }

        private LocalTask task() {
            return move.task().orElseThrow();
        }

        Story does(Operation operation) {
            return does(operation, Duration.ZERO);
        }

        Story does(Operation operation, Duration after) {
            assertThat(move.order()).contains(new RunnerRules.Order(operation, after));
            return this;
        }

        Story rests() {
            assertThat(move.order()).isEmpty();
            return this;
        }

        Story reaches(Condition condition) {
            return answers(new Outcome.Reached(condition));
        }

        Story stops(Optional<Condition.Ended> end) {
            return answers(new Outcome.Stopped(end));
        }

        Story fails(DriverTrouble trouble) {
            return answers(new Outcome.Failed(trouble));
        }

        Story isRemoved() {
            return answers(new Outcome.Removed());
        }

        private Story answers(Outcome outcome) {
            move = RunnerRules.after(task(), outcome, NOON);
            return this;
        }

        Story isWanted(DesiredState desired) {
            move = RunnerRules.reassign(task(), Drafts.wanted(WEB, desired), WEB, NOON);
            return this;
        }

        Story isDropped() {
            move = RunnerRules.drop(task(), NOON);
            return this;
        }

        Story shows(TaskState state, String message) {
            assertThat(task().status().state()).isEqualTo(state);
            assertThat(task().status().message()).isEqualTo(message);
            return this;
        }

        Story says(String error) {
            assertThat(task().status().error()).isEqualTo(error);
            return this;
        }

        Story since(Instant at) {
            assertThat(task().status().at()).isEqualTo(at);
            return this;
        }

        Story showsContainer(ContainerStatus container) {
            assertThat(task().status().container()).contains(container);
            return this;
        }

        Story showsNoContainer() {
            assertThat(task().status().container()).isEmpty();
            return this;
        }

        void isGone() {
            assertThat(move.task()).isEmpty();
        }
    }
}
