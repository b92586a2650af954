package dev.troupe.actors.node;

import dev.troupe.core.id.NodeId;
import dev.troupe.core.id.TaskId;
import dev.troupe.core.node.PhiAccrual;
import dev.troupe.core.session.Assignment;
import dev.troupe.core.session.ToAgent;
import dev.troupe.core.task.DesiredState;
import dev.troupe.core.task.TaskDraft;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The session with a node's agent: who is there, how well it is heard, what waits to be sent. Soft; used by one actor. */
final class Session {

    private record Open(String name, AgentLink link) {}

    private final Duration heartbeat;
    private final Map<TaskId, Assignment> assigning = new LinkedHashMap<>();
    private final Set<TaskId> dropping = new LinkedHashSet<>();
    private final Map<Long, Integer> unstored = new HashMap<>();
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

    void open(String name, AgentLink link, Instant now) {
        open = Optional.of(new Open(name, link));
        expected = Optional.empty();
        pulse = Optional.of(new PhiAccrual(PhiAccrual.Settings.forHeartbeat(heartbeat), now));
        unstored.clear();
        assigning.clear();
        dropping.clear();
    }

    void close() {
        open = Optional.empty();
        expected = Optional.empty();
        unstored.clear();
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

    /** True once: when the agent has not been heard for too long, or has not come at all. */
    boolean isLost(Instant now, Duration ownLateness) {
        if (open.isPresent()) {
            return pulse.filter(p -> p.judge(now, ownLateness) == PhiAccrual.Judgement.DOWN)
                    .isPresent();
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

    void reported(long number, int tasks) {
        if (tasks == 0) send(number);
        else unstored.put(number, tasks);
    }

    void stored(long number) {
        var left = unstored.get(number);
        if (left == null) return;
        if (left > 1) {
            unstored.put(number, left - 1);
        } else {
            unstored.remove(number);
            send(number);
        }
    }

    /** A report is noted only when no earlier one is still being written. */
    private void send(long number) {
        if (unstored.keySet().stream().noneMatch(earlier -> earlier < number)) {
            open.ifPresent(session -> session.link().send(new ToAgent.Noted(session.name(), number)));
        }
    }

    void flush() {
        if (open.isEmpty() || (assigning.isEmpty() && dropping.isEmpty())) return;
        var change =
                new ToAgent.Change(open.get().name(), new ArrayList<>(assigning.values()), new ArrayList<>(dropping));
        assigning.clear();
        dropping.clear();
        send(change);
    }

    void send(ToAgent message) {
        open.ifPresent(session -> session.link().send(message));
    }
}
