package dev.troupe.rehearsal.forecast;

import dev.troupe.actors.post.Reply;
import dev.troupe.core.forecast.Intent;
import dev.troupe.core.forecast.Report;
import dev.troupe.core.forecast.Report.Ending;
import dev.troupe.core.forecast.Step;
import dev.troupe.core.id.NodeId;
import dev.troupe.core.id.ServiceId;
import dev.troupe.core.node.Availability;
import dev.troupe.core.node.NodeCommand;
import dev.troupe.core.node.NodeSpec;
import dev.troupe.core.roster.Roster;
import dev.troupe.core.roster.ServiceView;
import dev.troupe.core.service.ServiceCommand;
import dev.troupe.core.service.UpdateStatus;
import dev.troupe.core.task.DesiredState;
import dev.troupe.core.task.TaskState;
import dev.troupe.rehearsal.Stage;
import dev.troupe.rehearsal.VirtualNode;
import dev.troupe.rehearsal.VirtualSwarm;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** One run: the present goes on in virtual time, the order is given, and what comes of it is watched until it ends. */
final class Run {

    /** How a run went, step by step; or that there was none, since the order was refused. */
    record Outcome(Optional<String> refusal, Report report, List<Step> steps) {}

    /** Until every agent has its session, as in the living swarm. */
    private static final Duration TO_GATHER = Duration.ofMillis(500);

    /** Longer than anything waits by itself: a successor waits a minute for its predecessor to stop. */
    private static final Duration QUIET = Duration.ofSeconds(75);

    /** No run needs to be looked at for longer. */
    private static final Duration HORIZON = Duration.ofHours(24);

    private static final long MOST_FACTS = 50_000;

    /** Where nobody breaks, nobody has to be found broken, and a beat is only work. */
    private static final Duration CALM_HEARTBEAT = Duration.ofSeconds(10);

    private final Present present;
    private final Intent intent;
    private final Map<NodeId, Duration> breaking;
    private final Set<ServiceId> concerned;
    private final Watch watch;
    private final Stage stage;
    private final VirtualSwarm swarm;
    private Optional<Reply> reply = Optional.empty();

    /** @param breaking which nodes break for good, and how long after the order */
    static Outcome of(
            Stage stage, Present present, Intent intent, Casting casting, Map<NodeId, Duration> breaking, long seed) {
        return new Run(stage, present, intent, casting, breaking, seed).act();
    }

    private Run(
            Stage stage, Present present, Intent intent, Casting casting, Map<NodeId, Duration> breaking, long seed) {
        this.stage = stage;
        this.present = present;
        this.intent = intent;
        this.breaking = breaking;
        this.concerned = concerned(present.roster(), intent, breaking.keySet());
        this.watch = new Watch(concerned, present.at());
        var cast = new HashSet<>(concerned);
        cast.addAll(present.restless());
        var heartbeat = breaking.isEmpty() ? CALM_HEARTBEAT : present.heartbeat();
        this.swarm = new VirtualSwarm(stage, seed, present.opening(cast, heartbeat, casting), watch::sees);
        swarm.journalTakes(casting::write);
        if (casting.isUsual()) stage.loop().inOrder();
    }

    /** Whose tasks the order moves, or a node that breaks. */
    static Set<ServiceId> concerned(Roster roster, Intent intent, Set<NodeId> breaking) {
        var concerned = new HashSet<ServiceId>();
        for (var node : breaking) concerned.addAll(servicesOn(node, roster));
        switch (intent) {
            case Intent.Update(var service, var spec) -> concerned.add(service);
            case Intent.Drain(var node) -> concerned.addAll(servicesOn(node, roster));
            case Intent.RemoveNode(var node, var force) -> concerned.addAll(servicesOn(node, roster));
        }
        return concerned;
    }

    private static Set<ServiceId> servicesOn(NodeId node, Roster roster) {
        var services = new HashSet<ServiceId>();
        for (var task : roster.tasksOn(node)) {
            var isLive = task.desired().isLive() && !task.status().state().isTerminal();
            if (isLive && roster.service(task.service()).isPresent()) services.add(task.service());
        }
        return services;
    }

    private Outcome act() {
        var loop = stage.loop();
        loop.runTo(present.at().plus(TO_GATHER));
        swarm.look();
        var start = swarm.roster();
        var order = loop.instant();
        watch.begin(order, start);
        give();
        breaking.forEach((node, after) -> loop.after(after, () -> find(node).ifPresent(this::breaks)));

        var horizon = order.plus(HORIZON);
        var seen = -1L;
        var end = order.plus(quiet());
        Optional<Ending> ending = Optional.empty();
        while (ending.isEmpty()) {
            if (!loop.step(end)) {
                ending = Optional.of(loop.instant().isBefore(horizon) ? Ending.STUCK : Ending.UNFINISHED);
            } else if (reply.isPresent() && reply.get() instanceof Reply.Refused(var why)) {
                return new Outcome(Optional.of(why.message()), report(Ending.STUCK, start), List.of());
            } else if (watch.facts() > MOST_FACTS) {
                ending = Optional.of(Ending.UNFINISHED);
            } else if (watch.facts() != seen && reply.isPresent()) {
                seen = watch.facts();
                end = earlier(horizon, watch.last().plus(quiet()));
                ending = ending(order);
            }
        }
        return new Outcome(Optional.empty(), report(ending.get(), start), watch.steps(swarm.roster()));
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    private Optional<VirtualNode> find(NodeId id) {
        return swarm.nodes().stream().filter(node -> node.id().equals(id)).findFirst();
    }

    private void breaks(VirtualNode node) {
        node.crash();
        watch.breaks(node.id(), stage.loop().instant(), swarm.roster());
    }

    private void give() {
        switch (intent) {
            case Intent.Update(var service, var spec) ->
                swarm.ask(
                        service,
                        new ServiceCommand.Update(spec, version(service), ServiceCommand.AuthFrom.SPEC),
                        answer -> reply = Optional.of(answer));
            case Intent.Drain(var node) -> {
                var view = swarm.roster().node(node);
                var spec = view.map(there -> there.facts().spec());
                swarm.ask(
                        node,
                        new NodeCommand.Change(
                                spec.map(known -> new NodeSpec(
                                                known.name(), known.labels(), known.role(), Availability.DRAIN))
                                        .orElseThrow(),
                                view.get().version()),
                        answer -> reply = Optional.of(answer));
            }
            case Intent.RemoveNode(var node, var force) ->
                swarm.ask(node, new NodeCommand.Remove(force), answer -> reply = Optional.of(answer));
        }
    }

    private long version(ServiceId service) {
        return swarm.roster().service(service).map(ServiceView::version).orElse(0L);
    }

    /** The longest that may pass between two things that happen. */
    private Duration quiet() {
        var longest = Duration.ZERO;
        for (var service : concerned) {
            var spec = swarm.roster().service(service).map(ServiceView::spec);
            if (spec.isEmpty()) continue;
            longest = longer(longest, spec.get().updatePolicy().delay());
            longest = longer(longest, spec.get().updatePolicy().monitor());
            longest = longer(longest, spec.get().rollbackPolicy().delay());
            longest = longer(longest, spec.get().rollbackPolicy().monitor());
            longest = longer(longest, spec.get().task().restart().delay());
            longest = longer(longest, spec.get().task().container().stopGrace());
        }
        return longest.plus(QUIET);
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) >= 0 ? one : other;
    }

    private Optional<Ending> ending(Instant order) {
        var roster = swarm.roster();
        return switch (intent) {
            case Intent.Update(var service, var spec) ->
                roster.service(service).flatMap(view -> ending(view, order, roster));
            case Intent.Drain(var node) -> emptied(node, roster);
            case Intent.RemoveNode(var node, var force) ->
                roster.node(node).isPresent() ? Optional.empty() : emptied(node, roster);
        };
    }

    private Optional<Ending> ending(ServiceView service, Instant order, Roster roster) {
        var own = service.updateStatus().filter(status -> !status.startedAt().isBefore(order));
        if (own.isEmpty()) return isSettled(service, roster) ? Optional.of(Ending.COMPLETED) : Optional.empty();
        return switch (own.get().state()) {
            case UPDATING, ROLLBACK_STARTED -> Optional.empty();
            case PAUSED -> Optional.of(Ending.PAUSED);
            case ROLLBACK_PAUSED -> Optional.of(Ending.ROLLBACK_PAUSED);
            case ROLLBACK_COMPLETED -> settled(service, roster, Ending.ROLLED_BACK);
            case COMPLETED -> settled(service, roster, Ending.COMPLETED);
        };
    }

    private static Optional<Ending> settled(ServiceView service, Roster roster, Ending ending) {
        return isSettled(service, roster) ? Optional.of(ending) : Optional.empty();
    }

    /** Nothing is left there, and all that was there runs elsewhere. */
    private Optional<Ending> emptied(NodeId node, Roster roster) {
        var empty = roster.tasksOn(node).stream()
                .allMatch(task -> task.status().state().isTerminal());
        var moved = concerned.stream()
                .allMatch(service -> roster.service(service)
                        .filter(view -> !isSettled(view, roster))
                        .isEmpty());
        return empty && moved ? Optional.of(Ending.COMPLETED) : Optional.empty();
    }

    /** As many run as are wanted, and no other is to run. */
    private static boolean isSettled(ServiceView service, Roster roster) {
        var running = 0;
        for (var task : roster.tasksOf(service.id())) {
            if (!task.desired().isLive()) continue;
            if (task.desired() != DesiredState.RUNNING || task.status().state() != TaskState.RUNNING) return false;
            running++;
        }
        return running == service.spec().replicas();
    }

    private Report report(Ending ending, Roster start) {
        var end = swarm.roster();
        return new Report(
                ending,
                words(end),
                watch.sinceOrder(watch.last()),
                watch.lowest(start, end),
                watch.waiting(end),
                watch.failed(),
                breaking.keySet().stream().map(watch::hostname).sorted().toList());
    }

    /** What the service says of its update. */
    private String words(Roster end) {
        return intent instanceof Intent.Update(var service, var spec)
                ? end.service(service)
                        .flatMap(ServiceView::updateStatus)
                        .map(UpdateStatus::message)
                        .orElse("")
                : "";
    }
}
