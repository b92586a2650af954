package dev.troupe.http.tasks;

import dev.troupe.core.id.NodeId;
import dev.troupe.core.id.ServiceId;
import dev.troupe.core.roster.Roster;
import dev.troupe.core.roster.TaskView;
import dev.troupe.core.task.TaskState;
import dev.troupe.http.Stage;
import dev.troupe.http.wire.Call;
import dev.troupe.http.wire.Filters;
import dev.troupe.http.wire.JsonOut;
import dev.troupe.http.wire.Lookup;
import dev.troupe.http.wire.Replies;
import dev.troupe.http.wire.Router;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** {@code /tasks}. */
public final class TaskRoutes {
    private static final Set<String> STATES =
            Arrays.stream(TaskState.values()).map(TaskState::word).collect(Collectors.toUnmodifiableSet());

    private TaskRoutes() {}

    public static void add(Router router, Stage stage) {
        stage.read(router, "/tasks", TaskRoutes::list);
        stage.read(router, "/tasks/{id}", TaskRoutes::inspect);
    }

    private static HttpResponse list(Call call, Roster roster) {
        var filters = Filters.of(
                        call.query(),
                        "id",
                        "name",
                        "label",
                        "service",
                        "node",
                        "desired-state",
                        "runtime",
                        "_up-to-date")
                .among("desired-state", STATES::contains);
        var wanted = candidates(roster, filters)
                .filter(view -> isWanted(roster, filters, view))
                .sorted(Comparator.comparing(TaskView::id))
                .toList();
        return Replies.json(JsonOut.list(wanted, TaskJson::write));
    }

    /** Whoever asks for one service or node, as the CLI does all the time, must not make us walk all tasks. */
    private static Stream<TaskView> candidates(Roster roster, Filters filters) {
        var services = filters.of("service").stream()
                .map(word -> Lookup.service(roster, word).id())
                .collect(Collectors.toUnmodifiableSet());
        var nodes = filters.of("node").stream()
                .map(word -> Lookup.node(roster, word).facts().id())
                .collect(Collectors.toUnmodifiableSet());
        if (!services.isEmpty()) {
            return services.stream()
                    .flatMap(service -> tasksOf(roster, service))
                    .filter(view -> isOn(view, nodes));
        }
        if (!nodes.isEmpty()) return nodes.stream().flatMap(node -> roster.tasksOn(node).stream());
        return roster.tasks().stream();
    }

    private static Stream<TaskView> tasksOf(Roster roster, ServiceId service) {
        return roster.tasksOf(service).stream();
    }

    private static boolean isOn(TaskView view, Set<NodeId> nodes) {
        return nodes.isEmpty() || view.node().filter(nodes::contains).isPresent();
    }

    private static boolean isWanted(Roster roster, Filters filters, TaskView view) {
        return filters.prefix("id", view.id().value())
                && filters.prefix("name", view.draft().name())
                && filters.labels("label", view.draft().serviceLabels())
                && filters.exact("desired-state", view.desired().word())
                && filters.exact("runtime", "container")
                && (!filters.has("_up-to-date") || UpToDate.isUpToDate(roster, view));
    }

    private static HttpResponse inspect(Call call, Roster roster) {
        var task = Lookup.task(roster, call.path("id"));
        return Replies.json(JsonOut.object(json -> TaskJson.write(json, task)));
    }
}
