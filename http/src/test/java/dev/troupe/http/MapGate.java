package dev.troupe.http;

import dev.troupe.actors.Answer;
import dev.troupe.actors.SwarmGate;
import dev.troupe.core.id.NodeId;
import dev.troupe.core.id.ServiceId;
import dev.troupe.core.id.TaskId;
import dev.troupe.core.node.NodeCommand;
import dev.troupe.core.node.NodeDescription;
import dev.troupe.core.node.NodeFacts;
import dev.troupe.core.node.NodeSpec;
import dev.troupe.core.node.NodeState;
import dev.troupe.core.node.Role;
import dev.troupe.core.placement.NodeLoad;
import dev.troupe.core.roster.NodeView;
import dev.troupe.core.roster.ServiceView;
import dev.troupe.core.roster.SwarmMessage;
import dev.troupe.core.roster.TaskView;
import dev.troupe.core.rule.Cause;
import dev.troupe.core.rule.Refusal;
import dev.troupe.core.service.ServiceCommand;
import dev.troupe.core.service.UpdateStatus;
import dev.troupe.core.session.LogLine;
import dev.troupe.core.session.LogQuery;
import dev.troupe.core.spec.Document;
import dev.troupe.core.spec.Platform;
import dev.troupe.core.spec.Resources;
import dev.troupe.core.spec.ServiceSpec;
import dev.troupe.core.swarm.Swarm;
import dev.troupe.core.swarm.SwarmCommand;
import dev.troupe.core.swarm.SwarmSpec;
import dev.troupe.core.task.ContainerStatus;
import dev.troupe.core.task.DesiredState;
import dev.troupe.core.task.TaskDraft;
import dev.troupe.core.task.TaskState;
import dev.troupe.core.task.TaskStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Flow;
import java.util.concurrent.SubmissionPublisher;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A swarm made of maps. It writes down what it is asked, in one reader's place at a time; tasks of a service are there
 * and run at once, on its only node.
 */
final class MapGate implements SwarmGate {
    static final Instant BORN = Instant.parse("2026-11-23T17:02:12.5Z");
    static final NodeId MANAGER = new NodeId("u7k1vo1jsntws5hx61shymey8");
    static final NodeId WORKER = new NodeId("i2chzm0cg7wz53hdpmpyj78x2");

    private final AtomicInteger listening = new AtomicInteger();
    final List<SubmissionPublisher<SwarmMessage>> listeners = new CopyOnWriteArrayList<>();
    final List<Object> asked = new CopyOnWriteArrayList<>();
    private volatile Cause lastCause = Cause.outside("nobody", "nothing");
    private volatile MapRoster roster;
    final MapPast past = new MapPast();
    private volatile List<LogLine> lines = List.of();
    private volatile boolean unreadable;
    private long version = 20;
    private int created;

    MapGate() {
        roster = MapRoster.empty(swarm())
                .with(node(MANAGER, "ip-172-31-20-162", "10.99.0.1", Role.MANAGER, BORN))
                .with(node(WORKER, "ip-172-31-29-251", "10.99.0.3", Role.WORKER, BORN.plusSeconds(1)));
    }

    static Swarm.Active swarm() {
        return new Swarm.Active(
                "vqbrexnnon3ngpohgkggt47q6",
                new SwarmSpec("default", Map.of(), 5, Duration.ofSeconds(5), Document.EMPTY),
                Fixtures.text("root.pem"),
                "secret",
                "SWMTKN-1-00000000000000000000000000000000000000000000000000-1111111111111111111111111",
                "SWMTKN-1-00000000000000000000000000000000000000000000000000-2222222222222222222222222",
                10,
                BORN,
                BORN.plusMillis(500));
    }

    static NodeView node(NodeId id, String name, String address, Role role, Instant born) {
        var description = new NodeDescription(
                name,
                new Platform("linux", "x86_64"),
                new Resources(2_000_000_000L, 25_276_502_016L, 0, Map.of()),
                "0.1.0",
                Map.of(),
                List.of(new NodeDescription.Plugin("Log", "json-file"), new NodeDescription.Plugin("Network", "host")));
        var facts = new NodeFacts(id, NodeSpec.active(role), description, NodeState.READY, "", role, address);
        return new NodeView(facts, NodeLoad.EMPTY, 9, born, born.plusMillis(50));
    }

    void show(MapRoster roster) {
        this.roster = roster;
    }

    Cause lastCause() {
        return lastCause;
    }

    void leave() {
        roster = MapRoster.empty(new Swarm.Inactive());
    }

    void writes(LogLine... lines) {
        this.lines = List.of(lines);
    }

    /** From now on no output of any task can be read. */
    void losesItsLogs() {
        unreadable = true;
    }

    /** True while somebody listens to logs or messages. */
    boolean isListenedTo() {
        return listening.get() > 0;
    }

    @Override
    public MapRoster roster() {
        return roster;
    }

    @Override
    public synchronized CompletionStage<Answer<ServiceId>> create(ServiceSpec spec, Cause cause) {
        asked.add(spec);
        lastCause = cause;
        if (roster.serviceNamed(spec.name()).isPresent()) {
            return refused(new Refusal.Conflict(
                    "name conflicts with an existing object: service " + spec.name() + " already exists"));
        }
        var id = new ServiceId(("service" + ++created + "0000000000000000000000000").substring(0, 25));
        version++;
        var view = new ServiceView(id, spec, 0, Optional.empty(), Optional.empty(), version, BORN, BORN);
        roster = roster.with(view);
        for (var slot = 1; slot <= spec.replicas(); slot++) roster = roster.with(task(view, slot));
        return done(id);
    }

    static TaskView task(ServiceView service, int slot) {
        var id = new TaskId(("task" + slot + service.id().value().substring(0, 9) + "000000000000").substring(0, 25));
        var draft = new TaskDraft(
                id,
                service.id(),
                service.spec().name(),
                service.spec().labels(),
                slot,
                service.specVersion(),
                service.spec().task(),
                service.spec().endpoint(),
                DesiredState.RUNNING);
        var container = new ContainerStatus("35728420f7b518f7ce29feaa1074e8ada6c99af6b9f6d41925f9a6dba07bf81f", 334, 0);
        var status = new TaskStatus(
                TaskState.RUNNING, "started", "", BORN.plusSeconds(1), Optional.of(container), List.of());
        return new TaskView(
                draft,
                DesiredState.RUNNING,
                status,
                Optional.of(MANAGER),
                Optional.empty(),
                29,
                BORN,
                BORN.plusSeconds(1));
    }

    @Override
    public synchronized CompletionStage<Answer<ServiceId>> ask(ServiceId service, ServiceCommand command, Cause cause) {
        asked.add(command);
        var view = roster.service(service).orElseThrow();
        switch (command) {
            case ServiceCommand.Update(var spec, var at, var auth) -> {
                if (at != view.version()) return refused(new Refusal.OutOfDate(at, view.version()));
                var status =
                        new UpdateStatus(UpdateStatus.State.UPDATING, BORN, Optional.empty(), "update in progress");
                roster = roster.with(new ServiceView(
                        service,
                        spec,
                        at,
                        Optional.of(view.spec()),
                        Optional.of(status),
                        ++version,
                        view.createdAt(),
                        BORN));
            }
            case ServiceCommand.Rollback(var at) -> {
                return refused(new Refusal.Precondition("service " + service + " does not have a previous spec"));
            }
            case ServiceCommand.ReturnTo back -> {
                if (back.spec().equals(view.spec())) return refused(new Refusal.Invalid("it is so already"));
            } // Else only taken note of.
            case ServiceCommand.Remove() -> roster = roster.without(service);
            default -> throw new IllegalArgumentException("no client asks for " + command);
        }
        return done(service);
    }

    @Override
    public synchronized CompletionStage<Answer<NodeId>> ask(NodeId node, NodeCommand command, Cause cause) {
        asked.add(command);
        var view = roster.node(node).orElseThrow();
        if (command instanceof NodeCommand.Change(var spec, var at)) {
            if (at != view.version()) return refused(new Refusal.OutOfDate(at, view.version()));
            var facts = view.facts();
            var changed = facts.withId(node).withSpec(spec);
            roster = roster.with(new NodeView(changed, view.load(), ++version, view.createdAt(), BORN));
        }
        return done(node);
    }

    @Override
    public CompletionStage<Answer<String>> ask(SwarmCommand command, Cause cause) {
        asked.add(command);
        if (command instanceof SwarmCommand.Dissolve) leave();
        return done("");
    }

    @Override
    public Flow.Publisher<SwarmMessage> messages(Optional<Instant> since, Optional<Instant> until) {
        var publisher = new SubmissionPublisher<SwarmMessage>();
        listeners.add(publisher);
        return subscriber -> {
            publisher.subscribe(new Counted<>(subscriber, listening));
            if (until.isPresent()) publisher.close();
        };
    }

    @Override
    public Flow.Publisher<LogLine> logs(TaskView task, LogQuery query) {
        var publisher = new SubmissionPublisher<LogLine>();
        return subscriber -> {
            publisher.subscribe(new Counted<>(subscriber, listening));
            if (unreadable) {
                publisher.closeExceptionally(new IllegalStateException("nobody there"));
                return;
            }
            lines.stream().filter(line -> line.task().equals(task.id())).forEach(publisher::submit);
            if (!query.follow()) publisher.close();
        };
    }

    private static <T> CompletionStage<Answer<T>> done(T value) {
        return CompletableFuture.completedFuture(new Answer.Done<>(value));
    }

    private static <T> CompletionStage<Answer<T>> refused(Refusal why) {
        return CompletableFuture.completedFuture(new Answer.Refused<>(why));
    }
}
