package dev.troupe.app.settings;

import ch.qos.logback.classic.Level;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What this process writes to its log. */
public final class Logs {

    private static final Set<String> LEVELS = Set.of("TRACE", "DEBUG", "INFO", "WARN", "ERROR", "OFF", "ALL");
    private static final Set<String> FORMATS = Set.of("text", "json");

    private Logs() {}

    /**
     * To be asked before the first line is logged: a level that there is not would count as DEBUG, and a format that
     * there is not makes the library tell of itself on standard output.
     *
     * @throws Misuse naming the variable
     */
    public static void check(Map<String, String> environment) {
        for (var name : List.of("TROUPE_LOG", "TROUPE_LOG_LIBRARIES")) {
            var level = environment.getOrDefault(name, "");
            if (!level.isEmpty() && !LEVELS.contains(level.toUpperCase(Locale.ROOT))) {
                throw new Misuse(name + " must be a level like INFO, DEBUG, WARN or OFF, not " + level);
            }
        }
        var format = environment.getOrDefault("TROUPE_LOG_FORMAT", "");
        if (!format.isEmpty() && !FORMATS.contains(format)) {
            throw new Misuse("TROUPE_LOG_FORMAT must be text or json, not " + format);
        }
    }

    /** Nothing from here on. */
    public static void silence() {
        if (LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME) instanceof ch.qos.logback.classic.Logger root) {
            root.getLoggerContext().getLoggerList().forEach(logger -> logger.setLevel(Level.OFF));
        }
    }
}
