package dev.troupe.rehearsal.forecast;

import dev.troupe.core.feed.Recorded;
import dev.troupe.core.forecast.Report.Low;
import dev.troupe.core.forecast.Report.Waiting;
import dev.troupe.core.forecast.Step;
import dev.troupe.core.id.NodeId;
import dev.troupe.core.id.ServiceId;
import dev.troupe.core.id.TaskId;
import dev.troupe.core.node.NodeState;
import dev.troupe.core.roster.Roster;
import dev.troupe.core.roster.TaskView;
import dev.troupe.core.rule.Event;
import dev.troupe.core.service.Plan;
import dev.troupe.core.service.ServiceEvent;
import dev.troupe.core.task.TaskEvent;
import dev.troupe.core.task.TaskState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Looks on from the order to the end of one run, and remembers what a forecast tells. */
final class Watch {

    private static final class Course {
        private final TaskId task;
        private final String slot;
        private final String image;
        private final Optional<TaskView> before;
        private final Instant planned;
        private @Nullable Instant stopped;
        private @Nullable Instant running;

        Course(TaskView task, Optional<TaskView> before, Instant planned) {
            this.task = task.id();
            this.slot = task.draft().serviceName() + "." + task.draft().slot();
            this.image = Timings.image(task.draft());
            this.before = before;
            this.planned = planned;
        }
    }

    private record Lowest(int running, Instant at) {}

    private final Set<ServiceId> concerned;
    private final Map<TaskId, Course> courses = new LinkedHashMap<>();
    private final Map<TaskId, Course> successors = new HashMap<>();
    private final Map<ServiceId, Set<TaskId>> running = new HashMap<>();
    private final Map<ServiceId, Lowest> lowest = new HashMap<>();
    /** Of all nodes there were: one that is removed has no name in the end. */
    private final Map<NodeId, String> hostnames = new HashMap<>();

    private final Set<NodeId> broken = new HashSet<>();
    private @Nullable Instant since;
    private Instant last;
    private long facts;
    private int failed;

    Watch(Set<ServiceId> concerned, Instant start) {
        this.concerned = concerned;
        this.last = start;
    }

    /** The order is given now. */
    void begin(Instant now, Roster roster) {
        since = now;
        last = now;
        roster.nodes()
                .forEach(node ->
                        hostnames.put(node.facts().id(), hostname(node.facts().id(), roster)));
        for (var service : concerned) {
            var there = new HashSet<TaskId>();
            for (var task : roster.tasksOf(service)) if (runs(task, roster)) there.add(task.id());
            running.put(service, there);
            lowest.put(service, new Lowest(there.size(), now));
        }
    }

    /** What a lost node last said of its tasks is not what they are. */
    private boolean runs(TaskView task, Roster roster) {
        return task.status().state() == TaskState.RUNNING
                && task.node()
                        .filter(node -> !broken.contains(node))
                        .flatMap(roster::node)
                        .filter(node -> node.facts().state() == NodeState.READY)
                        .isPresent();
    }

    /** A node breaks, and all that runs there; long before the manager knows. */
    void breaks(NodeId node, Instant now, Roster roster) {
        broken.add(node);
        for (var task : roster.tasksOn(node)) {
            var there = running.get(task.service());
            if (there != null && there.remove(task.id())) count(task.service(), now);
        }
    }

    private void count(ServiceId service, Instant now) {
        var there = running.getOrDefault(service, Set.of()).size();
        var low = lowest.get(service);
        if (low == null || there < low.running()) lowest.put(service, new Lowest(there, now));
    }

    void sees(Recorded recorded, Roster before, Roster after) {
        if (since == null || !isConcerned(recorded, before, after)) return;
        facts++;
        var at = recorded.fact().at();
        last = at;
        switch ((Event) recorded.fact().event()) {
            case ServiceEvent.TasksPlanned(var plans, var version, var reason) ->
                plans.forEach(plan -> planned(plan, before, after, at));
            case TaskEvent.Observed observed ->
                observed(new TaskId(recorded.entity().id()), after, at);
            default -> {}
        }
    }

    private boolean isConcerned(Recorded recorded, Roster before, Roster after) {
        var entity = recorded.entity();
        return switch (entity.kind()) {
            case SERVICE -> concerned.contains(new ServiceId(entity.id()));
            case TASK -> {
                var id = new TaskId(entity.id());
                yield after.task(id)
                        .or(() -> before.task(id))
                        .filter(task -> concerned.contains(task.service()))
                        .isPresent();
            }
            case NODE, SWARM, NAMES -> false;
        };
    }

    private void planned(Plan plan, Roster before, Roster after, Instant at) {
        var task = after.task(plan.task());
        if (task.isEmpty()) return;
        var predecessor = before.tasksOf(task.get().service()).stream()
                .filter(other -> other.draft().slot() == plan.slot()
                        && !other.status().state().isTerminal())
                .reduce((older, younger) -> younger);
        var course = new Course(task.get(), predecessor, at);
        courses.put(course.task, course);
        predecessor.ifPresent(old -> successors.put(old.id(), course));
    }

    private void observed(TaskId task, Roster after, Instant at) {
        var view = after.task(task);
        if (view.isEmpty()) return;
        var state = view.get().status().state();
        var there = running.get(view.get().service());
        if (there != null) {
            if (runs(view.get(), after)) there.add(task);
            else if (there.remove(task)) count(view.get().service(), at);
        }
        var own = courses.get(task);
        if (own != null && state == TaskState.RUNNING && own.running == null) own.running = at;
        if (state == TaskState.FAILED || state == TaskState.REJECTED || state == TaskState.ORPHANED) failed++;
        var successor = successors.get(task);
        if (successor != null && state.isTerminal() && successor.stopped == null) successor.stopped = at;
    }

    /** When something last happened to a service concerned. */
    Instant last() {
        return last;
    }

    long facts() {
        return facts;
    }

    int failed() {
        return failed;
    }

    List<Step> steps(Roster end) {
        return courses.values().stream()
                .map(course -> new Step(
                        course.slot,
                        course.image,
                        end.task(course.task).flatMap(TaskView::node).map(this::hostname),
                        course.before.flatMap(TaskView::place).map(this::hostname),
                        sinceOrder(course.planned),
                        Optional.ofNullable(course.stopped).map(this::sinceOrder),
                        Optional.ofNullable(course.running).map(this::sinceOrder)))
                .toList();
    }

    List<Low> lowest(Roster start, Roster end) {
        var lows = new ArrayList<Low>();
        for (var service : concerned) {
            var low = lowest.get(service);
            var now = end.service(service);
            if (low == null || now.isEmpty()) continue;
            var wanted = Math.min(
                    now.get().spec().replicas(),
                    start.service(service).map(then -> then.spec().replicas()).orElse(0));
            lows.add(new Low(now.get().spec().name(), wanted, low.running(), sinceOrder(low.at())));
        }
        lows.sort(Comparator.comparing(Low::service));
        return lows;
    }

    /** Those the scheduler has found no node for. One that it has yet to look at, when an update pauses, lacks nothing. */
    List<Waiting> waiting(Roster end) {
        return end.tasksAwaitingPlacement().stream()
                .filter(task -> concerned.contains(task.service()))
                .filter(task -> !task.status().error().isEmpty())
                .map(task -> new Waiting(
                        task.draft().serviceName() + "." + task.draft().slot(),
                        task.status().error()))
                .toList();
    }

    Duration sinceOrder(Instant at) {
        return Duration.between(since == null ? last : since, at);
    }

    /** Of a node that was there when the order was given. */
    String hostname(NodeId node) {
        return hostnames.getOrDefault(node, node.value());
    }

    static String hostname(NodeId node, Roster roster) {
        return roster.node(node)
                .map(known -> known.facts().description().hostname())
                .orElse(node.value());
    }
}
