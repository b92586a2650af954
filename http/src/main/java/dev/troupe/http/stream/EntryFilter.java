package dev.troupe.http.stream;

import dev.troupe.core.feed.EntityKind;
import dev.troupe.core.history.Entry;
import dev.troupe.core.history.Subjects;
import dev.troupe.http.wire.Malformed;
import dev.troupe.http.wire.Nearest;
import dev.troupe.http.wire.Query;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which entries a reader wants. Of one kind of question any answer will do, all questions must be answered. Services,
 * tasks and nodes are asked for by id, by the beginning of one (eight characters or more), or by name, also when they are
 * long gone.
 *
 * @param about any service, task, node or stack of that name
 * @param notableOnly without what things tell each other, and steps on the way
 */
record EntryFilter(
        Set<String> kinds,
        List<String> events,
        List<String> services,
        List<String> nodes,
        List<String> tasks,
        Set<String> stacks,
        Set<String> correlations,
        List<String> about,
        boolean notableOnly) {

    static final Set<String> PARAMETERS =
            Set.of("kind", "event", "service", "node", "task", "stack", "correlation", "about", "notable");

    /** Shorter words are names: every few thousandth id begins with a given word of three letters. */
    private static final int LEAST_OF_AN_ID = 8;

    private static final Set<String> KINDS =
            Arrays.stream(EntityKind.values()).map(EntityKind::word).collect(Collectors.toUnmodifiableSet());

    private static final EntryFilter OPEN = of(Query.parse(""), Set.of());

    /** @param names what entries may be called: a filter by a name that none has would wait for ever */
    static EntryFilter of(Query query, Set<String> names) {
        var kinds = words(query, "kind");
        for (var kind : kinds) {
            if (!KINDS.contains(kind)) {
                throw new Malformed("invalid value for kind: " + kind + ": one of "
                        + KINDS.stream().sorted().collect(Collectors.joining(", ")) + " is expected");
            }
        }
        var events = words(query, "event");
        for (var event : events) {
            if (names.stream().noneMatch(name -> isCalled(name, event))) throw new Malformed(unheardOf(event, names));
        }
        return new EntryFilter(
                Set.copyOf(kinds),
                events,
                words(query, "service"),
                words(query, "node"),
                words(query, "task"),
                Set.copyOf(words(query, "stack")),
                Set.copyOf(words(query, "correlation")),
                words(query, "about"),
                query.flag("notable", false));
    }

    private static String unheardOf(String event, Set<String> names) {
        var wrong = "invalid value for event: " + event + ": no event " + (event.endsWith("*") ? "begins" : "is called")
                + " so; ";
        var near = Nearest.to(event, names);
        if (!near.isEmpty()) return wrong + "did you mean " + String.join(" or ", near) + "?";
        var kind = event.substring(0, event.indexOf('.') + 1);
        var ofItsKind = names.stream()
                .filter(name -> !kind.isEmpty() && name.startsWith(kind))
                .sorted()
                .collect(Collectors.joining(", "));
        return wrong
                + (ofItsKind.isEmpty()
                        ? "a name like service.created is expected, or all of a kind like service.*"
                        : "those of its kind are " + ofItsKind);
    }

    /** Several in one parameter, with commas between. */
    private static List<String> words(Query query, String name) {
        var text = query.text(name);
        var words = text.stream()
                .flatMap(several -> Stream.of(several.split(",")))
                .map(String::strip)
                .filter(word -> !word.isEmpty())
                .toList();
        if (text.isPresent() && words.isEmpty()) throw new Malformed("invalid value for " + name + ": it is empty");
        return words;
    }

    /** Everything passes. */
    boolean isOpen() {
        return equals(OPEN);
    }

    boolean passes(Entry entry) {
        var subjects = entry.subjects();
        return (!notableOnly || entry.notable())
                && (kinds.isEmpty() || kinds.contains(entry.entity().kind().word()))
                && (events.isEmpty() || events.stream().anyMatch(word -> isCalled(entry.event(), word)))
                && (correlations.isEmpty()
                        || correlations.contains(entry.cause().correlation()))
                && (stacks.isEmpty() || subjects.stacks().stream().anyMatch(stacks::contains))
                && isAbout(services, subjects.services())
                && isAbout(nodes, subjects.nodes())
                && isAbout(tasks, subjects.tasks())
                && isAboutAny(subjects);
    }

    private boolean isAboutAny(Subjects subjects) {
        return about.isEmpty()
                || isAbout(about, subjects.services())
                || isAbout(about, subjects.tasks())
                || isAbout(about, subjects.nodes())
                || subjects.stacks().stream().anyMatch(about::contains);
    }

    /** {@code service.created}, or all of a family: {@code service.*}. */
    private static boolean isCalled(String event, String word) {
        return word.endsWith("*") ? event.startsWith(word.substring(0, word.length() - 1)) : event.equals(word);
    }

    private static boolean isAbout(Collection<String> asked, Map<?, String> things) {
        return asked.isEmpty()
                || things.entrySet().stream()
                        .anyMatch(thing -> asked.stream()
                                .anyMatch(word -> isMeant(word, thing.getKey().toString(), thing.getValue())));
    }

    /**
     * A task is also meant by its slot, {@code web.3}, as sentences name it, {@code web.3/ok3d}, and by its full name,
     * {@code web.3.ok3d...}.
     */
    private static boolean isMeant(String word, String id, String name) {
        return id.equals(word)
                || name.equalsIgnoreCase(word)
                || (word.length() >= LEAST_OF_AN_ID && id.startsWith(word))
                || isToldSo(word, id, name)
                || (word.length() > id.length() && word.equalsIgnoreCase(name + "." + id));
    }

    private static boolean isToldSo(String word, String id, String name) {
        var slash = word.indexOf('/');
        return slash > 0
                && slash + 1 < word.length()
                && name.equalsIgnoreCase(word.substring(0, slash))
                && id.startsWith(word.substring(slash + 1));
    }
}
