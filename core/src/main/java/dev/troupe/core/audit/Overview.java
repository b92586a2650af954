package dev.troupe.core.audit;

import dev.troupe.core.roster.Roster;
import dev.troupe.core.roster.ServiceView;
import dev.troupe.core.roster.TaskView;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A roster in a few lines for people: how many nodes and tasks in which state, and every service by name. */
public final class Overview {

    private Overview() {}

    public static List<String> of(Roster roster) {
        var lines = new ArrayList<String>();
        lines.add("nodes     "
                + counted(roster.nodes(), node -> lower(node.facts().state())));
        lines.add("tasks     "
                + counted(roster.tasks(), task -> task.status().state().word()));
        lines.add("services  " + roster.services().size());
        if (roster.services().isEmpty()) return lines;
        lines.add("");
        lines.add(row("ID", "NAME", "REPLICAS", "IMAGE", "UPDATE"));
        roster.services().stream()
                .sorted(Comparator.comparing(service -> service.spec().name()))
                .forEach(service -> lines.add(row(
                        service.id().value(),
                        service.spec().name(),
                        roster.running(service.id()) + "/" + wanted(roster, service),
                        service.spec().task().container().image().replaceFirst("@.*", ""),
                        service.updateStatus()
                                .map(status -> lower(status.state()))
                                .orElse("-"))));
        return lines;
    }

    private static String row(String id, String name, String replicas, String image, String update) {
        return String.format(Locale.ROOT, "%-26s %-24s %9s  %-24s %s", id, name, replicas, image, update);
    }

    /** {@code 3: 1 down, 2 ready}. */
    private static <T> String counted(Collection<T> all, Function<T, String> word) {
        var counts = all.stream().collect(Collectors.groupingBy(word, TreeMap::new, Collectors.counting()));
        var words = counts.entrySet().stream()
                .map(count -> count.getValue() + " " + count.getKey())
                .collect(Collectors.joining(", "));
        return all.size() + (words.isEmpty() ? "" : ": " + words);
    }

    private static String lower(Enum<?> word) {
        return word.name().toLowerCase(Locale.ROOT);
    }

    private static long wanted(Roster roster, ServiceView service) {
        return roster.tasksOf(service.id()).stream().filter(Overview::isWanted).count();
    }

    private static boolean isWanted(TaskView task) {
        return switch (task.desired()) {
            case READY, RUNNING -> true;
            case COMPLETE, SHUTDOWN, REMOVE -> false;
        };
    }
}
