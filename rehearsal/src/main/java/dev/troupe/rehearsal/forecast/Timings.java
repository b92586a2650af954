package dev.troupe.rehearsal.forecast;

import dev.troupe.agent.driver.ImageName;
import dev.troupe.core.feed.Recorded;
import dev.troupe.core.id.NodeId;
import dev.troupe.core.id.ServiceId;
import dev.troupe.core.id.TaskId;
import dev.troupe.core.rule.Event;
import dev.troupe.core.rule.Fact;
import dev.troupe.core.service.ServiceEvent;
import dev.troupe.core.spec.ServiceSpec;
import dev.troupe.core.spec.TaskSpec;
import dev.troupe.core.task.DesiredState;
import dev.troupe.core.task.TaskDraft;
import dev.troupe.core.task.TaskEvent;
import dev.troupe.core.task.TaskStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How long things have taken, read from the facts of a journal in their order: getting a task ready and starting it,
 * stopping it, writing a fact. Shown each fact once, it can then be asked.
 *
 * <p>Durations end on the clock of the task's node and begin, where a manager gave the order, on the manager's; clocks that
 * differ by more than a task takes give nothing that is used.
 */
public final class Timings {

    /**
     * From a task's assignment to its node until it runs.
     *
     * @param prepare until it is ready to start; all of it, when it went so fast that nobody saw it ready
     * @param start from then, or from its release, until it runs; its first passed health check included
     */
    record Launch(Duration prepare, Duration start) {
        Duration total() {
            return prepare.plus(start);
        }
    }

    /** What was seen, and of what it was: for people. */
    record Seen<T>(List<T> samples, String of) {}

    /** An image's name as clients write it. */
    static String image(TaskDraft draft) {
        return image(draft.spec());
    }

    static String image(ServiceSpec spec) {
        return image(spec.task());
    }

    private static String image(TaskSpec spec) {
        return ImageName.parse(spec.container().image()).withoutDigest();
    }

    record Place(NodeId node, String image) {}

    /** Whose launches: absent stands for any. {@code first}: the image was new to the node. */
    private record Kind(Optional<ServiceId> service, Optional<String> image, boolean first) {}

    /** What is known of a task on its way. */
    private static final class Course {
        private final TaskDraft draft;
        private Duration write;
        private boolean first;
        private @Nullable NodeId node;
        private @Nullable Instant assigned;
        private @Nullable Instant ready;
        private @Nullable Instant released;
        private @Nullable Instant starting;
        private boolean runs;
        private @Nullable Instant told;

        Course(TaskDraft draft, Duration write) {
            this.draft = draft;
            this.write = write;
        }
    }

    /** What is said again after that long was lost the first time. */
    private static final Duration LONGEST_WRITE = Duration.ofSeconds(2);

    private static final int REMEMBERED = 10_000;

    /** When the last facts of services were decided, by what facts that follow from them call them. */
    private final Map<String, Instant> decided = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Instant> eldest) {
            return size() > REMEMBERED;
        }
    };

    private final Map<TaskId, Course> courses = new HashMap<>();
    private final Set<Place> places = new HashSet<>();
    private final Map<Kind, Samples<Launch>> launches = new HashMap<>();
    private final Map<Kind, Samples<Duration>> stops = new HashMap<>();
    private final Samples<Duration> writes = new Samples<>();

    /** The next fact. */
    public void sees(Recorded recorded) {
        var fact = recorded.fact();
        switch ((Event) fact.event()) {
            case ServiceEvent any ->
                decided.put(recorded.entity().persistenceId() + "#" + recorded.sequence(), fact.at());
            case TaskEvent event -> sees(new TaskId(recorded.entity().id()), event, fact.at(), write(fact));
            default -> {}
        }
    }

    /** A task hears what its service wants once the service has written that down. */
    private Optional<Duration> write(Fact<?> fact) {
        var heard = fact.event() instanceof TaskEvent.Created || fact.event() instanceof TaskEvent.DesireRaised;
        var write = fact.cause()
                .of()
                .filter(of -> heard)
                .map(decided::get)
                .map(then -> Duration.between(then, fact.at()))
                .filter(took -> !took.isNegative() && took.compareTo(LONGEST_WRITE) < 0);
        write.ifPresent(writes::add);
        return write;
    }

    private void sees(TaskId id, TaskEvent event, Instant at, Optional<Duration> write) {
        if (event instanceof TaskEvent.Created(var draft)) {
            courses.put(id, new Course(draft, write.orElse(Duration.ZERO)));
            return;
        }
        var course = courses.get(id);
        if (course == null) return;
        switch (event) {
            case TaskEvent.Assigned(var node) -> {
                course.node = node;
                course.assigned = at;
                course.first = !places.contains(new Place(node, image(course.draft)));
            }
            case TaskEvent.DesireRaised(var desired) -> {
                course.write = write.orElse(course.write);
                if (desired == DesiredState.RUNNING) course.released = at;
                else if (desired.isAtLeast(DesiredState.SHUTDOWN) && course.runs) course.told = at;
            }
            case TaskEvent.Observed(var status) -> observe(id, course, status);
            case TaskEvent.Deleted() -> courses.remove(id);
            case TaskEvent.Created _, TaskEvent.Explained _ -> {}
        }
    }

    private void observe(TaskId id, Course course, TaskStatus status) {
        switch (status.state()) {
            case READY -> course.ready = status.at();
            case STARTING -> course.starting = status.at();
            case RUNNING -> {
                if (!course.runs) launched(course, status.at());
                course.runs = true;
            }
            case SHUTDOWN -> {
                if (course.told != null) {
                    since(course.told, status.at(), course.write).ifPresent(took -> stopped(course, took));
                }
                courses.remove(id);
            }
            case COMPLETE, FAILED, REJECTED, REMOVE, ORPHANED -> courses.remove(id);
            case NEW, PENDING, ASSIGNED, ACCEPTED, PREPARING -> {}
        }
    }

    private void launched(Course course, Instant at) {
        if (course.assigned == null || course.node == null) return;
        var image = image(course.draft);
        places.add(new Place(course.node, image));
        var ready = course.ready;
        var launch = ready == null
                ? since(course.assigned, at, course.write).map(all -> new Launch(all, Duration.ZERO))
                : since(course.assigned, ready, course.write)
                        .flatMap(prepare -> started(course, ready, at).map(start -> new Launch(prepare, start)));
        if (launch.isEmpty()) return;
        for (var kind : kinds(course.draft.service(), image, course.first))
            launches.computeIfAbsent(kind, any -> new Samples<>()).add(launch.get());
    }

    private static Optional<Duration> started(Course course, Instant ready, Instant running) {
        if (course.starting != null) return since(course.starting, running, Duration.ZERO);
        return course.released != null && course.released.isAfter(ready)
                ? since(course.released, running, course.write)
                : since(ready, running, Duration.ZERO);
    }

    private void stopped(Course course, Duration took) {
        for (var kind : kinds(course.draft.service(), image(course.draft), false))
            stops.computeIfAbsent(kind, any -> new Samples<>()).add(took);
    }

    /** Without the write that the rehearsal does itself. */
    private static Optional<Duration> since(Instant from, Instant to, Duration write) {
        if (to.isBefore(from)) return Optional.empty();
        var took = Duration.between(from, to).minus(write);
        return Optional.of(took.isNegative() ? Duration.ZERO : took);
    }

    /** From the narrowest to the widest. */
    private static List<Kind> kinds(ServiceId service, String image, boolean first) {
        return List.of(
                new Kind(Optional.of(service), Optional.of(image), first),
                new Kind(Optional.of(service), Optional.empty(), first),
                new Kind(Optional.empty(), Optional.of(image), first),
                new Kind(Optional.empty(), Optional.empty(), first));
    }

    // What was learnt.

    /** Tasks of this image have run there. */
    Set<Place> places() {
        return Collections.unmodifiableSet(places);
    }

    List<Duration> writes() {
        return writes.all();
    }

    /**
     * Launches like this one: of this service and image, or else of this service, of this image, of any; in that order.
     * Where none was the first of its image on a node, those of others count, and the other way round.
     */
    Optional<Seen<Launch>> launches(ServiceId service, String image, boolean first) {
        for (var alike : List.of(first, !first)) {
            for (var kind : kinds(service, image, alike)) {
                var samples = launches.get(kind);
                if (samples != null) return Optional.of(new Seen<>(samples.all(), words(kind)));
            }
        }
        return Optional.empty();
    }

    Optional<Seen<Duration>> stops(ServiceId service, String image) {
        for (var kind : kinds(service, image, false)) {
            var samples = stops.get(kind);
            if (samples != null) return Optional.of(new Seen<>(samples.all(), words(kind)));
        }
        return Optional.empty();
    }

    private static String words(Kind kind) {
        var words = new ArrayList<String>();
        words.add(kind.service().isPresent() ? "of this service" : "of any service");
        words.add(kind.image().map(image -> "from " + image).orElse("from any image"));
        if (kind.first()) words.add("new to its node");
        return String.join(", ", words);
    }
}
