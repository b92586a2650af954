package dev.troupe.http.logs;

import dev.troupe.actors.SwarmGate;
import dev.troupe.core.node.NodeState;
import dev.troupe.core.roster.Roster;
import dev.troupe.core.roster.TaskView;
import dev.troupe.core.session.LogLine;
import dev.troupe.core.task.TaskState;
import dev.troupe.http.Stage;
import dev.troupe.http.wire.Call;
import dev.troupe.http.wire.GoTime;
import dev.troupe.http.wire.Lookup;
import dev.troupe.http.wire.Replies;
import dev.troupe.http.wire.Router;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import org.apache.pekko.NotUsed;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.MediaType;
import org.apache.pekko.http.javadsl.model.MediaTypes;
import org.apache.pekko.stream.javadsl.JavaFlowSupport;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;

/** {@code /services/{id}/logs} and {@code /tasks/{id}/logs} (section 5). */
public final class LogRoutes {
    private static final MediaType.Binary MULTIPLEXED =
            MediaTypes.customBinary("application", "vnd.docker.multiplexed-stream", false);
    private static final MediaType.Binary RAW = MediaTypes.customBinary("application", "vnd.docker.raw-stream", false);

    private final Stage stage;

    private LogRoutes(Stage stage) {
        this.stage = stage;
    }

    public static void add(Router router, Stage stage) {
        var routes = new LogRoutes(stage);
        router.at("GET", "/services/{id}/logs", routes::ofService);
        router.at("GET", "/tasks/{id}/logs", routes::ofTask);
    }

    private HttpResponse ofService(Call call) {
        var service = Lookup.service(stage.roster(), call.path("id"));
        var request = LogRequest.of(call);
        var tty = service.spec().task().container().tty();
        return reply(call, tty, output(request, tty, new Writers(stage.gate()).of(service.id(), request.follows())));
    }

    private HttpResponse ofTask(Call call) {
        var task = Lookup.task(stage.roster(), call.path("id"));
        var request = LogRequest.of(call);
        var tty = task.draft().spec().container().tty();
        return reply(call, tty, output(request, tty, new Writers(stage.gate()).of(task.id(), request.follows())));
    }

    private Source<ByteString, NotUsed> output(LogRequest request, boolean tty, Source<TaskView, NotUsed> tasks) {
        var gate = stage.gate();
        var troubles = new ConcurrentLinkedQueue<String>();
        var lines = request.follows()
                ? tasks.flatMapMerge(Writers.BREADTH, task -> lines(gate, request, tty, task, troubles))
                : tasks.flatMapConcat(task -> lines(gate, request, tty, task, troubles));
        return lines.concatLazy(Source.lazySource(() -> Source.from(explained(troubles)))
                .mapMaterializedValue(later -> NotUsed.getInstance()));
    }

    /** Trouble with one task is told at the end, so that the others are heard. */
    private static Source<ByteString, NotUsed> lines(
            SwarmGate gate, LogRequest request, boolean tty, TaskView task, Queue<String> troubles) {
        return JavaFlowSupport.Source.<LogLine>fromPublisher(gate.logs(task, request.query()))
                .map(line -> written(request, tty, task, line))
                .recoverWithRetries(1, Throwable.class, () -> {
                    // What was rejected mostly never ran: that it has no output is no trouble.
                    if (task.status().state() != TaskState.REJECTED) troubles.add(trouble(gate.roster(), task));
                    return Source.empty();
                });
    }

    /** Why its output is missing (E-20). */
    private static String trouble(Roster roster, TaskView task) {
        if (task.node().isEmpty()) return "task " + task.id() + " has not been scheduled";
        var node = task.node().get();
        var isThere = roster.node(node)
                .filter(view -> view.facts().state() == NodeState.READY)
                .isPresent();
        return isThere
                ? "task " + task.id() + " on node " + node + " cannot be read"
                : "node " + node + " is not available";
    }

    /** The status line is out already: what went wrong can only be said in the stream. */
    private static List<ByteString> explained(Queue<String> troubles) {
        if (troubles.isEmpty()) return List.of();
        return List.of(Frame.of(
                Frame.Channel.SYSTEM_ERROR,
                "Error grabbing logs: rpc error: code = Unknown desc = warning: incomplete log stream. some logs could not "
                        + "be retrieved for the following reasons: "
                        + troubles.stream().distinct().collect(Collectors.joining(", ")) + "\n"));
    }

    private static ByteString written(LogRequest request, boolean tty, TaskView task, LogLine line) {
        if (tty) return ByteString.fromString(line.text() + "\n");
        var payload = new StringBuilder();
        if (request.timestamps()) payload.append(GoTime.nineDigits(line.at())).append(' ');
        if (request.details()) payload.append(details(task)).append(' ');
        payload.append(line.text()).append('\n');
        return Frame.of(line.error() ? Frame.Channel.STDERR : Frame.Channel.STDOUT, payload.toString());
    }

    /** Pairs of the log context, escaped as in a query, sorted by key. */
    private static String details(TaskView task) {
        var details = new TreeMap<String, String>();
        task.node().ifPresent(node -> details.put("com.docker.swarm.node.id", node.value()));
        details.put("com.docker.swarm.service.id", task.service().value());
        details.put("com.docker.swarm.task.id", task.id().value());
        return details.entrySet().stream()
                .map(entry -> escaped(entry.getKey()) + "=" + escaped(entry.getValue()))
                .collect(Collectors.joining(","));
    }

    private static String escaped(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static HttpResponse reply(Call call, boolean tty, Source<ByteString, NotUsed> output) {
        var type = !tty && call.version().isAtLeast(1, 42) ? MULTIPLEXED : RAW;
        return Replies.stream(type.toContentType(), output);
    }
}
