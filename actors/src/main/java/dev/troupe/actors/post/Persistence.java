package dev.troupe.actors.post;

import dev.troupe.core.rule.Cause;
import dev.troupe.core.rule.Event;
import dev.troupe.core.rule.Fact;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.pekko.actor.typed.BackoffSupervisorStrategy;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.persistence.typed.javadsl.RetentionCriteria;

/** What all event-sourced entities do alike when they write. */
public final class Persistence {

    /** For entities of few events: no snapshot is kept, and none is looked for. */
    public static final String NO_SNAPSHOTS = "pekko.persistence.no-snapshot-store";

    private Persistence() {}

    public static <E extends Event> List<Fact<E>> facts(List<E> events, Instant at, Cause cause) {
        return events.stream().map(event -> new Fact<>(event, at, cause)).toList();
    }

    /**
     * When the journal fails, the entity starts again from what is written; what it is told meanwhile is lost. The actor
     * object stays the same, and so do its children: each entity sets right at the end of its recovery what it keeps
     * besides its facts. No jitter: it would not be repeatable.
     */
    public static BackoffSupervisorStrategy onFailure() {
        return SupervisorStrategy.restartWithBackoff(Duration.ofMillis(100), Duration.ofSeconds(5), 0)
                .withStopChildren(false);
    }

    /** Snapshots spare a long replay; no event is ever deleted for one. */
    public static RetentionCriteria snapshots() {
        return RetentionCriteria.snapshotEvery(500, 2);
    }
}
