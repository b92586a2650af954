package dev.troupe.core.why;

import dev.troupe.core.feed.Recorded;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/** A story while it is being told: what has been found so far, in the order in which it was found. */
final class Telling {

    private final List<Story.Line> chain = new ArrayList<>();
    private final List<String> details = new ArrayList<>();
    private final List<Story.Wait> waits = new ArrayList<>();
    private final List<Story.Need> needs = new ArrayList<>();

    void happened(Story.Line line) {
        chain.add(line);
    }

    void happened(List<Story.Line> lines) {
        chain.addAll(lines);
    }

    void happened(Recorded fact, String text) {
        chain.add(Evidence.line(fact, text));
    }

    void detail(String text) {
        details.add(text);
    }

    void details(List<String> texts) {
        details.addAll(texts);
    }

    void waitsFor(String what, Optional<Instant> since, Optional<Instant> until) {
        waits.add(new Story.Wait(what, since, until));
    }

    boolean isWaiting() {
        return !waits.isEmpty();
    }

    /** A command is offered once, by the first who has a use for it. */
    void needs(Story.Need need) {
        var isOffered = need.command().isPresent()
                && needs.stream().anyMatch(other -> other.command().equals(need.command()));
        if (!isOffered && !needs.contains(need)) needs.add(need);
    }

    void needs(String what, String command) {
        needs(new Story.Need(what, Optional.of(command)));
    }

    void needs(List<Story.Need> all) {
        all.forEach(this::needs);
    }

    /**
     * What has been told, oldest first, each fact once.
     *
     * @param headline begins with a verb: the name goes before it
     */
    Story story(String kind, String id, String name, String headline) {
        var once = new LinkedHashMap<String, Story.Line>();
        for (var line : chain) once.putIfAbsent(line.fact() + line.text(), line);
        return new Story(
                kind,
                id,
                name,
                name + " " + headline,
                List.copyOf(details),
                List.copyOf(waits),
                List.copyOf(needs),
                once.values().stream()
                        .sorted(Comparator.comparing(Story.Line::at))
                        .toList());
    }
}
