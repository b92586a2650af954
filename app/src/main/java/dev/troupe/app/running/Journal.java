package dev.troupe.app.running;

import com.typesafe.config.Config;
import dev.troupe.app.settings.Settings;
import dev.troupe.app.settings.StartFailure;
import dev.troupe.app.settings.UpOptions;
import dev.troupe.core.feed.Feed;
import dev.troupe.core.feed.Recorded;
import dev.troupe.core.feed.Trail;
import dev.troupe.core.roster.Checkpoints;
import dev.troupe.persistence.DataDirectory;
import dev.troupe.persistence.EmbeddedStore;
import dev.troupe.persistence.JdbcTrail;
import dev.troupe.persistence.Store;
import dev.troupe.persistence.Tail;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/** The journal of this process: its directory, its store, and the feed that follows it. */
public final class Journal implements AutoCloseable {

    /** Only for what others write to the same store: our own writes wake the feed at once. */
    private static final Duration POLL = Duration.ofMillis(100);
    /** What one manager writes is soon seen by the others. */
    private static final Duration POLL_SHARED = Duration.ofMillis(20);

    /** The exit status of a process whose journal was taken over. */
    private static final int TAKEN_OVER = 3;

    private final DataDirectory directory;
    private final Store store;
    /** Absent: directory and store are held by the journal that this one shares them with. */
    private final Optional<Store.Claim> held;

    private final Config config;
    private final Feed feed;
    private final JdbcTrail trail;
    private final JdbcTrail another;
    private final Tail tail;
    private final Checkpoints checkpoints;

    private Journal(DataDirectory directory, Store store, Optional<Store.Claim> held, Config config, Duration poll) {
        this.directory = directory;
        this.store = store;
        this.held = held;
        this.config = config;
        this.feed = store.feed();
        this.trail = store.trail();
        this.another = store.trail();
        this.tail = Tail.polling(feed, poll);
        this.checkpoints = store.checkpoints();
    }

    static Journal open(UpOptions options, Settings settings) {
        var undo = new ArrayDeque<Store.Claim>();
        try {
            var directory = options.ephemeral() ? DataDirectory.ephemeral() : DataDirectory.open(options.data());
            undo.push(() -> {
                directory.giveUp();
                directory.close();
            });
            var store =
                    options.ephemeral() ? new EmbeddedStore(directory.path(), false) : settings.store(directory.path());
            store.prepare();
            var cluster = UUID.randomUUID().toString();
            var claim = store.claim(cluster, Journal::end);
            undo.push(claim);
            return new Journal(
                    directory,
                    store,
                    Optional.of(() -> {
                        try (directory) {
                            claim.close();
                        }
                    }),
                    store.config(cluster),
                    POLL);
        } catch (IOException | RuntimeException trouble) {
            undo.forEach(Journal::quietly);
            throw trouble instanceof StartFailure failure
                    ? failure
                    : new StartFailure(String.valueOf(trouble.getMessage()), trouble);
        }
    }

    /** The journal is another's now, and refuses what we write: nothing that is said here is true any longer. */
    private static void end() {
        Runtime.getRuntime().halt(TAKEN_OVER);
    }

    private static void quietly(Store.Claim held) {
        try {
            held.close();
        } catch (IOException trouble) {
            System.err.println("troupe: " + trouble.getMessage());
        }
    }

    /**
     * The same journal, for another manager of this JVM: it writes over a connection of its own and follows at its own pace.
     * To be closed before this one.
     */
    Journal shared() {
        return new Journal(directory, store, Optional.empty(), config, POLL_SHARED);
    }

    Config config() {
        return config;
    }

    /** The facts of one thing at a time. */
    Trail trail() {
        return trail;
    }

    /** The same over a connection of its own, for short questions that are not to wait for long ones; closed with this. */
    Trail anotherTrail() {
        return another;
    }

    Path directory() {
        return directory.path();
    }

    /** Of the roster, beside the facts it is folded from. */
    Checkpoints checkpoints() {
        return checkpoints;
    }

    /**
     * Shows {@code reader} all there is after {@code offset} before it returns, then what comes; the answer is to be run
     * after each write.
     */
    Runnable follow(long offset, Consumer<List<Recorded>> reader) {
        var _ = tail.follow(offset, reader);
        return tail::wake;
    }

    /** Reads the same journal over a connection of its own, so that nobody waits for whoever reads much. */
    Feed anotherFeed() {
        return store.feedOfThePast();
    }

    /** Shows nobody anything any more. */
    void stopFollowing() {
        tail.close();
    }

    /** The first fact after {@code offset}, if it is there already; blocks on the store. */
    Optional<Recorded> firstAfter(long offset) {
        return feed.after(offset, 1).stream().findFirst();
    }

    /** So that other commands find this process. */
    void announce(List<String> doors) {
        try {
            directory.announce(doors);
        } catch (IOException trouble) {
            throw new StartFailure("cannot write to " + directory.path() + ": " + trouble.getMessage(), trouble);
        }
    }

    /** Closes it after a start that failed: a journal that was made for it goes, and its directory with it. */
    void giveUp() {
        // Elsewhere the swarm may be an old one, and what its tasks leave in a new directory is needed.
        if (held.isPresent() && store instanceof EmbeddedStore) directory.giveUp();
        close();
    }

    @Override
    public void close() {
        try (var _ = held.orElse(() -> {});
                checkpoints;
                another;
                trail;
                feed;
                tail) {
            // In this order: tail, feed, trails, checkpoints, claim, directory.
        } catch (IOException trouble) {
            System.err.println("troupe: " + trouble.getMessage());
        }
    }
}
