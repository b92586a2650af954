package dev.troupe.http.logs;

import dev.troupe.actors.SwarmGate;
import dev.troupe.core.id.ServiceId;
import dev.troupe.core.id.TaskId;
import dev.troupe.core.roster.TaskView;
import dev.troupe.core.task.TaskState;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.pekko.NotUsed;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.stream.javadsl.Source;

/** The tasks that have output, and, for whoever follows, those that come to have some. */
public record Writers(SwarmGate gate) {

    /** Tasks whose output one request can follow at a time. */
    public static final int BREADTH = 1024;

    /** How soon a follower hears of a task that was not there before. */
    private static final Duration LOOK_AGAIN = Duration.ofMillis(250);

    public Source<TaskView, NotUsed> of(ServiceId service, boolean follow) {
        Supplier<List<TaskView>> look = () -> ready(gate.roster().tasksOf(service));
        return follow ? eachOnce(look) : Source.from(look.get());
    }

    public Source<TaskView, NotUsed> of(TaskId id, boolean follow) {
        Supplier<List<TaskView>> look =
                () -> ready(gate.roster().task(id).stream().toList());
        return follow ? eachOnce(look).take(1) : Source.from(look.get());
    }

    private static Source<TaskView, NotUsed> eachOnce(Supplier<List<TaskView>> look) {
        return Source.tick(Duration.ZERO, LOOK_AGAIN, NotUsed.getInstance())
                .mapMaterializedValue(cancellable -> NotUsed.getInstance())
                .statefulMap(
                        HashSet<TaskId>::new,
                        (seen, tick) -> {
                            List<TaskView> fresh = look.get().stream()
                                    .filter(task -> seen.add(task.id()))
                                    .toList();
                            return Pair.create(seen, fresh);
                        },
                        seen -> Optional.empty())
                .mapConcat(fresh -> fresh);
    }

    /** What has been started, or tried to be, on a node. */
    private static List<TaskView> ready(Collection<TaskView> tasks) {
        return tasks.stream()
                .filter(task -> task.node().isPresent() && task.status().state().isAtLeast(TaskState.STARTING))
                .sorted(Comparator.comparing(TaskView::createdAt).thenComparing(TaskView::id))
                .toList();
    }
}
