package dev.troupe.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.platform.testkit.engine.EngineTestKit;

class TroupeExtensionTest {

    private static final AtomicReference<@Nullable TestSwarm> LAST = new AtomicReference<>();

    @TroupeTest(nodes = 2)
    static class Fails {
        @Test
        void withAStory(TestSwarm swarm) {
            LAST.set(swarm);
            swarm.createService("web", service -> {});
            swarm.awaitConverged();
            TroupeAssertions.assertThat(swarm.nodes().getFirst()).isDown();
        }
    }

    static class AsksForItsOwn {
        @TroupeTest(nodes = 4)
        @Test
        void swarm(TestSwarm swarm) {
            assertThat(swarm.nodes()).hasSize(4).extracting(TestNode::hostname).endsWith("node-4");
        }
    }

    @Test
    void aTestThatFailsTellsWhatHappenedInItsSwarmWhichThenEnds() {
        var out = System.out;
        var told = new ByteArrayOutputStream();
        System.setOut(new PrintStream(told, true, StandardCharsets.UTF_8));
        try {
            EngineTestKit.engine("junit-jupiter")
                    .selectors(selectClass(Fails.class))
                    .execute()
                    .testEvents()
                    .assertStatistics(events -> events.failed(1).succeeded(0));
        } finally {
            System.setOut(out);
        }
        assertThat(told.toString(StandardCharsets.UTF_8))
                .contains("What happened in withAStory(TestSwarm)")
                .contains("service web is created: 1 x web:1");
        var swarm = LAST.get();
        assertThat(swarm).isNotNull();
        assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> swarm.advance(java.time.Duration.ofSeconds(1))))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void oneTestMayAskForASwarmOfItsOwnSize() {
        EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(AsksForItsOwn.class))
                .execute()
                .testEvents()
                .assertStatistics(events -> events.succeeded(1));
    }
}
