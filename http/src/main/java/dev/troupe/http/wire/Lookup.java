package dev.troupe.http.wire;

import dev.troupe.core.id.NodeId;
import dev.troupe.core.id.ServiceId;
import dev.troupe.core.id.TaskId;
import dev.troupe.core.roster.NodeView;
import dev.troupe.core.roster.Roster;
import dev.troupe.core.roster.ServiceView;
import dev.troupe.core.roster.TaskView;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/** What a client means by a word: exact id, else exact name, else the beginning of an id (OM-9). */
public final class Lookup {
    private static final Pattern SLOT = Pattern.compile("[1-9][0-9]{0,8}");

    private Lookup() {}

    public static ServiceView service(Roster roster, String word) {
        if (word.isBlank()) throw none("service", word);
        return roster.service(new ServiceId(word))
                .or(() -> roster.serviceNamed(word))
                .orElseGet(() ->
                        byPrefix("service", roster.services(), view -> view.id().value(), word));
    }

    /** A node's name is its host name, which need not be unique (OM-10). */
    public static NodeView node(Roster roster, String word) {
        if (word.isBlank()) throw none("node", word);
        var exact = roster.node(new NodeId(word));
        if (exact.isPresent()) return exact.get();
        var named = roster.nodes().stream()
                .filter(view -> view.facts().description().hostname().equalsIgnoreCase(word))
                .toList();
        return named.isEmpty()
                ? byPrefix("node", roster.nodes(), view -> view.facts().id().value(), word)
                : only("node", named, word);
    }

    public static TaskView task(Roster roster, String word) {
        if (word.isBlank()) throw none("task", word);
        return roster.task(new TaskId(word))
                .or(() -> named(roster, word))
                .orElseGet(
                        () -> byPrefix("task", roster.tasks(), view -> view.id().value(), word));
    }

    /**
     * Also as stories and history name a task: {@code web.3}, the newest of that slot, and {@code web.3/ok3d}, the one of
     * that slot whose id begins so.
     */
    public static TaskView taskAsTold(Roster roster, String word) {
        var slash = word.indexOf('/');
        var inSlot = inSlot(roster, slash < 0 ? word : word.substring(0, slash));
        if (slash < 0) {
            return inSlot.stream()
                    .max(Comparator.comparing(TaskView::createdAt))
                    .orElseGet(() -> task(roster, word));
        }
        return byPrefix("task", inSlot, view -> view.id().value(), word.substring(slash + 1), word);
    }

    private static Collection<TaskView> inSlot(Roster roster, String word) {
        var dot = word.lastIndexOf('.');
        var number = word.substring(dot + 1);
        if (dot < 1 || !SLOT.matcher(number).matches()) return List.of();
        return roster.serviceNamed(word.substring(0, dot))
                .map(service -> roster.slotsOf(service.id()).tasks(Integer.parseInt(number)))
                .map(tasks -> (Collection<TaskView>) tasks)
                .orElse(List.of());
    }

    /** {@code web.1.<id>}: the last part says which one it must be (L-30). */
    private static Optional<TaskView> named(Roster roster, String word) {
        var id = word.substring(word.lastIndexOf('.') + 1);
        return id.isBlank()
                ? Optional.empty()
                : roster.task(new TaskId(id)).filter(view -> view.draft().name().equals(word));
    }

    private static <T> T byPrefix(String kind, Collection<T> all, Function<T, String> id, String word) {
        return byPrefix(kind, all, id, word, word);
    }

    private static <T> T byPrefix(
            String kind, Collection<T> all, Function<T, String> id, String beginning, String word) {
        return only(
                kind,
                all.stream()
                        .filter(view -> id.apply(view).startsWith(beginning))
                        .toList(),
                word);
    }

    private static <T> T only(String kind, List<T> found, String word) {
        if (found.isEmpty()) throw none(kind, word);
        if (found.size() > 1) {
            throw new Malformed(kind + " " + word + " is ambiguous (" + found.size() + " matches found)");
        }
        return found.getFirst();
    }

    private static Problem none(String kind, String word) {
        return Problem.notFound(kind + " " + word + " not found");
    }
}
