package dev.troupe.core.service;

import static dev.troupe.core.rule.Decision.accept;
import static dev.troupe.core.rule.Decision.refuse;
import static java.util.Comparator.naturalOrder;

import dev.troupe.core.id.Ids;
import dev.troupe.core.id.NodeId;
import dev.troupe.core.id.ServiceId;
import dev.troupe.core.id.TaskId;
import dev.troupe.core.node.NodeFacts;
import dev.troupe.core.rule.Cause;
import dev.troupe.core.rule.Decision;
import dev.troupe.core.rule.Refusal;
import dev.troupe.core.service.Service.Absent;
import dev.troupe.core.service.Service.Live;
import dev.troupe.core.service.Service.Removed;
import dev.troupe.core.service.ServiceCommand.*;
import dev.troupe.core.service.ServiceEvent.*;
import dev.troupe.core.service.UpdateStatus.State;
import dev.troupe.core.spec.ServiceSpec;
import dev.troupe.core.task.DesiredState;
import dev.troupe.core.task.TaskCommand;
import dev.troupe.core.task.TaskDraft;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** All that a service may do. No clock, no chance, no I/O. */
public final class ServiceRules {

    private ServiceRules() {}

    /**
     * The facts that follow from {@code command}.
     *
     * @param ids where the ids of new tasks come from
     * @param nodes what nodes are like now, as far as is known; asked only where a change of placement is all that could
     *     make a task another one (U-30)
     */
    public static Decision<ServiceEvent> decide(
            Service service,
            ServiceCommand command,
            Instant now,
            Ids ids,
            Function<NodeId, Optional<NodeFacts>> nodes) {
        return switch (service) {
            case Absent absent ->
                command instanceof Create(var id, var spec, var limit)
                        ? create(id, spec, limit, new Draft(absent, now, ids, nodes))
                        : refuse(new Refusal.NotFound("service not found"));
            case Live live -> decideLive(live, command, new Draft(live, now, ids, nodes));
            case Removed removed -> decideRemoved(removed, command);
        };
    }

    /** What the service is after a fact. With a spec it keeps the correlation of who wanted it so. */
    public static Service evolve(Service service, ServiceEvent event, Instant at, Cause cause) {
        var after = ServiceState.evolve(service, event, at);
        var isWanted = event instanceof Created || event instanceof SpecChanged;
        return isWanted && after instanceof Live live ? live.withCorrelation(cause.correlation()) : after;
    }

    /**
     * Why the facts are written that follow from a command: the steps of a rollout go on under the correlation of the command
     * that it carries out, also after a crash; everything else brings its own along.
     */
    public static Cause cause(Service service, ServiceCommand command, Cause cause) {
        return switch (command) {
            case ReplaceSlots _, ExpireSlots _, GiveUp _, FinishUpdate _ ->
                service instanceof Live live ? cause.within(live.correlation()) : cause;
            case Create _,
                    Update _,
                    Rollback _,
                    ReturnTo _,
                    Remove _,
                    Sight _,
                    HearOfNode _,
                    ReleaseDue _,
                    LimitHistory _ -> cause;
        };
    }

    /**
     * Of reports that are taken together, the one that what follows is owed to: the last end among them, since that is what a
     * service acts upon, or else the last.
     */
    public static Sighting decisive(List<Sighting> sightings) {
        return sightings.reversed().stream()
                .filter(sighting -> sighting.state().isTerminal())
                .findFirst()
                .orElseGet(sightings::getLast);
    }

    /** Under which correlation it says again what may have been lost: of a rollout that goes on, else under its id. */
    public static String correlation(Service service, ServiceId id) {
        return service instanceof Live live && live.rollout().isPresent() ? live.correlation() : id.value();
    }

    private static Decision<ServiceEvent> create(ServiceId id, ServiceSpec spec, int historyLimit, Draft draft) {
        draft.add(new Created(id, spec, historyLimit));
        Reconcile.run(draft, Reason.CREATED, Optional.empty());
        return accept(draft.events());
    }

    private static Decision<ServiceEvent> decideLive(Live live, ServiceCommand command, Draft draft) {
        switch (command) {
            case Create again -> {} // Asked twice, done once.
            case Update(var spec, var atVersion, var authFrom) -> {
                var refusal = objection(live, spec, atVersion, authFrom);
                if (refusal.isPresent()) return refuse(refusal.get());
                update(draft, live, spec, authFrom);
            }
            case Rollback(var atVersion) -> {
                if (live.isOutOfDate(atVersion)) return refuse(new Refusal.OutOfDate(atVersion, live.version()));
                if (live.previous().isEmpty()) {
                    return refuse(new Refusal.Precondition("service " + live.id() + " does not have a previous spec"));
                }
                rollBack(draft, live, live.previous().get());
            }
            case ReturnTo(var spec, var specVersion, var atVersion) -> {
                if (live.isOutOfDate(atVersion)) return refuse(new Refusal.OutOfDate(atVersion, live.version()));
                if (!spec.name().equals(live.spec().name())) {
                    return refuse(new Refusal.Invalid("that is a spec of the service " + spec.name()));
                }
                if (spec.equals(live.spec())) {
                    return refuse(new Refusal.Invalid(
                            "service " + spec.name() + " has that spec now: there is nothing to roll back"));
                }
                rollBack(draft, live, new Previous(spec, specVersion));
            }
            case Remove() ->
                draft.add(new ServiceEvent.Removed(
                        List.copyOf(live.slots().members().keySet())));
            case Sight(var sightings) -> Supervision.sight(draft, sightings);
            case HearOfNode(var node, var standing, var version, var facts) ->
                Supervision.hearOfNode(draft, node, standing, version, facts);
            case ReleaseDue() -> Supervision.releaseDue(draft);
            case ReplaceSlots(var slots) -> {
                if (live.rollout().filter(rollout -> !rollout.paused()).isPresent())
                    RolloutProgress.replace(draft, slots);
            }
            case ExpireSlots(var slots) -> {
                if (live.rollout().filter(rollout -> !rollout.paused()).isPresent())
                    RolloutProgress.expire(draft, slots);
            }
            case GiveUp(var task) -> RolloutProgress.giveUp(draft, task);
            case FinishUpdate() -> RolloutProgress.finish(draft);
            case LimitHistory(var limit) -> {
                if (limit != live.historyLimit()) {
                    draft.add(new HistoryLimited(limit));
                    Reconcile.History.prune(draft, List.copyOf(live.slots().numbers())); // H-6, fixed.
                }
            }
        }
        return accept(draft.events());
    }

    private static Decision<ServiceEvent> decideRemoved(Removed removed, ServiceCommand command) {
        return switch (command) {
            case Sight(var sightings) -> {
                var news = sightings.stream()
                        .filter(s -> removed.slots().member(s.task()).isPresent())
                        .toList();
                yield news.isEmpty() ? accept() : accept(new TasksSighted(news));
            }
            case HearOfNode heard -> accept();
            case ReleaseDue due -> accept();
            case ReplaceSlots replace -> accept();
            case ExpireSlots expire -> accept();
            case GiveUp giveUp -> accept();
            case FinishUpdate finish -> accept();
            case LimitHistory limit -> accept();
            case Create create -> gone(removed);
            case Update update -> gone(removed);
            case Rollback rollback -> gone(removed);
            case ReturnTo back -> gone(removed);
            case Remove again -> gone(removed);
        };
    }

    private static Decision<ServiceEvent> gone(Removed removed) {
        return refuse(new Refusal.NotFound("service " + removed.id() + " not found"));
    }

    /** OM-4, OM-32, U-43. */
    private static Optional<Refusal> objection(Live live, ServiceSpec spec, long atVersion, AuthFrom authFrom) {
        if (live.isOutOfDate(atVersion)) return Optional.of(new Refusal.OutOfDate(atVersion, live.version()));
        if (!spec.name().equals(live.spec().name())) {
            return Optional.of(new Refusal.Unsupported("renaming services is not supported"));
        }
        if (authFrom == AuthFrom.PREVIOUS_SPEC && live.previous().isEmpty()) {
            return Optional.of(new Refusal.Precondition("service does not have a previous spec"));
        }
        return Optional.empty();
    }

    private static void update(Draft draft, Live live, ServiceSpec spec, AuthFrom authFrom) {
        var auth = spec.task().container().registryAuth().or(() -> switch (authFrom) {
            case SPEC -> live.spec().task().container().registryAuth();
            case PREVIOUS_SPEC ->
                live.previous().orElseThrow().spec().task().container().registryAuth();
        });
        draft.add(new SpecChanged(
                spec.withRegistryAuth(auth), live.version(),
                Optional.of(new Previous(live.spec(), live.specVersion())), Optional.empty()));
        Reconcile.run(draft, Reason.SCALED, live.rollout());
    }

    /** U-41: the two specs change places, so that rolling back twice leads forward again. */
    private static void rollBack(Draft draft, Live live, Previous previous) {
        draft.add(new SpecChanged(
                previous.spec(),
                previous.specVersion(),
                Optional.of(new Previous(live.spec(), live.specVersion())),
                Optional.of(new UpdateStatus(
                        State.ROLLBACK_STARTED, draft.now, Optional.empty(), "manually requested rollback"))));
        Reconcile.run(draft, Reason.SCALED, live.rollout());
    }

    /** What must still be said to tasks. A task that does not exist yet is told to be before anything else. */
    public static List<ServiceErrand> owed(Service service) {
        return switch (service) {
            case Absent() -> List.of();
            case Live live -> owed(live, live.slots().untold());
            case Removed removed -> owed(removed, removed.slots().untold());
        };
    }

    /** The same, for these tasks only. */
    public static List<ServiceErrand> owed(Service service, Collection<TaskId> tasks) {
        return switch (service) {
            case Absent() -> List.of();
            case Live live -> errands(live.slots(), live.spec(), live, tasks);
            case Removed removed -> errands(removed.slots(), removed.spec(), removed, tasks);
        };
    }

    public static boolean owesNothing(Service service) {
        return switch (service) {
            case Absent() -> true;
            case Live live -> live.slots().untold().isEmpty();
            case Removed removed -> removed.slots().untold().isEmpty();
        };
    }

    /** The tasks that a fact gives their service something to say to. */
    public static Collection<TaskId> tasksToTell(ServiceEvent event) {
        return switch (event) {
            case TasksPlanned(var plans, var specVersion, var reason) ->
                plans.stream().map(Plan::task).toList();
            case TasksEnded(var tasks, var desired, var reason) -> tasks;
            case TasksReleased(var tasks) -> tasks;
            case TasksPruned(var tasks) -> tasks;
            case TasksRejected(var tasks, var message, var error) -> tasks;
            case TasksSighted(var sightings) ->
                sightings.stream().map(Sighting::task).toList();
            case Created created -> List.of();
            case SpecChanged changed -> List.of();
            case RolloutStarted started -> List.of();
            case SlotsTaken taken -> List.of();
            case SlotsDone done -> List.of();
            case UpdateTasksFailed failed -> List.of();
            case RolloutPaused paused -> List.of();
            case RolloutFinished finished -> List.of();
            case NodeNoted noted -> List.of();
            case HistoryLimited limited -> List.of();
            case ServiceEvent.Removed(var tasks) -> tasks;
        };
    }

    private static List<ServiceErrand> errands(
            Slots slots, ServiceSpec spec, Service service, Collection<TaskId> tasks) {
        var errands = new ArrayList<ServiceErrand>(tasks.size());
        for (var id : tasks) {
            if (!slots.untold().contains(id)) continue;
            var member = slots.get(id);
            if (member.told().isEmpty()) {
                errands.add(new ServiceErrand(id, new TaskCommand.Create(draft(service, spec, member))));
            }
            if (member.rejected().isPresent() && !member.observed().isTerminal()) {
                var why = member.rejected().get();
                errands.add(new ServiceErrand(id, new TaskCommand.Reject(why.message(), why.error())));
            }
            if (member.pruned()) errands.add(new ServiceErrand(id, new TaskCommand.Delete()));
            else if (!member.told()
                    .map(told -> told.isAtLeast(member.desired()))
                    .orElse(member.isLive())) {
                errands.add(new ServiceErrand(id, new TaskCommand.Desire(member.desired())));
            } else if (member.desired() == DesiredState.REMOVE) {
                errands.add(new ServiceErrand(id, new TaskCommand.Desire(DesiredState.REMOVE)));
            }
        }
        return errands;
    }

    private static TaskDraft draft(Service service, ServiceSpec spec, Member member) {
        var revisions = switch (service) {
            case Absent() -> throw new IllegalStateException("an absent service has no tasks");
            case Live live -> live.revisions();
            case Removed removed -> removed.revisions();
        };
        var id = switch (service) {
            case Absent() -> throw new IllegalStateException("an absent service has no tasks");
            case Live live -> live.id();
            case Removed removed -> removed.id();
        };
        var made = revisions.get(member.specVersion());
        if (made == null) throw new IllegalStateException("no revision " + member.specVersion() + " is kept");
        return new TaskDraft(
                member.id(),
                id,
                spec.name(),
                spec.labels(),
                member.slot(),
                member.specVersion(),
                made.task(),
                made.endpoint(),
                member.isLive() ? member.desired() : DesiredState.READY);
    }

    /** When a held task may next be released by time alone (RS-3, RS-4); the restart supervisor looks again then. */
    public static Optional<Instant> nextRelease(Service service) {
        if (!(service instanceof Live live)) return Optional.empty();
        return live.slots().held().stream()
                .map(id -> live.slots().get(id).hold().orElseThrow())
                .map(hold -> hold.until()
                                .flatMap(live.slots()::member)
                                .filter(live::mayStillRun)
                                .isPresent()
                        ? max(hold.notBefore(), hold.atLatest())
                        : hold.notBefore())
                .min(naturalOrder());
    }

    private static Instant max(Instant a, Instant b) {
        return a.isAfter(b) ? a : b;
    }
}
