package dev.troupe.core.why;

import static dev.troupe.core.why.Ledger.CPU;
import static dev.troupe.core.why.Wanted.web;
import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.core.node.Availability;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("why is this node down, drained or empty")
class WhyNodeTest extends Asking {
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
