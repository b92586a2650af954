package dev.troupe.http.stream;

import dev.troupe.core.roster.TaskView;
import dev.troupe.core.session.LogLine;
import dev.troupe.core.session.LogQuery;
import dev.troupe.http.Stage;
import dev.troupe.http.logs.Writers;
import dev.troupe.http.wire.Call;
import dev.troupe.http.wire.JsonOut;
import dev.troupe.http.wire.Lookup;
import dev.troupe.http.wire.Malformed;
import dev.troupe.http.wire.Router;
import java.time.Instant;
import java.util.OptionalInt;
import java.util.Set;
import org.apache.pekko.NotUsed;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.stream.javadsl.JavaFlowSupport;
import org.apache.pekko.stream.javadsl.Source;

/** {@code /troupe/v1/services/{ref}/logs} and {@code /troupe/v1/tasks/{ref}/logs}: output, a JSON object for each line. */
public final class LogStreamRoutes {

    private static final Set<String> PARAMETERS = Set.of("follow", "since", "tail", "stdout", "stderr");

    private final Stage stage;
    private final StreamSettings settings;

    private LogStreamRoutes(Stage stage, StreamSettings settings) {
        this.stage = stage;
        this.settings = settings;
    }

    public static void add(Router router, Stage stage, StreamSettings settings) {
        var routes = new LogStreamRoutes(stage, settings);
        router.at("GET", "/troupe/v1/services/{ref}/logs", routes::ofService);
        router.at("GET", "/troupe/v1/tasks/{ref}/logs", routes::ofTask);
    }

    private HttpResponse ofService(Call call) {
        var query = query(call);
        var service = Lookup.service(stage.roster(), call.path("ref"));
        return reply(call, query, new Writers(stage.gate()).of(service.id(), query.follow()));
    }

    private HttpResponse ofTask(Call call) {
        var query = query(call);
        var task = Lookup.taskAsTold(stage.roster(), call.path("ref"));
        return reply(call, query, new Writers(stage.gate()).of(task.id(), query.follow()));
    }

    private static LogQuery query(Call call) {
        Parameters.check(call, PARAMETERS);
        var query = call.query();
        var stdout = query.flag("stdout", true);
        var stderr = query.flag("stderr", true);
        if (!stdout && !stderr) throw new Malformed("stdout and stderr are both false: nothing is left to be told");
        return new LogQuery(
                stdout,
                stderr,
                Start.past(call, "since", Instant.now()),
                query.text("tail").map(LogStreamRoutes::tail).orElse(OptionalInt.empty()),
                Parameters.follows(call));
    }

    private static OptionalInt tail(String text) {
        if (text.equals("all")) return OptionalInt.empty();
        try {
            var lines = Integer.parseInt(text);
            if (lines >= 0) return OptionalInt.of(lines);
        } catch (NumberFormatException wrong) {
            // Said below.
        }
        throw new Malformed("invalid value for tail: " + text + ": a number of lines or \"all\" is expected");
    }

    private HttpResponse reply(Call call, LogQuery query, Source<TaskView, NotUsed> tasks) {
        var lines = query.follow()
                ? tasks.flatMapMerge(Writers.BREADTH, task -> output(task, query))
                : tasks.flatMapConcat(task -> output(task, query));
        return Transport.reply(
                call,
                lines.map(line -> Bundle.of(line))
                        .keepAlive(settings.patience(), () -> Bundle.SILENCE)
                        .backpressureTimeout(settings.patience().multipliedBy(2)));
    }

    /** One task that cannot be read is said so, and the others go on. */
    private Source<Line, NotUsed> output(TaskView task, LogQuery query) {
        return JavaFlowSupport.Source.<LogLine>fromPublisher(stage.gate().logs(task, query))
                .map(line -> Line.of(text(task, line)))
                .recover(Throwable.class, () -> Line.of(unreadable(task)));
    }

    private String text(TaskView task, LogLine line) {
        return JsonOut.object(json -> {
            json.field("at", line.at()).field("stream", line.error() ? "stderr" : "stdout");
            about(json, task);
            json.field("line", line.text());
        });
    }

    private void about(JsonOut json, TaskView task) {
        json.object(
                "task",
                () -> json.field("id", task.id().value())
                        .field(
                                "name",
                                task.draft().serviceName() + "." + task.draft().slot()));
        task.node()
                .flatMap(stage.gate().roster()::node)
                .ifPresent(node -> json.object(
                        "node",
                        () -> json.field("id", node.facts().id().value())
                                .field("name", node.facts().description().hostname())));
    }

    private String unreadable(TaskView task) {
        return JsonOut.object(json -> {
            about(json, task);
            json.field("trouble", "the output of task " + task.id() + " cannot be read: its node cannot be reached");
        });
    }
}
