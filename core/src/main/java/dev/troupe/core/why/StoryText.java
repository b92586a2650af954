package dev.troupe.core.why;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;

/** A story as people read it at night: the answer first, then what helps, then how it came to this. */
public final class StoryText {

    private final DateTimeFormatter time;
    private final DateTimeFormatter day;
    private final Instant now;
    private final ZoneId zone;

    private StoryText(Instant now, ZoneId zone) {
        this.time = DateTimeFormatter.ofPattern("HH:mm:ss.SSS").withZone(zone);
        this.day = DateTimeFormatter.ofPattern("uuuu-MM-dd").withZone(zone);
        this.now = now;
        this.zone = zone;
    }

    /**
     * @param now the same as the story was told for
     * @param zone of the times in it
     */
    public static String of(Story story, Instant now, ZoneId zone) {
        return new StoryText(now, zone).tell(story);
    }

    private String tell(Story story) {
        var lines = new ArrayList<String>();
        lines.add(sentence(story.headline()));
        if (!story.details().isEmpty()) {
            part(lines, "In detail");
            story.details().forEach(detail -> lines.add("  " + detail));
        }
        if (!story.needs().isEmpty()) {
            part(lines, story.needs().size() == 1 ? "What would help" : "What would help, any one of these");
            story.needs().forEach(need -> {
                lines.add("  - " + need.what());
                need.command().ifPresent(command -> lines.add("      " + command));
            });
        }
        if (!story.waits().isEmpty()) {
            part(lines, "What it waits for");
            story.waits().forEach(wait -> lines.add("  - " + words(wait)));
        }
        part(
                lines,
                "How it came to this (" + zone.getId() + "; it is " + day.format(now) + " " + time.format(now) + ")");
        if (story.chain().isEmpty()) lines.add("  no fact tells");
        lines.addAll(chain(story.chain()));
        return String.join("\n", lines) + "\n";
    }

    private static void part(List<String> lines, String title) {
        lines.add("");
        lines.add(title + ":");
    }

    private static String sentence(String headline) {
        return headline.endsWith(".") ? headline : headline + ".";
    }

    private String words(Story.Wait wait) {
        var text = new StringBuilder(wait.what());
        wait.since()
                .ifPresent(since ->
                        text.append(", for ").append(Words.span(since, now)).append(" so far"));
        wait.until()
                .ifPresent(until -> text.append(
                        now.isBefore(until)
                                ? "; at most " + Words.span(now, until) + " more"
                                : "; this should have been over " + Words.span(until, now) + " ago"));
        return text.toString();
    }

    /** The day is said where it is another one than before, starting from today. */
    private List<String> chain(List<Story.Line> chain) {
        var lines = new ArrayList<String>();
        var date = day.format(now);
        for (var line : chain) {
            if (!day.format(line.at()).equals(date)) {
                date = day.format(line.at());
                lines.add("  " + date);
            }
            lines.add("  " + time.format(line.at()) + "  " + line.text());
        }
        return lines;
    }
}
