package dev.troupe.core.why;

import dev.troupe.core.roster.ServiceSlots;
import dev.troupe.core.roster.ServiceView;
import dev.troupe.core.roster.TaskView;
import dev.troupe.core.task.DesiredState;
import dev.troupe.core.task.TaskState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a service asks for and has not: which tasks do not run, which slots have none, and what keeps each. */
final class Shortfall {

    private static final int REASONS = 6;
    private static final int ENDS = 3;
    private static final Duration OF_LATE = Duration.ofMinutes(10);

    private final Evidence evidence;
    private final Telling telling;
    private final ServiceSlots slots;
    private Optional<String> nearest = Optional.empty();

    Shortfall(Evidence evidence, Telling telling, ServiceSlots slots) {
        this.evidence = evidence;
        this.telling = telling;
        this.slots = slots;
    }

    /** @return the nearest reason, without a task's name; empty where nothing lacks */
    Optional<String> tell(ServiceView service) {
        var held = new ArrayList<TaskView>();
        var reasons = new LinkedHashMap<String, List<TaskView>>();
        for (var task : slots.lacking()) {
            if (task.desired() == DesiredState.READY && !TaskStory.findsNoNode(task)) held.add(task);
            else
                reasons.computeIfAbsent(TaskStory.brief(evidence, task), same -> new ArrayList<>())
                        .add(task);
        }
        heldBack(held);
        reasons.entrySet().stream().limit(REASONS).forEach(reason -> delayed(reason.getKey(), reason.getValue()));
        if (slots.filled() < service.spec().replicas()) empty(service);
        return nearest;
    }

    /**
     * Tasks of the present spec that fail again and again, even if all run at this moment.
     *
     * @return that they do, in words; empty where no slot has seen two failures of late
     */
    Optional<String> tellFailing(ServiceView service, Origins origins) {
        var failed = failures().values().stream()
                .map(slot -> slot.stream()
                        .filter(task -> isOfLate(task, service.specVersion()))
                        .toList())
                .filter(slot -> slot.size() > 1)
                .flatMap(List::stream)
                .sorted(Comparator.comparing(task -> task.status().at()))
                .toList();
        if (failed.isEmpty()) return Optional.empty();
        failed.subList(Math.max(0, failed.size() - ENDS), failed.size())
                .forEach(task -> origins.end(task.id()).ifPresent(telling::happened));
        telling.needs(
                new Story.Need("what its containers lack: their own output tells why they end", Optional.empty()));
        if (service.previousSpec().isPresent())
            telling.needs(
                    "back to the spec before",
                    "docker service rollback " + service.spec().name());
        var last = failed.getLast();
        return Optional.of("its tasks fail again and again: " + failed.size() + " in the last "
                + Words.span(OF_LATE) + ", " + Evidence.name(last.draft()) + " "
                + Words.span(last.status().at(), evidence.now()) + " ago" + Origins.error(last.status()));
    }

    /**
     * Tasks that failed and are still listed, by slot, in the order of their planning. One whose successor was planned before
     * its end is none of them: it was lost with its node, or told to stop.
     */
    private Map<Integer, List<TaskView>> failures() {
        var all = new LinkedHashMap<Integer, List<TaskView>>();
        for (var slot : slots.failing()) {
            var failed = new ArrayList<TaskView>();
            for (var task : slots.tasks(slot)) {
                if (!failed.isEmpty()
                        && task.createdAt().isBefore(failed.getLast().status().at())) failed.removeLast();
                if (task.hasFailed()) failed.add(task);
            }
            if (!failed.isEmpty()) all.put(slot, failed);
        }
        return all;
    }

    private boolean isOfLate(TaskView task, long specVersion) {
        return task.draft().specVersion() == specVersion
                && task.status().at().isAfter(evidence.now().minus(OF_LATE));
    }

    private void heldBack(List<TaskView> held) {
        var endings = held.isEmpty() ? Map.<Integer, List<TaskView>>of() : failures();
        held.stream().limit(REASONS).forEach(task -> {
            var why = TaskStory.brief(evidence, task)
                    + failed(endings.getOrDefault(task.draft().slot(), List.of()));
            isNearest(why);
            telling.waitsFor(Evidence.name(task.draft()) + ": " + why, Optional.of(task.createdAt()), Optional.empty());
        });
        if (held.size() > REASONS) telling.detail((held.size() - REASONS) + " more tasks are held back");
    }

    private static String failed(List<TaskView> before) {
        if (before.isEmpty()) return "";
        return "; " + before.size() + " before it failed, the last "
                + Evidence.name(before.getLast().draft())
                + Origins.error(before.getLast().status());
    }

    /** Tasks that wait for the same thing. */
    private void delayed(String reason, List<TaskView> tasks) {
        var names = Words.list(
                tasks.stream().map(task -> Evidence.name(task.draft())).toList());
        var since = tasks.stream().map(TaskView::createdAt).min(Comparator.naturalOrder());
        isNearest(reason);
        telling.waitsFor(names + ": " + reason, since, Optional.empty());
        if (tasks.getFirst().awaitsPlacement()) {
            var fitting = Fitting.of(evidence, tasks.getFirst().draft());
            telling.details(fitting.obstacles());
            telling.needs(fitting.needs());
        }
    }

    /** Slots whose last task ended and must not be replaced (RS-10 to RS-13). */
    private void empty(ServiceView service) {
        var last = slots.vacated();
        for (var task : last.subList(0, Math.min(REASONS, last.size()))) {
            var text = "slot " + task.draft().slot() + " stays empty: " + Evidence.name(task.draft()) + " "
                    + Origins.verb(task.status().state()) + Origins.error(task.status())
                    + ", and the restart policy ("
                    + Words.policy(task.draft().spec().restart()) + ") does not replace it";
            isNearest(text);
            telling.detail(text);
        }
        if (last.size() > REASONS) telling.detail((last.size() - REASONS) + " more slots stay empty");
        var isFailing = last.stream().anyMatch(task -> task.status().state() != TaskState.COMPLETE);
        if (!last.isEmpty()) {
            telling.needs(
                    "an update of the service, which fills its empty slots again"
                            + (isFailing ? "; it will fail again unless what failed is mended" : ""),
                    "docker service update --force " + service.spec().name());
        }
    }

    private void isNearest(String reason) {
        if (nearest.isEmpty()) nearest = Optional.of(reason);
    }
}
