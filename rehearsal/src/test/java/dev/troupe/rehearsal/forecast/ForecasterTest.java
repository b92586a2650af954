package dev.troupe.rehearsal.forecast;

import static dev.troupe.rehearsal.forecast.LivingSwarm.spec;
import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.agent.driver.simulated.Script;
import dev.troupe.core.forecast.Forecast;
import dev.troupe.core.forecast.ForecastText;
import dev.troupe.core.forecast.Intent;
import dev.troupe.core.forecast.Report.Ending;
import dev.troupe.core.forecast.Step;
import dev.troupe.core.forecast.Trial;
import dev.troupe.core.id.ServiceId;
import dev.troupe.core.placement.FloorNode;
import dev.troupe.core.spec.UpdatePolicy;
import dev.troupe.core.spec.UpdatePolicy.FailureAction;
import dev.troupe.core.spec.UpdatePolicy.Order;
import dev.troupe.rehearsal.Stage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ForecasterTest {

    private final Stage living = new Stage();
    private final List<Stage> others = List.of(new Stage(), new Stage());

    @AfterAll
    void close() {
        living.close();
        others.forEach(Stage::close);
    }

    private LivingSwarm swarm(int nodes) {
        return new LivingSwarm(living, others, SCRIPT, nodes);
    }

    private static final Script SCRIPT = Script.AS_RECORDED
            .image(
                    "web:*",
                    does -> does.preparingFor(Duration.ofMillis(1_300))
                            .startingFor(Duration.ofMillis(700))
                            .stoppingFor(Duration.ofMillis(400)))
            .image("db:*", does -> does.preparingFor(Duration.ofMillis(300)).startingFor(Duration.ofMillis(2_000)));

    private static UpdatePolicy policy(int parallelism, int delay, FailureAction action, Order order) {
        return new UpdatePolicy(parallelism, Duration.ofSeconds(delay), action, Duration.ofSeconds(5), 0, order);
    }

    private static final UpdatePolicy TWO_AT_A_TIME = policy(2, 3, FailureAction.PAUSE, Order.STOP_FIRST);

    private static Stream<String> places(Forecast forecast) {
        return forecast.plan().stream()
                .map(step -> step.slot() + " on " + step.node().orElse("nowhere"))
                .sorted();
    }

    private static List<Integer> order(Forecast forecast) {
        return forecast.plan().stream()
                .map(Step::slot)
                .map(slot -> Integer.valueOf(slot.substring(slot.indexOf('.') + 1)))
                .toList();
    }

    @Test
    void anUpdateGoesAsItWasForetold() {
        var swarm = swarm(3);
        var web = swarm.runs(spec("web", "web:1", 6, 0.2, TWO_AT_A_TIME));
        swarm.runs(spec("db", "db:1", 2, 0.5, UpdatePolicy.DEFAULT));
        var next = spec("web", "web:2", 6, 0.2, TWO_AT_A_TIME);
        var before = swarm.offset();

        var forecast = swarm.forecast(new Intent.Update(web, next), 20);

        assertThat(swarm.offset()).as("nothing is written").isEqualTo(before);
        var plain = forecast.plain().orElseThrow();
        assertThat(plain.ending()).isEqualTo(Ending.COMPLETED);
        assertThat(plain.lowest()).singleElement().satisfies(low -> {
            assertThat(low.wanted()).isEqualTo(6);
            assertThat(low.running()).isEqualTo(4);
        });
        assertThat(plain.waiting()).isEmpty();

        swarm.update(web, next);
        assertThat(places(forecast)).containsExactlyElementsOf(swarm.places(web).toList());
        assertThat(order(forecast)).isEqualTo(swarm.order(web));
        var real = swarm.updateTook(web);
        assertThat(plain.took())
                .isBetween(
                        real.multipliedBy(95).dividedBy(100),
                        real.multipliedBy(105).dividedBy(100));
    }

    @Test
    void aPlaceForEveryTaskIsSoughtBesideWhatOthersTake() {
        var swarm = swarm(2);
        var web = swarm.runs(spec("web", "web:1", 2, 0.5, TWO_AT_A_TIME));
        swarm.runs(spec("db", "db:1", 2, 1.0, UpdatePolicy.DEFAULT));
        var greedy = spec("web", "web:2", 2, 1.2, TWO_AT_A_TIME);

        var forecast = swarm.forecast(new Intent.Update(web, greedy), 3);

        var plain = forecast.plain().orElseThrow();
        assertThat(plain.ending()).isEqualTo(Ending.STUCK);
        assertThat(plain.waiting())
                .hasSize(2)
                .allSatisfy(waiting ->
                        assertThat(waiting.why()).isEqualTo("no suitable node (insufficient resources on 2 nodes)"));
        assertThat(ForecastText.lines(forecast)).contains("Capacity does not suffice; these would wait:");
    }

    @Test
    void tasksThatFailMakeAnUpdatePauseAsItsPolicySays() {
        var swarm = swarm(3);
        var web = swarm.runs(spec("web", "web:1", 6, 0, TWO_AT_A_TIME));
        var next = spec("web", "web:2", 6, 0, TWO_AT_A_TIME);
        var trial = new Trial(new Intent.Update(web, next), 0, 0.2, 40, Duration.ofMinutes(5));

        var tally = swarm.forecast(trial).runs().orElseThrow();

        // Six tasks, none of which may fail: 0.8^6 = 26 % of runs go through.
        assertThat(tally.runs(Ending.PAUSED)).isBetween(20, 38);
        assertThat(tally.runs(Ending.COMPLETED) + tally.runs(Ending.PAUSED)).isEqualTo(40);
    }

    @Test
    void tasksThatFailMakeAnUpdateRollBackAsItsPolicySays() {
        var swarm = swarm(3);
        var careful = policy(1, 0, FailureAction.ROLLBACK, Order.START_FIRST);
        var web = swarm.runs(spec("web", "web:1", 3, 0, careful));
        var next = spec("web", "web:2", 3, 0, careful);
        var trial = new Trial(new Intent.Update(web, next), 0, 1, 5, Duration.ofMinutes(5));

        var forecast = swarm.forecast(trial);

        assertThat(forecast.plain().orElseThrow().ending()).isEqualTo(Ending.COMPLETED);
        assertThat(forecast.runs().orElseThrow().runs(Ending.ROLLED_BACK)
                        + forecast.runs().orElseThrow().runs(Ending.ROLLBACK_PAUSED))
                .isEqualTo(5);
    }

    @Test
    void nodesThatBreakCostTasksAndTime() {
        var swarm = swarm(4);
        var web = swarm.runs(spec("web", "web:1", 8, 0, TWO_AT_A_TIME));
        swarm.runs(spec("db", "db:1", 4, 0, UpdatePolicy.DEFAULT));
        var next = spec("web", "web:2", 8, 0, TWO_AT_A_TIME);
        var trial = new Trial(new Intent.Update(web, next), 1, 0, 20, Duration.ofMinutes(5));

        var forecast = swarm.forecast(trial);

        var plain = forecast.plain().orElseThrow();
        var tally = forecast.runs().orElseThrow();
        assertThat(plain.lowest()).hasSize(1);
        assertThat(tally.lowest()).extracting("service").contains("db", "web");
        assertThat(tally.lowest())
                .filteredOn(lowest -> lowest.service().equals("web"))
                .singleElement()
                .satisfies(lowest -> assertThat(lowest.running()).isLessThan(6));
        assertThat(tally.runs()).isEqualTo(20);
    }

    @Test
    void aDrainMovesWhatItWasForetoldToMove() {
        var swarm = swarm(4);
        var web = swarm.runs(spec("web", "web:1", 6, 0.3, TWO_AT_A_TIME));
        var node = swarm.node(2);

        var forecast = swarm.forecast(new Intent.Drain(node), 5);

        assertThat(forecast.plain().orElseThrow().ending()).isEqualTo(Ending.COMPLETED);
        assertThat(forecast.plan()).isNotEmpty().allSatisfy(step -> {
            assertThat(step.from()).contains("node-2");
            assertThat(step.running()).isPresent();
        });
        swarm.drain(node);
        assertThat(swarm.places(web).toList())
                .containsAll(places(forecast).toList())
                .noneMatch(place -> place.endsWith("node-2"));
    }

    @Test
    void aNodeThatIsRemovedIsCalledByItsName() {
        var swarm = swarm(4);
        swarm.runs(spec("web", "web:1", 6, 0.3, TWO_AT_A_TIME));

        var forecast = swarm.forecast(new Intent.RemoveNode(swarm.node(2), true), 2);

        assertThat(forecast.plan())
                .isNotEmpty()
                .allSatisfy(step -> assertThat(step.from()).contains("node-2"));
    }

    @Test
    void aTaskThatTheSchedulerHasYetToLookAtWhenARollbackPausesLacksNoNode() {
        var swarm = swarm(3);
        var careful = policy(1, 0, FailureAction.ROLLBACK, Order.STOP_FIRST);
        var web = swarm.runs(spec("web", "web:1", 4, 0, careful));
        var next = spec("web", "web:2", 4, 0, careful);
        var trial = new Trial(new Intent.Update(web, next), 0, 0.5, 40, Duration.ofMinutes(5));

        var tally = swarm.forecast(trial).runs().orElseThrow();

        assertThat(tally.runs(Ending.ROLLBACK_PAUSED)).isPositive();
        assertThat(tally.waiting()).as("there is room for all").isEmpty();
    }

    @Test
    void aDrainThatLeavesTooLittleRoomTellsWhatWouldWait() {
        var swarm = swarm(2);
        swarm.runs(spec("web", "web:1", 2, 1.5, TWO_AT_A_TIME));

        var plain = swarm.forecast(new Intent.Drain(swarm.node(2)), 2).plain().orElseThrow();

        assertThat(plain.ending()).isEqualTo(Ending.STUCK);
        assertThat(plain.waiting())
                .singleElement()
                .satisfies(
                        waiting -> assertThat(waiting.why())
                                .isEqualTo(
                                        "no suitable node (1 node not available for new tasks; insufficient resources on 1 node)"));
        assertThat(plain.lowest())
                .singleElement()
                .satisfies(low -> assertThat(low.running()).isEqualTo(1));
    }

    @Test
    void whatWouldBeRefusedIsSaid() {
        var swarm = swarm(2);
        var forecast = swarm.forecast(new Intent.RemoveNode(swarm.node(2), false), 5);

        assertThat(forecast.refusal()).hasValueSatisfying(why -> assertThat(why).contains("not down"));
        assertThat(ForecastText.lines(forecast))
                .singleElement()
                .asString()
                .startsWith("The removal of node-2 would be refused");
    }

    @Test
    void ofOtherServicesOnlyTheRoomTheyTakeIsLeft() {
        var swarm = swarm(3);
        var web = swarm.runs(spec("web", "web:1", 4, 0.2, TWO_AT_A_TIME));
        var db = swarm.runs(spec("db", "db:1", 3, 0.4, UpdatePolicy.DEFAULT));
        var whole = swarm.roster();

        var few = whole.only(Set.of(web));

        assertThat(few.tasks()).hasSize(4).allMatch(task -> task.service().equals(web));
        assertThat(few.services()).hasSize(1);
        assertThat(few.service(db)).isEmpty();
        assertThat(few.offset()).isEqualTo(whole.offset());
        assertThat(few.floor(swarm.now()).stream().map(FloorNode::load))
                .containsExactlyElementsOf(
                        whole.floor(swarm.now()).stream().map(FloorNode::load).toList());
    }

    @Test
    void whatIsTakenForATimingIsWhatIsMostAlike() {
        var swarm = swarm(3);
        var web = swarm.runs(spec("web", "web:1", 3, 0, TWO_AT_A_TIME));
        var db = swarm.runs(spec("db", "db:1", 3, 0, TWO_AT_A_TIME));
        var unknown = new ServiceId("nobody");
        var before = swarm.present().timings();

        assertThat(seconds(before, web, "web:1")).isBetween(1.9, 2.1);
        assertThat(seconds(before, db, "db:1")).isBetween(2.2, 2.4);
        assertThat(seconds(before, web, "web:2")).as("as this service before").isBetween(1.9, 2.1);
        assertThat(seconds(before, unknown, "db:1")).as("as this image before").isBetween(2.2, 2.4);
        assertThat(before.stops(web, "web:1")).as("nobody has stopped yet").isEmpty();

        swarm.update(web, spec("web", "web:2", 3, 0, TWO_AT_A_TIME));
        var after = swarm.present().timings().stops(web, "web:1").orElseThrow();
        assertThat(after.samples())
                .hasSize(3)
                .allSatisfy(stop -> assertThat(stop.toMillis()).isBetween(390L, 450L));
    }

    private static double seconds(Timings timings, ServiceId service, String image) {
        return Pace.USUAL
                        .launch(timings.launches(service, image, true)
                                .orElseThrow()
                                .samples())
                        .total()
                        .toMillis()
                / 1000.0;
    }

    @Test
    void theSamePresentGivesTheSameForecastOnAnyNumberOfThreads() {
        var swarm = swarm(3);
        var web = swarm.runs(spec("web", "web:1", 4, 0, TWO_AT_A_TIME));
        var trial = new Trial(
                new Intent.Update(web, spec("web", "web:2", 4, 0, TWO_AT_A_TIME)), 1, 0.1, 6, Duration.ofMinutes(5));

        var once = swarm.forecast(trial);
        var made = new ArrayList<Integer>();
        var again = Forecaster.of(swarm.present(), trial, 1, (runs, of) -> made.add(runs));

        assertThat(made).as("a plan, then run after run").containsExactly(0, 1, 2, 3, 4, 5, 6);
        assertThat(again.runs()).isEqualTo(once.runs());
        assertThat(again.plan()).isEqualTo(once.plan());
    }
}
