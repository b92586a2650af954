package dev.troupe.agent.driver;

import dev.troupe.core.id.TaskId;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Keeps a stop from slipping past a launch under way: what was stopped must not start a moment later. The wishes are
 * noted in the order in which they are asked, on the caller's thread; the work behind them may come in any order.
 */
public final class Launches {

    private final Set<TaskId> stopped = ConcurrentHashMap.newKeySet();
    private final Map<TaskId, ReentrantLock> locks = new ConcurrentHashMap<>();

    /** Work that blocks. */
    public interface Work<T, X extends Exception> {
        T result() throws X, InterruptedException;
    }

    /** It is asked to prepare or start. */
    public void wanted(TaskId task) {
        stopped.remove(task);
    }

    /** It is asked to stop: launches asked for before this come to nothing. */
    public void stopped(TaskId task) {
        stopped.add(task);
    }

    public boolean isStopped(TaskId task) {
        return stopped.contains(task);
    }

    /** Launches, unless it has been asked to stop meanwhile; one at a time. */
    public <T, X extends Exception> T launch(TaskId task, Work<T, X> work) throws X, InterruptedException {
        var lock = locks.computeIfAbsent(task, _ -> new ReentrantLock());
        lock.lockInterruptibly();
        try {
            if (isStopped(task)) throw DriverTrouble.cancelled();
            return work.result();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until no launch of it is under way. */
    public void settle(TaskId task) throws InterruptedException {
        var lock = locks.get(task);
        if (lock == null) return;
        lock.lockInterruptibly();
        lock.unlock();
    }

    /** It is gone. */
    public void forget(TaskId task) {
        stopped.remove(task);
        locks.remove(task);
    }
}
