package dev.troupe.agent;

import dev.troupe.core.id.TaskId;
import dev.troupe.core.session.TaskReport;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** News of tasks until it is safe with a manager: the newest of each task (D-15, D-17). */
final class Outbox {

    private final Map<TaskId, TaskReport> unsaid = new LinkedHashMap<>();
    private final Map<TaskId, Said> said = new HashMap<>();
    private long number;

    private record Said(TaskReport report, long number) {}

    void put(TaskReport report) {
        unsaid.put(report.task(), report);
        said.remove(report.task());
    }

    void forget(TaskId task) {
        unsaid.remove(task);
        said.remove(task);
    }

    boolean hasUnsaid() {
        return !unsaid.isEmpty();
    }

    boolean isEmpty() {
        return unsaid.isEmpty() && said.isEmpty();
    }

    /** What is new, as one batch with the number {@link #number()}; kept until noted. */
    List<TaskReport> take() {
        number++;
        var batch = List.copyOf(unsaid.values());
        for (var report : batch) said.put(report.task(), new Said(report, number));
        unsaid.clear();
        return batch;
    }

    long number() {
        return number;
    }

    /** Everything up to this batch is safe. */
    void noted(long upTo) {
        said.values().removeIf(each -> each.number() <= upTo);
    }

    /** Nobody noted what was said: it is news again. */
    void again() {
        said.forEach((task, each) -> unsaid.putIfAbsent(task, each.report()));
        said.clear();
    }
}
