package dev.troupe.app.settings;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import dev.troupe.core.roster.Counting;
import dev.troupe.http.stream.StreamSettings;
import dev.troupe.http.wire.Nearest;
import dev.troupe.persistence.EmbeddedStore;
import dev.troupe.persistence.PostgresStore;
import dev.troupe.persistence.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * What is set in configuration: {@code conf/troupe.conf}, over it a file of the user's, over that system properties. A
 * mistake in it is a {@link StartFailure} that names the setting.
 */
public record Settings(Config config) {

    private static final String FOREVER = "forever";

    /** @param file the user's; where absent, the one named by {@code TROUPE_CONF}, if it is set */
    public static Settings read(Optional<Path> file) {
        var own = file.or(() -> Optional.ofNullable(System.getenv("TROUPE_CONF"))
                .filter(named -> !named.isBlank())
                .map(Path::of));
        own.filter(path -> !Files.isReadable(path)).ifPresent(path -> {
            throw new StartFailure("the configuration " + path + " cannot be read: "
                    + (Files.exists(path) ? "permission denied" : "there is no such file"));
        });
        try {
            var users = own.isEmpty()
                    ? ConfigFactory.empty()
                    : ConfigFactory.parseFile(
                            own.get().toFile(), ConfigParseOptions.defaults().setAllowMissing(false));
            var ours = ConfigFactory.parseResources("troupe.conf");
            own.ifPresent(path -> refuseUnknown(path, users, ours));
            return new Settings(ConfigFactory.defaultOverrides()
                    .withFallback(users)
                    .withFallback(ours)
                    .withFallback(ConfigFactory.defaultReference())
                    .resolve());
        } catch (ConfigException trouble) {
            throw new StartFailure("the configuration cannot be read: " + trouble.getMessage(), trouble);
        }
    }

    /** What is mistyped would silently be left at its default. */
    private static void refuseUnknown(Path file, Config users, Config ours) {
        var known = ours.entrySet().stream()
                .map(Map.Entry::getKey)
                .filter(Settings::isOurs)
                .toList();
        users.entrySet().stream()
                .map(Map.Entry::getKey)
                .filter(path -> isOurs(path) && !ours.hasPathOrNull(path))
                .sorted()
                .findFirst()
                .ifPresent(path -> {
                    var near = Nearest.to(path, known);
                    throw new StartFailure(file + ": there is no setting " + path
                            + (near.isEmpty() ? "" : "; did you mean " + String.join(" or ", near) + "?"));
                });
    }

    private static boolean isOurs(String path) {
        return path.startsWith("troupe.");
    }

    /** How often an agent is to be heard. */
    public Duration heartbeat() {
        try {
            var heartbeat = config.getDuration("troupe.heartbeat");
            if (heartbeat.isPositive()) return heartbeat;
        } catch (ConfigException trouble) {
            throw new StartFailure("troupe.heartbeat must be a time like 200 ms: " + trouble.getMessage(), trouble);
        }
        throw new StartFailure("troupe.heartbeat must be more than nothing");
    }

    /**
     * Where the journal is kept.
     *
     * @param directory the data directory, for the embedded one
     */
    public Store store(Path directory) {
        return switch (text("troupe.journal.store")) {
            case "embedded" -> new EmbeddedStore(directory, true);
            case "postgresql" -> postgresql();
            case String other ->
                throw new StartFailure("troupe.journal.store must be embedded or postgresql, not " + other);
        };
    }

    private Store postgresql() {
        var url = text("troupe.journal.postgresql.url");
        if (!url.startsWith("jdbc:postgresql:")) {
            throw new StartFailure("troupe.journal.postgresql.url must be jdbc:postgresql://HOST/DATABASE, not "
                    + (url.isEmpty() ? "empty" : url));
        }
        return new PostgresStore(url, text("troupe.journal.postgresql.user"), password());
    }

    private String password() {
        var file = text("troupe.journal.postgresql.password-file");
        if (file.isEmpty()) return "";
        try {
            return Files.readString(Path.of(file)).strip();
        } catch (IOException trouble) {
            throw new StartFailure(
                    "troupe.journal.postgresql.password-file cannot be read: " + Trouble.words(trouble), trouble);
        }
    }

    /** How long what is over is kept; empty: for ever. */
    public Optional<Duration> retention() {
        if (text("troupe.journal.retention").equals(FOREVER)) return Optional.empty();
        try {
            return Optional.of(config.getDuration("troupe.journal.retention"));
        } catch (ConfigException trouble) {
            throw new StartFailure(
                    "troupe.journal.retention must be " + FOREVER + " or a time like 90d: " + trouble.getMessage(),
                    trouble);
        }
    }

    /** Which tasks {@code docker service ls} counts as running (T-2). */
    public Counting counting() {
        return switch (text("troupe.docker.running-tasks")) {
            case "all" -> Counting.ALL;
            case "on-nodes-not-down" -> Counting.NODES_NOT_DOWN;
            case String other ->
                throw new StartFailure("troupe.docker.running-tasks must be all or on-nodes-not-down, not " + other);
        };
    }

    /** How streams treat slow readers. */
    public StreamSettings streams() {
        try {
            return new StreamSettings(
                    config.getDuration("troupe.stream.patience"), config.getLong("troupe.stream.most-behind"));
        } catch (ConfigException trouble) {
            throw new StartFailure("troupe.stream: " + trouble.getMessage(), trouble);
        }
    }

    private String text(String path) {
        try {
            return config.getString(path);
        } catch (ConfigException trouble) {
            throw new StartFailure(path + " must be a text: " + trouble.getMessage(), trouble);
        }
    }
}
