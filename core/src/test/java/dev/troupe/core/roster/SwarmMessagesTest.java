package dev.troupe.core.roster;

import static dev.troupe.core.roster.Chronicle.N1;
import static dev.troupe.core.roster.Chronicle.WEB;
import static dev.troupe.core.roster.Chronicle.spec;
import static dev.troupe.core.roster.Chronicle.update;
import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.core.node.Availability;
import dev.troupe.core.node.NodeEvent;
import dev.troupe.core.node.NodeSpec;
import dev.troupe.core.node.Role;
import dev.troupe.core.service.ServiceEvent;
import dev.troupe.core.service.UpdateStatus.State;
import dev.troupe.core.spec.ServiceSpec;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** OM-46, in the order in which a real Swarm was seen to tell it. */
class SwarmMessagesTest {

    private final Chronicle story = new Chronicle();

    private void tells(String... lines) {
        assertThat(story.messages)
                .extracting(message -> message.type() + " " + message.action() + " " + message.attributes())
                .containsExactly(lines);
        assertThat(story.messages).allMatch(message -> message.at().equals(story.now()));
        story.messages.clear();
        story.later(Duration.ofSeconds(1));
    }

    private Chronicle changes(ServiceSpec to, Optional<State> state) {
        return story.happens(WEB, new ServiceEvent.SpecChanged(to, 1, Optional.empty(), state.map(Chronicle::update)));
    }

    @Test
    void aServiceIsCreatedUpdatedScaledAndRemoved() {
        story.happens(WEB, new ServiceEvent.Created(WEB, spec("nginx:1", 2), 5));
        tells("service create {name=Web}");
        changes(spec("nginx:2", 2), Optional.empty());
        tells("service update {image.new=nginx:2, image.old=nginx:1, name=Web}");
        story.happens(WEB, new ServiceEvent.RolloutStarted(List.of(1), false, Optional.of(update(State.UPDATING))));
        tells("service update {name=Web, updatestate.new=updating}");
        story.happens(WEB, new ServiceEvent.RolloutFinished(update(State.COMPLETED)));
        tells("service update {name=Web, updatestate.new=completed, updatestate.old=updating}");
        changes(spec("nginx:1", 2), Optional.of(State.ROLLBACK_STARTED));
        tells("service update {image.new=nginx:1, image.old=nginx:2, name=Web, "
                + "updatestate.new=rollback_started, updatestate.old=completed}");
        changes(spec("nginx:1", 3), Optional.empty());
        tells("service update {name=Web, replicas.new=3, replicas.old=2}");
        story.happens(WEB, new ServiceEvent.Removed(List.of()));
        tells("service remove {name=Web}");
    }

    @Test
    void aNodeJoinsIsDrainedAndGoesDown() {
        story.joins(N1);
        tells("node create {name=n1-host}", "node update {name=n1-host, state.new=ready, state.old=unknown}");
        story.happens(
                N1, new NodeEvent.SpecChanged(new NodeSpec("", Map.of("zone", "a"), Role.WORKER, Availability.ACTIVE)));
        tells("node update {name=n1-host}");
        story.happens(
                N1, new NodeEvent.SpecChanged(new NodeSpec("", Map.of("zone", "a"), Role.MANAGER, Availability.DRAIN)));
        tells("node update {availability.new=drain, availability.old=active, name=n1-host, "
                + "role.new=manager, role.old=worker}");
        story.happens(N1, new NodeEvent.WentDown("heartbeat failure"));
        tells("node update {name=n1-host, state.new=down, state.old=ready}");
        story.happens(N1, new NodeEvent.Removed());
        tells("node remove {name=n1-host}");
    }

    @Test
    void tasksAndBookKeepingAreNotTold() {
        var web = Chronicle.ofWeb(1);
        web.messages.clear();
        web.runs(N1, "t1").sights("t1");
        web.happens(WEB, new ServiceEvent.HistoryLimited(3));
        web.happens(N1, new NodeEvent.NewsHeard(List.of(WEB), 1));
        assertThat(web.messages).isEmpty();
    }
}
