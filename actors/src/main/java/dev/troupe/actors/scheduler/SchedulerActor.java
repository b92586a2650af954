package dev.troupe.actors.scheduler;

import dev.troupe.actors.post.World;
import dev.troupe.core.id.NodeId;
import dev.troupe.core.id.TaskId;
import dev.troupe.core.node.HostPort;
import dev.troupe.core.node.NodeCommand;
import dev.troupe.core.node.Reservation;
import dev.troupe.core.placement.FloorNode;
import dev.troupe.core.placement.Gathering;
import dev.troupe.core.placement.NodeLoad;
import dev.troupe.core.placement.Scheduling;
import dev.troupe.core.roster.TaskView;
import dev.troupe.core.roster.Waiting;
import dev.troupe.core.rule.Cause;
import dev.troupe.core.task.TaskCommand;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/**
 * Finds nodes for tasks that wait for one. It holds nothing of its own but what it has just asked of nodes and not yet
 * seen in the roster: kill it, and the next one sees the same tasks waiting.
 */
public final class SchedulerActor extends AbstractBehavior<SchedulerActor.Message> {

    /** What the scheduler hears. */
    public sealed interface Message {
        /** The roster has changed. */
        record RosterMoved() implements Message {}

        /** Decide now. */
        record Round() implements Message {}

        /** Is anybody there? */
        record Ping(ActorRef<Done> replyTo) implements Message {}
    }

    private record InFlight(NodeId node, Reservation reservation, Instant until) {}

    /** Between rounds that can only repeat what they said (SC-3). */
    private static final Duration REPEAT = Duration.ofMillis(50);
    /** A reservation that shows no effect by then was lost or refused, and is decided anew. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final TimerScheduler<Message> timers;
    private final World world;
    private final Map<TaskId, InFlight> inFlight = new LinkedHashMap<>();
    private Map<TaskId, String> unplaceable = Map.of();
    private Gathering gathering = Gathering.BRIEF;
    private boolean urgent;

    public static Behavior<Message> create(World world) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> new SchedulerActor(context, timers, world)));
    }

    private SchedulerActor(ActorContext<Message> context, TimerScheduler<Message> timers, World world) {
        super(context);
        this.timers = timers;
        this.world = world;
        timers.startTimerWithFixedDelay("patience", new Message.RosterMoved(), PATIENCE.dividedBy(2));
    }

    @Override
    public Receive<Message> createReceive() {
        return newReceiveBuilder()
                .onMessage(Message.RosterMoved.class, moved -> gather())
                .onMessage(Message.Round.class, round -> decide())
                .onMessage(Message.Ping.class, ping -> {
                    ping.replyTo().tell(Done.getInstance());
                    return this;
                })
                .build();
    }

    private Behavior<Message> gather() {
        var waiting = world.roster().get().tasksAwaitingPlacement();
        if (waiting.isEmpty()) {
            unplaceable = Map.of();
            return this;
        }
        var fresh = waiting.stream()
                .anyMatch(task -> !unplaceable.containsKey(task.id()) && !inFlight.containsKey(task.id()));
        if (!timers.isTimerActive(Message.Round.class) || (fresh && !urgent)) {
            urgent = fresh;
            timers.startSingleTimer(Message.Round.class, new Message.Round(), fresh ? gathering.pause() : REPEAT);
        }
        return this;
    }

    private Behavior<Message> decide() {
        var now = world.clock().instant();
        var roster = world.roster().get();
        inFlight.entrySet()
                .removeIf(entry -> roster.task(entry.getKey())
                        .map(task -> task.node().isPresent()
                                || task.reservedOn().isPresent()
                                || !task.desired().isLive()
                                || !now.isBefore(entry.getValue().until()))
                        .orElse(true));

        var groups = Waiting.groups(roster.tasksAwaitingPlacement().stream()
                .filter(task -> !inFlight.containsKey(task.id()))
                .toList());
        gathering = gathering.after(
                groups.stream().mapToInt(group -> group.tasks().size()).sum(),
                roster.nodes().size());
        if (groups.isEmpty()) return this;
        var verdict = Scheduling.place(floor(roster.floor(now)), groups);

        var perNode = new LinkedHashMap<NodeId, List<Reservation>>();
        verdict.placed().forEach((task, node) -> {
            var reservation = reservation(roster.task(task).orElseThrow());
            inFlight.put(task, new InFlight(node, reservation, now.plus(PATIENCE)));
            perNode.computeIfAbsent(node, any -> new ArrayList<>()).add(reservation);
        });
        var cause = Cause.outside("scheduler", "scheduler");
        perNode.forEach((node, reservations) -> world.post()
                .tell(
                        node,
                        new NodeCommand.Reserve(
                                reservations, List.copyOf(verdict.choices().getOrDefault(node, List.of()))),
                        cause));
        verdict.explained().forEach((task, why) -> {
            if (!roster.task(task).orElseThrow().status().error().equals(why)) {
                world.post().tell(task, new TaskCommand.Explain(why), cause);
            }
        });
        unplaceable = verdict.explained();
        return this;
    }

    /** The roster's floor, with what was asked of nodes and is not seen there yet. */
    private List<FloorNode> floor(Iterable<FloorNode> seen) {
        var asked = new HashMap<NodeId, List<Reservation>>();
        inFlight.values()
                .forEach(flight -> asked.computeIfAbsent(flight.node(), any -> new ArrayList<>())
                        .add(flight.reservation()));
        var floor = new ArrayList<FloorNode>();
        for (var node : seen) {
            var load = node.load();
            for (var reservation : asked.getOrDefault(node.facts().id(), List.of()))
                load = NodeLoad.plus(load, reservation);
            floor.add(new FloorNode(node.facts(), load, node.failures()));
        }
        return floor;
    }

    private static Reservation reservation(TaskView task) {
        var draft = task.draft();
        return new Reservation(
                draft.id(), draft.service(), draft.spec().reservations(), HostPort.claimedBy(draft.endpoint()));
    }
}
