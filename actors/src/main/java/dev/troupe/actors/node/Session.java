package dev.troupe.actors.node;

import dev.troupe.core.id.NodeId;
import dev.troupe.core.id.TaskId;
import dev.troupe.core.node.PhiAccrual;
import dev.troupe.core.session.Assignment;
import dev.troupe.core.session.TaskReport;
import dev.troupe.core.session.ToAgent;
import dev.troupe.core.task.DesiredState;
import dev.troupe.core.task.TaskDraft;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.pekko.actor.typed.ActorRef;

/** The session with a node's agent: who is there, how well it is heard, what waits to be sent. Soft; used by one actor. */
final class Session {

    private record Open(String name, ActorRef<ToAgent> agent, ToAgent.Welcome welcome) {}

    private final Duration heartbeat;
    private final Map<TaskId, Assignment> assigning = new LinkedHashMap<>();
    private final Set<TaskId> dropping = new LinkedHashSet<>();
    private final Map<Long, Set<TaskId>> unstored = new HashMap<>();
    /** Sent, and not yet shown to be taken; in the order of their numbers. */
    private final Deque<ToAgent.Change> untaken = new ArrayDeque<>();

    private long sent;
    private long sentAtLastBeat;
    private Optional<Open> open = Optional.empty();
    private Optional<Instant> expected = Optional.empty();
    private Optional<PhiAccrual> pulse = Optional.empty();

    Session(Duration heartbeat) {
        this.heartbeat = heartbeat;
    }

    /** Nobody is there yet, but somebody should be by then. */
    void expectBy(Instant when) {
        expected = Optional.of(when);
    }

    void open(String name, ActorRef<ToAgent> agent, Instant now) {
        close();
        // Grows from opening to opening, also across restarts of whoever keeps this session.
        sent = ChronoUnit.MICROS.between(Instant.EPOCH, now);
        sentAtLastBeat = sent;
        open = Optional.of(new Open(name, agent, new ToAgent.Welcome(name, heartbeat, sent)));
        pulse = Optional.of(new PhiAccrual(PhiAccrual.Settings.forHeartbeat(heartbeat), now));
    }

    /** The agent speaks by way of another manager than before: it is answered there. */
    void leadsBy(ActorRef<ToAgent> agent) {
        if (open.filter(session -> !session.agent().equals(agent)).isEmpty()) return;
        open = open.map(session -> new Open(session.name(), agent, session.welcome()));
    }

    /** Tells the agent that its session stands. */
    void welcome() {
        open.ifPresent(session -> session.agent().tell(session.welcome()));
    }

    void close() {
        open = Optional.empty();
        expected = Optional.empty();
        unstored.clear();
        untaken.clear();
        assigning.clear();
        dropping.clear();
    }

    boolean is(String name) {
        return open.filter(session -> session.name().equals(name)).isPresent();
    }

    /** Anything the agent says is a sign of life. False when it speaks of a session that is not this one. */
    boolean beat(String name, Instant now) {
        if (!is(name)) return false;
        pulse.ifPresent(p -> p.beat(now));
        return true;
    }

    /**
     * The agent has taken all changes up to this number; others that were on their way at its beat before are sent again.
     * False when it has taken what was never sent: it speaks of another session of the same name.
     */
    boolean taken(long number) {
        if (number > sent) return false;
        untaken.removeIf(change -> change.number() <= number);
        untaken.stream().filter(change -> change.number() <= sentAtLastBeat).forEach(this::send);
        sentAtLastBeat = sent;
        return true;
    }

    /** True once: when the agent has not been heard for too long, or has not come at all. */
    boolean isLost(Instant now, Duration ownLateness) {
        if (open.isPresent()) {
            return pulse.filter(p -> p.isDown(now, ownLateness)).isPresent();
        }
        return expected.filter(when -> now.isAfter(when.plus(ownLateness))).isPresent();
    }

    void assign(TaskDraft draft, NodeId node, DesiredState desired) {
        if (open.isPresent()) assigning.put(draft.id(), new Assignment(draft, node, desired));
    }

    void drop(TaskId task) {
        assigning.remove(task);
        if (open.isPresent()) dropping.add(task);
    }

    void reported(long number, List<TaskReport> tasks) {
        unstored.put(number, tasks.stream().map(TaskReport::task).collect(Collectors.toSet()));
        noteIfStored(number);
    }

    void stored(long number, TaskId task) {
        var left = unstored.get(number);
        if (left == null || !left.remove(task)) return;
        noteIfStored(number);
    }

    private void noteIfStored(long number) {
        var left = unstored.get(number);
        if (left == null || !left.isEmpty()) return;
        unstored.remove(number);
        open.ifPresent(session -> session.agent().tell(new ToAgent.Noted(session.name(), number)));
    }

    void flush() {
        if (open.isEmpty() || (assigning.isEmpty() && dropping.isEmpty())) return;
        var change = new ToAgent.Change(
                open.get().name(), ++sent, new ArrayList<>(assigning.values()), new ArrayList<>(dropping));
        untaken.add(change);
        assigning.clear();
        dropping.clear();
        send(change);
    }

    private void send(ToAgent message) {
        open.ifPresent(session -> session.agent().tell(message));
    }
}
