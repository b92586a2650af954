package dev.troupe.app.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Entries as lines for people: a line for each day, then the time of day, the sentence, and on whose word where that is
 * somebody else than the one the sentence is about.
 */
public final class HistoryPages {

    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("EEEE, d MMMM uuuu", Locale.ENGLISH);
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT);

    private final ZoneId zone;
    private @Nullable LocalDate day;

    HistoryPages(ZoneId zone) {
        this.zone = zone;
    }

    String told(JsonNode entry) {
        var at = Instant.parse(entry.path("at").asText()).atZone(zone);
        var text = entry.path("text").asText();
        var by = entry.path("by").asText();
        var page = new StringBuilder();
        if (!at.toLocalDate().equals(day)) {
            if (day != null) page.append('\n');
            day = at.toLocalDate();
            page.append(DAY.format(at)).append('\n');
        }
        page.append(TIME.format(at)).append("  ").append(text);
        if (!by.isEmpty() && !text.startsWith(by + " "))
            page.append("  [").append(by).append(']');
        return page.append('\n').toString();
    }
}
