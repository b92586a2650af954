package dev.troupe.app.vitals;

import dev.troupe.core.feed.Recorded;
import dev.troupe.core.history.Directory;
import dev.troupe.core.history.Learned;
import dev.troupe.core.history.Narrator;
import dev.troupe.core.history.Subjects;
import dev.troupe.core.id.NodeId;
import dev.troupe.core.id.ServiceId;
import dev.troupe.core.id.TaskId;
import dev.troupe.core.roster.Roster;
import dev.troupe.core.vitals.News;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.slf4j.event.Level;

/**
 * Writes to the log what happens in the swarm, read off the feed in this one place: so each line comes once, with its
 * offset and with the correlation that the client's request has in the log too. What operators want is told at INFO and
 * WARN; at DEBUG, every fact.
 */
public final class NewsLog implements Consumer<List<Recorded>> {

    /** So many tasks of a service are named when many fail at once. */
    static final int EXAMPLES = 3;

    private static final Logger LOG = LoggerFactory.getLogger("dev.troupe.swarm");

    private final Supplier<Roster> roster;
    private Roster before;

    /** @param roster has seen what is told here; what it has forgotten since is still named */
    public NewsLog(Supplier<Roster> roster) {
        this.roster = roster;
        this.before = roster.get();
    }

    @Override
    public void accept(List<Recorded> batch) {
        if (!LOG.isWarnEnabled()) return;
        var now = roster.get();
        var learned = new Learned();
        var directory = new Then(learned, Directory.of(before), Directory.of(now));
        before = now;
        var narrator = new Narrator(directory, Instant::toString);
        var told = new HashMap<String, Integer>();
        for (var recorded : batch) {
            learned.learn(recorded);
            var level = level(recorded);
            if (!LOG.isEnabledForLevel(level)) continue;
            var subjects = Subjects.of(recorded, directory);
            var services = names(subjects.services().values());
            if (News.of(recorded.fact().event()) == News.OF_A_TASK
                    && told.merge(services, 1, Integer::sum) > EXAMPLES
                    && !LOG.isDebugEnabled()) continue;
            tell(level, recorded, subjects, narrator);
        }
        told.forEach((service, count) -> {
            if (count > EXAMPLES && !LOG.isDebugEnabled()) {
                LOG.info("... and {} more tasks of service {}", count - EXAMPLES, service);
            }
        });
    }

    private static Level level(Recorded recorded) {
        return switch (News.of(recorded.fact().event())) {
            case TROUBLE -> Level.WARN;
            case EVENT, OF_A_TASK -> Level.INFO;
            case NONE -> Level.DEBUG;
        };
    }

    private static void tell(Level level, Recorded recorded, Subjects subjects, Narrator narrator) {
        var cause = recorded.fact().cause();
        var context = new HashMap<String, String>();
        context.put("correlation", cause.correlation());
        context.put("by", narrator.who(cause));
        context.put("entity", recorded.entity().persistenceId());
        context.put("offset", Long.toString(recorded.offset()));
        context.put("service", names(subjects.services().values()));
        context.put("node", names(subjects.nodes().values()));
        context.values().removeIf(String::isEmpty);
        var outer = MDC.getCopyOfContextMap();
        MDC.setContextMap(context);
        try {
            LOG.atLevel(level).log(narrator.tell(recorded));
        } finally {
            MDC.setContextMap(outer == null ? Map.of() : outer);
        }
    }

    private static String names(Collection<String> names) {
        return names.stream().filter(name -> !name.isEmpty()).sorted().collect(Collectors.joining(","));
    }

    /**
     * What was known at a fact of a batch: what the batch has said up to there, then how it stood before. The roster after it
     * may have seen a node under its next name already; a task never changes its name or its node, and of that the newest
     * roster knows most.
     */
    private record Then(Directory learned, Directory before, Directory now) implements Directory {
        @Override
        public Optional<KnownService> service(ServiceId id) {
            return learned.service(id).or(() -> before.service(id)).or(() -> now.service(id));
        }

        @Override
        public Optional<KnownTask> task(TaskId id) {
            return learned.task(id).or(() -> now.task(id)).or(() -> before.task(id));
        }

        @Override
        public Optional<String> hostname(NodeId id) {
            return learned.hostname(id).or(() -> before.hostname(id)).or(() -> now.hostname(id));
        }
    }
}
