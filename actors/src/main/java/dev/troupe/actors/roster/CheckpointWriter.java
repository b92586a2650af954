package dev.troupe.actors.roster;

import dev.troupe.core.roster.Checkpoint;
import dev.troupe.core.roster.Checkpoints;
import dev.troupe.core.roster.Roster;
import dev.troupe.core.roster.Spacing;
import dev.troupe.core.roster.SwarmMessage;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has a checkpoint of the roster written every so many facts, and a last one at the end. The thread that feeds the roster
 * only hands over an immutable value; a checkpoint that comes up while one is being written is made a little later.
 */
public final class CheckpointWriter implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(CheckpointWriter.class);
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final RosterKeeper keeper;
    private final MessageHub hub;
    private final Checkpoints checkpoints;
    private final AtomicBoolean writing = new AtomicBoolean();
    private final ExecutorService thread = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("troupe-checkpoints").daemon().factory());

    /** Touched by whoever holds {@code writing}. */
    private volatile long last;

    /** @param keeper whose roster, as it is now, is that of the last checkpoint */
    public CheckpointWriter(RosterKeeper keeper, MessageHub hub, Checkpoints checkpoints) {
        this.keeper = keeper;
        this.hub = hub;
        this.checkpoints = checkpoints;
        this.last = keeper.roster().offset();
        keeper.watch(this::look);
    }

    /** On the thread that feeds the roster: so the roster and what clients were told are of one moment. */
    private void look() {
        var roster = keeper.roster();
        if (roster.offset() - last < Spacing.FACTS || !writing.compareAndSet(false, true)) return;
        var messages = hub.latest();
        try {
            thread.execute(() -> {
                try {
                    write(roster, messages);
                } finally {
                    writing.set(false);
                }
            });
        } catch (RejectedExecutionException stopping) {
            writing.set(false);
        }
    }

    private void write(Roster roster, List<SwarmMessage> messages) {
        last = roster.offset();
        try {
            checkpoints.keep(Checkpoint.of(roster, messages));
        } catch (RuntimeException trouble) { // It is only a cache; the next one may do better.
            LOG.warn("no checkpoint of the roster at {}", roster.offset(), trouble);
        }
    }

    /** Writes the last one, so that the next start is quick. Nobody feeds the roster any more. */
    @Override
    public void close() {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("a checkpoint of the roster takes too long");
                return;
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return;
        }
        if (keeper.roster().offset() > last) write(keeper.roster(), hub.latest());
    }
}
