package dev.troupe.core.swarm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.troupe.core.rule.Decision;
import dev.troupe.core.rule.Refusal;
import dev.troupe.core.service.ServiceCommand;
import dev.troupe.core.spec.Document;
import dev.troupe.core.swarm.SwarmCommand.Change;
import dev.troupe.core.swarm.SwarmCommand.Dissolve;
import dev.troupe.core.swarm.SwarmCommand.Initialise;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class SwarmRulesTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Initialise FOUNDING =
            new Initialise("swarm-1", spec(5, Duration.ofSeconds(5)), "certificate", "key", "worker", "manager");

    private Swarm swarm = new Swarm.Inactive();

    private static SwarmSpec spec(int limit, Duration heartbeat) {
        return new SwarmSpec("default", Map.of(), limit, heartbeat, Document.EMPTY);
    }

    private List<SwarmEvent> asks(SwarmCommand command) {
        return switch (SwarmRules.decide(swarm, command, NOW)) {
            case Decision.Accept<SwarmEvent>(var events) -> {
                for (var event : events) swarm = SwarmRules.evolve(swarm, event, NOW);
                yield events;
            }
            case Decision.Refuse<SwarmEvent>(var why) -> throw new AssertionError(command + " was refused: " + why);
        };
    }

    private Refusal refusal(SwarmCommand command) {
        return switch (SwarmRules.decide(swarm, command, NOW)) {
            case Decision.Accept<SwarmEvent>(var events) -> throw new AssertionError(command + " was taken: " + events);
            case Decision.Refuse<SwarmEvent>(var why) -> why;
        };
    }

    private Swarm.Active active() {
        assertThat(swarm).isInstanceOf(Swarm.Active.class);
        return (Swarm.Active) swarm;
    }

    @Test
    @DisplayName("A swarm is founded once (CL-31)")
    void founded() {
        asks(FOUNDING);
        assertThat(active().id()).isEqualTo("swarm-1");
        assertThat(asks(FOUNDING)).isEmpty();
        var other = new Initialise("swarm-2", FOUNDING.spec(), "certificate", "key", "worker", "manager");
        assertThat(refusal(other).message()).startsWith("This node is already part of a swarm.");
    }

    @Test
    @DisplayName(
            "Settings change for those who know the version, and the old number is no good afterwards (CL-4, OM-4)")
    void changed() {
        asks(FOUNDING);
        var version = active().version();
        asks(new Change(spec(3, Duration.ofSeconds(1)), version, "", ""));
        assertThat(active().spec()).isEqualTo(spec(3, Duration.ofSeconds(1)));
        assertThat(active().workerToken()).isEqualTo("worker");
        assertThat(refusal(new Change(spec(4, Duration.ofSeconds(1)), version, "", "")))
                .isEqualTo(new Refusal.OutOfDate(version, active().version()));
    }

    @Test
    @DisplayName("An update without numbers clears the history limit and keeps the heartbeat (CL-3)")
    void absentNumbers() {
        asks(FOUNDING);
        asks(new Change(spec(0, Duration.ZERO), active().version(), "", ""));
        assertThat(active().spec()).isEqualTo(spec(0, Duration.ofSeconds(5)));
    }

    @Test
    @DisplayName("A heartbeat goes forward and the name stays (CL-2, OM-17)")
    void invalid() {
        asks(FOUNDING);
        var version = active().version();
        assertThat(refusal(new Change(spec(5, Duration.ofSeconds(-1)), version, "", "")))
                .isEqualTo(new Refusal.Invalid("heartbeat time period cannot be a negative duration"));
        var renamed = new SwarmSpec("mine", Map.of(), 5, Duration.ZERO, Document.EMPTY);
        assertThat(refusal(new Change(renamed, version, "", "")))
                .isEqualTo(new Refusal.Invalid("modification of cluster name is not allowed"));
    }

    @Test
    @DisplayName("Each token is rotated by itself (CL-4)")
    void rotated() {
        asks(FOUNDING);
        assertThat(asks(new Change(FOUNDING.spec(), active().version(), "", "fresh")))
                .containsExactly(new SwarmEvent.TokensRotated("worker", "fresh"));
        assertThat(asks(new Change(FOUNDING.spec(), active().version(), "", "fresh")))
                .isEmpty();
    }

    @Test
    @DisplayName("Where there is no swarm, nothing of it can be had (CL-31); after it ends, another may be founded")
    void dissolved() {
        assertThat(refusal(new Dissolve()).message()).isEqualTo("This node is not part of a swarm");
        asks(FOUNDING);
        assertThat(asks(new Dissolve())).containsExactly(new SwarmEvent.Dissolved());
        assertThat(refusal(new Change(FOUNDING.spec(), 1, "", "")).message())
                .startsWith("This node is not a swarm manager.");
        assertThat(asks(FOUNDING)).hasSize(1);
    }

    @Test
    @DisplayName("What cannot be is named, but a private key is in no message")
    void impossible() {
        asks(FOUNDING);
        var again = new SwarmEvent.Initialised("swarm-2", FOUNDING.spec(), "pem", "SECRET-KEY", "worker", "manager");
        assertThatThrownBy(() -> SwarmRules.evolve(swarm, again, NOW))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Initialised")
                .hasMessageNotContaining("SECRET-KEY");
    }

    @Test
    @DisplayName("A swarm owes its services the limit of their history, and that it is over (H-6, CL-12)")
    void owed() {
        asks(FOUNDING);
        assertThat(SwarmRules.owed(swarm)).isEqualTo(new ServiceCommand.LimitHistory(5));
        asks(new Dissolve());
        assertThat(SwarmRules.owed(swarm)).isEqualTo(new ServiceCommand.Remove());
    }
}
