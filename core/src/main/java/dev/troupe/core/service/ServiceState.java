package dev.troupe.core.service;

import dev.troupe.core.id.TaskId;
import dev.troupe.core.rule.Versions;
import dev.troupe.core.service.Service.Absent;
import dev.troupe.core.service.Service.Live;
import dev.troupe.core.service.Service.NodeNote;
import dev.troupe.core.service.Service.Removed;
import dev.troupe.core.service.Service.Revision;
import dev.troupe.core.service.ServiceEvent.*;
import dev.troupe.core.spec.ServiceSpec;
import dev.troupe.core.task.DesiredState;
import dev.troupe.core.task.TaskState;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.pcollections.HashTreePMap;
import org.pcollections.HashTreePSet;
import org.pcollections.PMap;

/** How facts change a service. A fact has already happened, so none is refused; one that cannot have is a bug, and thrown as such. */
final class ServiceState {

    private ServiceState() {}

    static Service evolve(Service service, ServiceEvent event, Instant at) {
        return switch (service) {
            case Absent() ->
                switch (event) {
                    case Created(var id, var spec, var limit) -> {
                        var version = Versions.next(0, at);
                        yield new Live(
                                id,
                                spec,
                                0,
                                Optional.empty(),
                                Optional.empty(),
                                HashTreePMap.singleton(0L, revision(spec)),
                                Slots.NONE,
                                Optional.empty(),
                                HashTreePMap.empty(),
                                HashTreePMap.empty(),
                                limit,
                                version,
                                version,
                                "",
                                at,
                                at);
                    }
                    default -> throw impossible(service, event);
                };
            case Live live -> evolveLive(live, event, at);
            case Removed removed -> evolveRemoved(removed, event);
        };
    }

    private static Service evolveLive(Live live, ServiceEvent event, Instant at) {
        return switch (event) {
            case Created created -> throw impossible(live, event);
            case SpecChanged(var spec, var specVersion, var previous, var status) -> {
                var version = Versions.next(live.version(), at);
                yield ServiceLiveBuilder.builder(live)
                        .spec(spec)
                        .specVersion(specVersion)
                        .previous(previous)
                        .updateStatus(status)
                        .revisions(revisions(live, spec, specVersion, previous))
                        .rollout(Optional.empty())
                        .specSince(version)
                        .version(version)
                        .updatedAt(at)
                        .build();
            }
            case TasksPlanned(var plans, var specVersion, var reason) -> planned(live, plans, specVersion, reason, at);
            case TasksEnded(var tasks, var desired, var reason) ->
                withSlots(live, changeAll(live.slots(), tasks, member -> member.ended(desired)));
            case TasksReleased(var tasks) -> withSlots(live, changeAll(live.slots(), tasks, Member::released));
            case TasksSighted(var sightings) -> withSlots(live, sighted(live.slots(), sightings));
            case TasksPruned(var tasks) -> withSlots(live, pruned(live.slots(), tasks));
            case TasksRejected(var tasks, var message, var error) ->
                withSlots(
                        live,
                        changeAll(live.slots(), tasks, member -> member.reject(new Member.Rejection(message, error))));
            case RolloutStarted(var slots, var rollback, var status) ->
                withRollout(
                        live,
                        Optional.of(Rollout.of(
                                slots,
                                rollback,
                                rollback
                                        ? live.spec().rollbackPolicy()
                                        : live.spec().updatePolicy(),
                                live.spec().updateDeadline())),
                        status.or(live::updateStatus),
                        status.isPresent(),
                        at);
            case SlotsTaken(var slots, var tasks) -> {
                var rollout = live.rollout().orElseThrow(() -> impossible(live, event));
                for (var i = 0; i < slots.size(); i++) rollout = rollout.take(slots.get(i), tasks.get(i), at);
                yield withRollout(live, Optional.of(rollout), live.updateStatus(), false, at);
            }
            case SlotsDone(var slots, var restUntil) -> {
                var rollout = live.rollout().orElseThrow(() -> impossible(live, event));
                for (var slot : slots) rollout = rollout.done(slot, restUntil);
                yield withRollout(live, Optional.of(rollout), live.updateStatus(), false, at);
            }
            case UpdateTasksFailed(var tasks) -> {
                var rollout = live.rollout().orElseThrow(() -> impossible(live, event));
                for (var task : tasks) rollout = rollout.fail(task);
                yield withRollout(live, Optional.of(rollout), live.updateStatus(), false, at);
            }
            case RolloutPaused(var status) ->
                withRollout(live, live.rollout().map(Rollout::pause), Optional.of(status), true, at);
            case RolloutFinished(var status) -> withRollout(live, Optional.empty(), Optional.of(status), true, at);
            case NodeNoted(var node, var standing, var version, var facts) ->
                live.withNodes(live.nodes().plus(node, new NodeNote(standing, version)));
            case HistoryLimited(var limit) -> live.withHistoryLimit(limit);
            case ServiceEvent.Removed(var tasks) -> {
                var slots = live.slots();
                for (var id : tasks) {
                    slots = slots.change(id, member -> member.ended(DesiredState.REMOVE));
                }
                yield new Removed(
                        live.id(),
                        live.spec().name(),
                        live.revisions(),
                        live.spec(),
                        slots,
                        Versions.next(live.version(), at));
            }
        };
    }

    /** Only the ends of its tasks still happen to a removed service. */
    private static Service evolveRemoved(Removed removed, ServiceEvent event) {
        return switch (event) {
            case TasksSighted(var sightings) ->
                new Removed(
                        removed.id(),
                        removed.name(),
                        removed.revisions(),
                        removed.spec(),
                        sighted(removed.slots(), sightings),
                        removed.version());
            default -> throw impossible(removed, event);
        };
    }

    private static Live planned(Live live, List<Plan> plans, long specVersion, Reason reason, Instant at) {
        var slots = live.slots();
        var restarts = live.restarts();
        var policy = live.spec().task().restart();
        var counts = reason == Reason.RESTARTED && policy.maxAttempts() > 0;
        for (var plan : plans) {
            slots = slots.plus(new Member(
                    plan.task(),
                    plan.slot(),
                    specVersion,
                    plan.desired(),
                    Optional.empty(),
                    TaskState.NEW,
                    Optional.empty(),
                    at,
                    at,
                    Optional.empty(),
                    plan.hold(),
                    Optional.empty(),
                    false));
            if (counts) {
                var past = restarts.get(plan.slot());
                restarts = restarts.plus(
                        plan.slot(),
                        (past == null ? Restarts.none(specVersion) : past).plus(specVersion, at, policy.window()));
            }
        }
        return live.withSlots(slots).withRestarts(restarts);
    }

    private static Slots sighted(Slots slots, List<Sighting> sightings) {
        var all = slots;
        for (var sighting : sightings) {
            all = sighting.gone()
                    ? all.minus(sighting.task())
                    : all.change(sighting.task(), member -> member.sighted(sighting));
        }
        return all;
    }

    private static Slots pruned(Slots slots, List<TaskId> tasks) {
        var all = slots;
        for (var task : tasks) all = all.prune(task);
        return all;
    }

    private static Slots changeAll(Slots slots, List<TaskId> tasks, UnaryOperator<Member> change) {
        var all = slots;
        for (var task : tasks) all = all.change(task, change);
        return all;
    }

    private static Live withSlots(Live live, Slots slots) {
        var rollout = live.rollout();
        if (rollout.isPresent()) {
            var lost = rollout.get().waiting().stream()
                    .filter(slot -> !slots.bySlot().containsKey(slot))
                    .toList();
            if (!lost.isEmpty()) rollout = rollout.map(r -> r.without(HashTreePSet.from(lost)));
        }
        return live.withSlots(slots).withRollout(rollout);
    }

    /** {@code shown}: clients see the change, so the version grows (OM-5). */
    private static Live withRollout(
            Live live, Optional<Rollout> rollout, Optional<UpdateStatus> status, boolean shown, Instant at) {
        return ServiceLiveBuilder.builder(live)
                .updateStatus(status)
                .rollout(rollout)
                .version(shown ? Versions.next(live.version(), at) : live.version())
                .updatedAt(shown ? at : live.updatedAt())
                .build();
    }

    /** Only what tasks, the spec or the previous spec still refer to. */
    private static PMap<Long, Revision> revisions(
            Live live, ServiceSpec spec, long specVersion, Optional<Previous> previous) {
        var used = new HashSet<Long>();
        live.slots().members().values().forEach(member -> used.add(member.specVersion()));
        var kept = live.revisions();
        for (var version : live.revisions().keySet()) if (!used.contains(version)) kept = kept.minus(version);
        if (previous.isPresent())
            kept = kept.plus(
                    previous.get().specVersion(), revision(previous.get().spec()));
        return kept.plus(specVersion, revision(spec));
    }

    private static Revision revision(ServiceSpec spec) {
        return new Revision(spec.task(), spec.endpoint());
    }

    private static IllegalStateException impossible(Service service, ServiceEvent event) {
        return new IllegalStateException(event.getClass().getSimpleName() + " cannot happen to a service that is "
                + service.getClass().getSimpleName());
    }
}
