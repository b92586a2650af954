package dev.troupe.agent.driver;

import dev.troupe.core.id.TaskId;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Keeps a stop from slipping past a launch under way: what was stopped must not start a moment later. The wishes are
 * noted in the order in which they are asked, on the caller's thread; the work behind them may come in any order, even
 * after its task has been forgotten.
 */
public final class Launches {

    private final Map<TaskId, Wish> wishes = new ConcurrentHashMap<>();

    /** Work that blocks. */
    public interface Work<T, X extends Exception> {
        T result() throws X, InterruptedException;
    }

    /** That a task be prepared or started; good until it is asked to stop. */
    public static final class Wish {

        private final ReentrantLock lock; // The task's: all its wishes share it.
        private volatile boolean over;

        private Wish(ReentrantLock lock) {
            this.lock = lock;
        }

        /** Its task was asked to stop after this. */
        public boolean isOver() {
            return over;
        }

        /** Launches, unless the task has been asked to stop meanwhile; one launch of a task at a time. */
        public <T, X extends Exception> T launch(Work<T, X> work) throws X, InterruptedException {
            lock.lockInterruptibly();
            try {
                if (over) throw DriverTrouble.cancelled();
                return work.result();
            } finally {
                lock.unlock();
            }
        }
    }

    /** It is asked to prepare or start. */
    public Wish wanted(TaskId task) {
        return wishes.compute(task, (_, last) -> {
            if (last == null) return new Wish(new ReentrantLock());
            return last.over ? new Wish(last.lock) : last;
        });
    }

    /** It is asked to stop: launches asked for before this come to nothing. */
    public void stopped(TaskId task) {
        wishes.computeIfPresent(task, (_, wish) -> {
            wish.over = true;
            return wish;
        });
    }

    /** Waits until no launch of it is under way. */
    public void settle(TaskId task) throws InterruptedException {
        var wish = wishes.get(task);
        if (wish == null) return;
        wish.lock.lockInterruptibly();
        wish.lock.unlock();
    }

    /** It is gone. */
    public void forget(TaskId task) {
        wishes.remove(task);
    }
}
