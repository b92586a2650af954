package dev.troupe.app.vitals;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.troupe.core.feed.EntityKind;
import dev.troupe.core.feed.EntityRef;
import dev.troupe.core.feed.Recorded;
import dev.troupe.core.id.NodeId;
import dev.troupe.core.node.NodeDescription;
import dev.troupe.core.node.NodeEvent;
import dev.troupe.core.node.NodeSpec;
import dev.troupe.core.node.Role;
import dev.troupe.core.roster.Roster;
import dev.troupe.core.rule.Cause;
import dev.troupe.core.rule.Event;
import dev.troupe.core.rule.Fact;
import dev.troupe.core.spec.Platform;
import dev.troupe.core.spec.Resources;
import dev.troupe.core.task.TaskEvent;
import dev.troupe.core.task.TaskState;
import dev.troupe.core.task.TaskStatus;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class NewsLogTest {

    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static final NodeId BETA = new NodeId("betaid");

    private final Logger logger = (Logger) LoggerFactory.getLogger("dev.troupe.swarm");
    private final Level level = logger.getLevel();
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>() {
        @Override
        protected void append(ILoggingEvent event) {
            event.prepareForDeferredProcessing(); // Keeps its MDC.
            super.append(event);
        }
    };
    private Roster roster = Roster.empty();
    private final NewsLog log = new NewsLog(() -> roster);
    private final Map<EntityRef, Long> sequences = new HashMap<>();
    private long offset;

    @BeforeEach
    void listen() {
        logger.setLevel(Level.INFO);
        logger.setAdditive(false);
        lines.start();
        logger.addAppender(lines);
    }

    @AfterEach
    void leave() {
        logger.detachAppender(lines);
        logger.setAdditive(true);
        logger.setLevel(level);
    }

    @Test
    void aLineHasItsOffsetTheCorrelationAndWhomItIsAbout() {
        happen(betaJoins());
        happen(fact(node(), new NodeEvent.WentDown("heartbeat failure")));

        var down = lines.list.getLast();
        assertThat(down.getLevel()).isEqualTo(Level.WARN);
        assertThat(down.getFormattedMessage()).isEqualTo("node beta goes down: heartbeat failure");
        assertThat(down.getMDCPropertyMap())
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "correlation", "deploy-4711",
                        "by", "a test",
                        "entity", "node|betaid",
                        "offset", "2",
                        "node", "beta"));
    }

    @Test
    void whatIsRemovedStillHasItsName() {
        happen(betaJoins());
        happen(fact(node(), new NodeEvent.Removed()));
        assertThat(texts()).endsWith("node beta is removed");
    }

    @Test
    void aNodeIsCalledAsItWasCalledThenAlsoWhenAllIsToldAtOnce() {
        happen(betaJoins());
        happen(fact(node(), new NodeEvent.WentDown("heartbeat failure")), isNow("gamma"));
        assertThat(texts()).containsSubsequence("node beta goes down: heartbeat failure", "node gamma is ready");
    }

    @Test
    void bookkeepingIsToldAtDebugOnly() {
        happen(fact(node(), new NodeEvent.NewsHeard(List.of(), 1)));
        assertThat(texts()).isEmpty();
        logger.setLevel(Level.DEBUG);
        happen(fact(node(), new NodeEvent.NewsHeard(List.of(), 2)));
        assertThat(lines.list).extracting(ILoggingEvent::getLevel).containsExactly(Level.DEBUG);
    }

    @Test
    void ofManyTasksThatFailAtOnceAFewAreTold() {
        happen(IntStream.rangeClosed(1, 100).mapToObj(this::fails).toArray(Recorded[]::new));
        assertThat(texts()).hasSize(NewsLog.EXAMPLES + 1).last().asString().startsWith("... and 97 more tasks");
        assertThat(texts().getFirst()).isEqualTo("task t1 is observed failed (task: non-zero exit (1))");
    }

    private List<String> texts() {
        return lines.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    private Recorded betaJoins() {
        return fact(node(), new NodeEvent.Joined(BETA, NodeSpec.active(Role.WORKER), description("beta"), ""));
    }

    private Recorded isNow(String hostname) {
        return fact(node(), new NodeEvent.Registered(description(hostname), ""));
    }

    private static NodeDescription description(String hostname) {
        return new NodeDescription(hostname, new Platform("linux", "x86_64"), Resources.NONE, "", Map.of(), List.of());
    }

    private Recorded fails(int number) {
        var status = TaskStatus.of(TaskState.FAILED, "started", NOON).withError("task: non-zero exit (1)");
        return fact(new EntityRef(EntityKind.TASK, "t" + number), new TaskEvent.Observed(status));
    }

    private static EntityRef node() {
        return new EntityRef(EntityKind.NODE, BETA.value());
    }

    private Recorded fact(EntityRef entity, Event event) {
        offset++;
        return new Recorded(
                offset,
                entity,
                sequences.merge(entity, 1L, Long::sum),
                new Fact<>(event, NOON, Cause.outside("a test", "deploy-4711")));
    }

    /** As it comes: the roster sees it first. */
    private void happen(Recorded... batch) {
        for (var recorded : batch) roster = roster.with(recorded);
        log.accept(List.of(batch));
    }
}
