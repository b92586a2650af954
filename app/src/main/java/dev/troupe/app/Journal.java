package dev.troupe.app;

import com.typesafe.config.Config;
import dev.troupe.core.feed.Feed;
import dev.troupe.core.feed.Recorded;
import dev.troupe.core.roster.Checkpoints;
import dev.troupe.persistence.DataDirectory;
import dev.troupe.persistence.JdbcCheckpoints;
import dev.troupe.persistence.JdbcFeed;
import dev.troupe.persistence.JournalConfig;
import dev.troupe.persistence.Schema;
import dev.troupe.persistence.Tail;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The embedded journal of this process: its directory, its file, and the feed that follows it. */
final class Journal implements AutoCloseable {

    /** Only for what others write to the same store: our own writes wake the feed at once. */
    private static final Duration POLL = Duration.ofMillis(100);

    private final DataDirectory directory;
    private final Config config;
    private final Feed feed;
    private final Tail tail;
    private final Checkpoints checkpoints;

    private Journal(DataDirectory directory, Config config, Feed feed) {
        this.directory = directory;
        this.config = config;
        this.feed = feed;
        this.tail = Tail.polling(feed, POLL);
        this.checkpoints = JdbcCheckpoints.embedded(directory.path());
    }

    static Journal open(UpOptions options) {
        try {
            var directory = options.ephemeral() ? DataDirectory.ephemeral() : DataDirectory.open(options.data());
            Schema.create(directory.path());
            return new Journal(
                    directory,
                    JournalConfig.embedded(directory.path(), !options.ephemeral()),
                    JdbcFeed.embedded(directory.path()));
        } catch (IOException trouble) {
            throw new StartFailure(String.valueOf(trouble.getMessage()), trouble);
        }
    }

    Config config() {
        return config;
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
        return JdbcFeed.ofThePast(directory.path());
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

    @Override
    public void close() {
        try (directory;
                checkpoints;
                feed;
                tail) {
            // In this order: tail, feed, checkpoints, directory.
        } catch (IOException trouble) {
            System.err.println("troupe: " + trouble.getMessage());
        }
    }
}
