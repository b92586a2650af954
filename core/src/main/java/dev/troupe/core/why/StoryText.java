package dev.troupe.core.why;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;

/** A story as people read it at night: the answer first, then what helps, then how it came to this. Times are UTC. */
public final class StoryText {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss.SSS").withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("uuuu-MM-dd").withZone(ZoneOffset.UTC);

    private StoryText() {}

    /** @param now the same as the story was told for */
    public static String of(Story story, Instant now) {
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
            story.waits().forEach(wait -> lines.add("  - " + words(wait, now)));
        }
        part(lines, "How it came to this (UTC; it is " + DAY.format(now) + " " + TIME.format(now) + ")");
        if (story.chain().isEmpty()) lines.add("  no fact tells");
        lines.addAll(chain(story.chain(), now));
        return String.join("\n", lines) + "\n";
    }

    private static void part(List<String> lines, String title) {
        lines.add("");
        lines.add(title + ":");
    }

    private static String sentence(String headline) {
        return headline.endsWith(".") ? headline : headline + ".";
    }

    private static String words(Story.Wait wait, Instant now) {
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
    private static List<String> chain(List<Story.Line> chain, Instant now) {
        var lines = new ArrayList<String>();
        var day = DAY.format(now);
        for (var line : chain) {
            if (!DAY.format(line.at()).equals(day)) {
                day = DAY.format(line.at());
                lines.add("  " + day);
            }
            lines.add("  " + TIME.format(line.at()) + "  " + line.text());
        }
        return lines;
    }
}
