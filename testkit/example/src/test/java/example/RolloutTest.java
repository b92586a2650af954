package example;

import static dev.troupe.testkit.TroupeAssertions.assertThat;

import dev.troupe.core.spec.UpdatePolicy.FailureAction;
import dev.troupe.core.spec.UpdatePolicy.Order;
import dev.troupe.testkit.TestService;
import dev.troupe.testkit.TestSwarm;
import dev.troupe.testkit.TroupeTest;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Does our rollout keep what it promises? Asked of a swarm of five nodes, in virtual time. */
@TroupeTest(nodes = 5)
class RolloutTest {

    private static TestService shop(TestSwarm swarm) {
        swarm.image("shop:*").pullsFor(Duration.ofSeconds(4)).startsFor(Duration.ofSeconds(2));
        var shop = swarm.createService("shop", service -> service.image("shop:1")
                .replicas(6)
                .reserveCpus(0.5)
                .update(update -> update.parallelism(2)
                        .delay(Duration.ofSeconds(10))
                        .order(Order.START_FIRST)
                        .onFailure(FailureAction.ROLLBACK)));
        swarm.awaitConverged();
        return shop;
    }

    @Test
    void sixShopsAreOpenAllTheTime(TestSwarm swarm) {
        var shop = shop(swarm);
        shop.update(service -> service.image("shop:2"));
        while (shop.running().stream().anyMatch(task -> task.draft().spec().container().image().equals("shop:1"))) {
            swarm.advance(Duration.ofMillis(100));
            assertThat(shop).runsAtLeast(6);
        }
        swarm.awaitConverged();
        assertThat(shop).runs(6, "shop:2").hasCompletedItsUpdate();
    }

    @Test
    void aBadReleaseIsGoneWithinAMinute(TestSwarm swarm) {
        var shop = shop(swarm);
        swarm.image("shop:2").failsAfter(Duration.ofSeconds(3));
        shop.update(service -> service.image("shop:2"));
        swarm.awaitConverged(Duration.ofMinutes(1));
        assertThat(shop).runs(6, "shop:1").hasRolledBack();
    }

    @Test
    void losingANodeInTheMiddleOfAnUpdateCostsNothingButTime(TestSwarm swarm) {
        var shop = shop(swarm);
        shop.update(service -> service.image("shop:2"));
        swarm.advance(Duration.ofSeconds(5));
        swarm.crash("node-2");
        swarm.awaitConverged();
        assertThat(shop).runs(6, "shop:2").runsNothingOn("node-2").hasCompletedItsUpdate();
        assertThat(swarm.node("node-2")).isDown();
    }
}
