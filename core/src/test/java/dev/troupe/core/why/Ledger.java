package dev.troupe.core.why;

import dev.troupe.core.feed.EntityRef;
import dev.troupe.core.feed.ListedTrail;
import dev.troupe.core.feed.Recorded;
import dev.troupe.core.feed.Trail;
import dev.troupe.core.id.NodeId;
import dev.troupe.core.id.ServiceId;
import dev.troupe.core.id.TaskId;
import dev.troupe.core.node.Availability;
import dev.troupe.core.node.HostPort;
import dev.troupe.core.node.Node;
import dev.troupe.core.node.NodeCommand;
import dev.troupe.core.node.NodeDescription;
import dev.troupe.core.node.NodeErrand;
import dev.troupe.core.node.NodeEvent;
import dev.troupe.core.node.NodeFacts;
import dev.troupe.core.node.NodeRules;
import dev.troupe.core.node.NodeSpec;
import dev.troupe.core.node.Reservation;
import dev.troupe.core.node.Role;
import dev.troupe.core.placement.PlacementGroup;
import dev.troupe.core.placement.Scheduling;
import dev.troupe.core.roster.Roster;
import dev.troupe.core.roster.TaskView;
import dev.troupe.core.rule.Cause;
import dev.troupe.core.rule.Decision;
import dev.troupe.core.rule.Event;
import dev.troupe.core.rule.Fact;
import dev.troupe.core.service.Rollout;
import dev.troupe.core.service.Service;
import dev.troupe.core.service.ServiceCommand;
import dev.troupe.core.service.ServiceEvent;
import dev.troupe.core.service.ServiceRules;
import dev.troupe.core.service.Sighting;
import dev.troupe.core.spec.Platform;
import dev.troupe.core.spec.Resources;
import dev.troupe.core.spec.ServiceSpec;
import dev.troupe.core.task.Task;
import dev.troupe.core.task.TaskCommand;
import dev.troupe.core.task.TaskErrand;
import dev.troupe.core.task.TaskEvent;
import dev.troupe.core.task.TaskRules;
import dev.troupe.core.task.TaskState;
import dev.troupe.core.task.TaskStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A small swarm that follows the rules of production, one message at a time, and keeps its facts. */
final class Ledger {

    static final long CPU = 1_000_000_000L;
    static final ServiceId WEB = new ServiceId("web-id");

    private final List<Recorded> facts = new ArrayList<>();
    private final Map<EntityRef, Long> sequences = new HashMap<>();
    private final Map<ServiceId, Service> services = new LinkedHashMap<>();
    private final Map<TaskId, Task> tasks = new LinkedHashMap<>();
    private final Map<NodeId, Node> nodes = new LinkedHashMap<>();
    private Roster roster = Roster.empty();
    private Instant now = Instant.parse("2026-03-04T02:00:00Z");
    private int ids;
    private int asked;

    Ledger(String... hostnames) {
        for (var hostname : hostnames) join(hostname, 2 * CPU);
    }

    Roster roster() {
        return roster;
    }

    /** Facts after this offset, in the words of the journal: who, and under which correlation. */
    List<Recorded> after(long offset) {
        return facts.stream().filter(one -> one.offset() > offset).toList();
    }

    Trail trail() {
        return ListedTrail.over(facts);
    }

    Why why() {
        return new Why(roster, trail(), now);
    }

    Instant now() {
        return now;
    }

    Ledger later(long millis) {
        now = now.plusMillis(millis);
        return this;
    }

    Ledger join(String hostname, long nanoCpus) {
        var id = node(hostname);
        var description = new NodeDescription(
                hostname,
                new Platform("linux", "amd64"),
                new Resources(nanoCpus, 4L << 30, 0, Map.of()),
                "29.0.0",
                Map.of(),
                List.of());
        var joins = new NodeCommand.Join(id, NodeSpec.active(Role.WORKER), description, "10.0.0.1");
        tell(id, joins, Cause.outside("troupe up", "start"));
        tell(id, new NodeCommand.Register(description, "10.0.0.1"), Cause.outside("agent", id.value()));
        return this;
    }

    static NodeId node(String hostname) {
        return new NodeId(hostname + "-id");
    }

    /** A client asks; all that follows at once follows. */
    Ledger client(String what, ServiceCommand command) {
        tell(WEB, command, Cause.outside("client " + what, "request-" + ++asked));
        return this;
    }

    Ledger create(ServiceSpec spec) {
        return client("service create", new ServiceCommand.Create(WEB, spec, 5)).settle();
    }

    Ledger update(ServiceSpec spec) {
        return client(
                "service update", new ServiceCommand.Update(spec, live().version(), ServiceCommand.AuthFrom.SPEC));
    }

    Service.Live live() {
        return (Service.Live) service(WEB);
    }

    private Service service(ServiceId id) {
        return services.getOrDefault(id, new Service.Absent());
    }

    Ledger availability(String hostname, Availability availability) {
        return change(hostname, new NodeSpec("", facts(hostname).spec().labels(), Role.WORKER, availability));
    }

    Ledger label(String hostname, String key, String value) {
        var spec = facts(hostname).spec();
        var labels = new HashMap<>(spec.labels());
        labels.put(key, value);
        return change(hostname, new NodeSpec("", labels, Role.WORKER, spec.availability()));
    }

    private NodeFacts facts(String hostname) {
        return member(hostname).facts();
    }

    private Node.Member member(String hostname) {
        return (Node.Member) nodes.getOrDefault(node(hostname), new Node.Absent());
    }

    private Ledger change(String hostname, NodeSpec spec) {
        tell(
                node(hostname),
                new NodeCommand.Change(spec, member(hostname).version()),
                Cause.outside("client node update", "request-" + ++asked));
        return settle();
    }

    Ledger lose(String hostname) {
        var id = node(hostname);
        tell(id, new NodeCommand.Lose("heartbeat failure"), Cause.outside("heartbeat", id.value()));
        return settle();
    }

    Ledger comeBack(String hostname) {
        var id = node(hostname);
        tell(
                id,
                new NodeCommand.Register(facts(hostname).description(), "10.0.0.1"),
                Cause.outside("agent", id.value()));
        return settle();
    }

    /** Lets scheduler and supervisors do what they may do by now. */
    Ledger settle() {
        for (var round = 0; round < 50; round++) {
            var before = facts.size();
            schedule();
            supervise();
            if (facts.size() == before) return this;
        }
        throw new IllegalStateException("it does not come to rest");
    }

    /** Everything that is wanted runs, everything else has stopped; again and again until nothing happens. */
    Ledger run() {
        for (var round = 0; round < 50; round++) {
            settle();
            var before = facts.size();
            for (var view : List.copyOf(roster.tasks())) {
                if (view.node().isEmpty() || view.status().state().isTerminal()) continue;
                if (!view.desired().isLive()) observe(view.id(), TaskState.SHUTDOWN, "shutdown", "");
                else if (view.desired().name().equals("RUNNING")
                        && view.status().state() != TaskState.RUNNING)
                    observe(view.id(), TaskState.RUNNING, "started", "");
            }
            if (facts.size() == before) return this;
        }
        throw new IllegalStateException("it does not come to rest");
    }

    Ledger observe(TaskId task, TaskState state, String message, String error) {
        var view = roster.task(task).orElseThrow();
        var node = view.node().orElseThrow();
        var status = TaskStatus.of(state, message, now).withError(error);
        tell(
                task,
                new TaskCommand.Observe(node, status),
                Cause.outside("agent", node.value()).then("agent", newest(Evidence.ref(node))));
        return this;
    }

    Ledger fails(TaskId task) {
        return observe(task, TaskState.FAILED, "started", "task: non-zero exit (1)")
                .settle();
    }

    /** The wanted task of a slot. */
    TaskId inSlot(int slot) {
        return tasksOfSlot(slot)
                .filter(view -> view.desired().isLive())
                .findFirst()
                .orElseThrow()
                .id();
    }

    Stream<TaskView> tasksOfSlot(int slot) {
        return roster.tasksOf(WEB).stream().filter(view -> view.draft().slot() == slot);
    }

    private void schedule() {
        var waiting = new LinkedHashMap<Long, List<TaskView>>();
        roster.tasksAwaitingPlacement()
                .forEach(task -> waiting.computeIfAbsent(task.draft().specVersion(), v -> new ArrayList<>())
                        .add(task));
        if (waiting.isEmpty()) return;
        var groups = waiting.values().stream()
                .map(group -> {
                    var draft = group.getFirst().draft();
                    return new PlacementGroup(
                            draft.service(),
                            draft.specVersion(),
                            draft.spec(),
                            draft.endpoint(),
                            group.stream().map(TaskView::id).toList());
                })
                .toList();
        var verdict = Scheduling.place(roster.floor(now), groups);
        var cause = Cause.outside("scheduler", "scheduler");
        var perNode = new LinkedHashMap<NodeId, List<Reservation>>();
        verdict.placed().forEach((task, node) -> {
            var draft = roster.task(task).orElseThrow().draft();
            perNode.computeIfAbsent(node, n -> new ArrayList<>())
                    .add(new Reservation(
                            task, draft.service(), draft.spec().reservations(), HostPort.claimedBy(draft.endpoint())));
        });
        perNode.forEach((node, reservations) -> {
            tell(node, new NodeCommand.Reserve(reservations, verdict.choices().getOrDefault(node, List.of())), cause);
            var because = new Cause(cause.by(), cause.correlation(), Optional.of(newest(Evidence.ref(node))));
            reservations.forEach(one -> tell(one.task(), new TaskCommand.Assign(node), because));
        });
        verdict.explained().forEach((task, why) -> tell(task, new TaskCommand.Explain(why), cause));
    }

    private void supervise() {
        if (!(service(WEB) instanceof Service.Live live)) return;
        if (ServiceRules.nextRelease(live).filter(at -> !now.isBefore(at)).isPresent()) {
            tell(WEB, new ServiceCommand.ReleaseDue(), Cause.outside("restart supervisor", WEB.value()));
        }
        live().rollout().ifPresent(rollout -> {
            var by = Cause.outside("update supervisor", WEB.value());
            switch (rollout.next(now)) {
                case Rollout.Step.Replace(var slots) -> tell(WEB, new ServiceCommand.ReplaceSlots(slots), by);
                case Rollout.Step.Expire(var slots) -> tell(WEB, new ServiceCommand.ExpireSlots(slots), by);
                case Rollout.Step.GiveUp(var task) -> tell(WEB, new ServiceCommand.GiveUp(task), by);
                case Rollout.Step.Finish() -> tell(WEB, new ServiceCommand.FinishUpdate(), by);
                case Rollout.Step.WakeAt _, Rollout.Step.AwaitTasks _ -> {}
            }
        });
    }

    private void tell(ServiceId id, ServiceCommand command, Cause cause) {
        cause = ServiceRules.cause(service(id), command, cause);
        var decision = ServiceRules.decide(
                service(id), command, now, () -> "t%03d".formatted(++ids), node -> Optional.empty());
        if (!(decision instanceof Decision.Accept<ServiceEvent>(var events)) || events.isEmpty()) return;
        for (var event : events) {
            services.put(id, ServiceRules.evolve(service(id), event, now, cause));
            record(Evidence.ref(id), event, cause);
        }
        var because = cause.then("service " + id, newest(Evidence.ref(id)));
        ServiceRules.owed(service(id)).forEach(errand -> tell(errand.task(), errand.say(), because));
    }

    private void tell(TaskId id, TaskCommand command, Cause cause) {
        cause = TaskRules.cause(task(id), command, cause);
        var decision = TaskRules.decide(task(id), command, now);
        if (!(decision instanceof Decision.Accept<TaskEvent>(var events)) || events.isEmpty()) return;
        for (var event : events) {
            tasks.put(id, TaskRules.evolve(task(id), event, now, cause));
            record(Evidence.ref(id), event, cause);
        }
        var because = new Cause("task " + id, TaskRules.correlation(task(id)), Optional.of(newest(Evidence.ref(id))));
        for (var errand : TaskRules.owed(task(id))) {
            switch (errand) {
                case TaskErrand.Report report ->
                    tell(
                            report.service(),
                            new ServiceCommand.Sight(List.of(new Sighting(
                                    report.task(),
                                    report.desired(),
                                    report.state(),
                                    report.node(),
                                    report.since(),
                                    report.gone()))),
                            because);
                case TaskErrand.Free(var node, var task) -> tell(node, new NodeCommand.Release(List.of(task)), because);
                case TaskErrand.Deliver _, TaskErrand.Withdraw _ -> {} // No agent is here.
            }
        }
    }

    private Task task(TaskId id) {
        return tasks.getOrDefault(id, new Task.Absent());
    }

    private void tell(NodeId id, NodeCommand command, Cause cause) {
        var decision = NodeRules.decide(nodes.getOrDefault(id, new Node.Absent()), command, now);
        if (!(decision instanceof Decision.Accept<NodeEvent>(var events)) || events.isEmpty()) return;
        for (var event : events) {
            nodes.put(id, NodeRules.evolve(nodes.getOrDefault(id, new Node.Absent()), event, now, cause));
            record(Evidence.ref(id), event, cause);
        }
        var because = new Cause(
                "node " + id,
                NodeRules.newsCorrelation(nodes.getOrDefault(id, new Node.Absent()))
                        .orElseThrow(),
                Optional.of(newest(Evidence.ref(id))));
        for (var errand : NodeRules.owed(nodes.getOrDefault(id, new Node.Absent()), now)) {
            if (errand instanceof NodeErrand.Tell(var service, var self, var standing, var version, var facts)) {
                tell(service, new ServiceCommand.HearOfNode(self, standing, version, facts), because);
                tell(id, new NodeCommand.HearNews(List.of(service), version), because);
            }
        }
    }

    private String newest(EntityRef entity) {
        return entity.persistenceId() + "#" + sequences.getOrDefault(entity, 0L);
    }

    private <E extends Event> void record(EntityRef entity, E event, Cause cause) {
        var sequence = sequences.merge(entity, 1L, Long::sum);
        var recorded = new Recorded(facts.size() + 1, entity, sequence, new Fact<>(event, now, cause));
        facts.add(recorded);
        roster = roster.with(recorded);
    }
}
