package dev.troupe.agent;

import dev.troupe.core.id.TaskId;
import dev.troupe.core.session.TaskReport;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** News of tasks until it is safe with a manager: the newest of each task (D-15, D-17). */
final class Outbox {

    private final Map<TaskId, TaskReport> unsaid = new LinkedHashMap<>();
    private final Map<TaskId, Said> said = new LinkedHashMap<>();
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

    /** This batch is safe. */
    void noted(long number) {
        said.values().removeIf(each -> each.number() == number);
    }

    /** Nobody noted what was said up to this batch: it is news again. */
    void again(long upTo) {
        said.values().removeIf(each -> {
            if (each.number() > upTo) return false;
            unsaid.putIfAbsent(each.report().task(), each.report());
            return true;
        });
    }
}
