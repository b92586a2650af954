package dev.troupe.rehearsal.loop;

import com.typesafe.config.Config;
import java.time.Duration;
import java.util.concurrent.ThreadFactory;
import org.apache.pekko.actor.AbstractScheduler;
import org.apache.pekko.actor.Cancellable;
import org.apache.pekko.event.LoggingAdapter;
import scala.concurrent.ExecutionContext;
import scala.concurrent.duration.FiniteDuration;

/** Pekko's timers on a {@link Loop}. Named in the configuration, made by Pekko. */
public final class LoopScheduler extends AbstractScheduler {

    private final Loop loop;

    public LoopScheduler(Config config, LoggingAdapter log, ThreadFactory threads) {
        this.loop = Loop.named(config.getString(LoopConfig.NAME));
    }

    @Override
    public Cancellable scheduleOnce(FiniteDuration delay, Runnable task, ExecutionContext executor) {
        return new Once(loop.after(Duration.ofNanos(delay.toNanos()), () -> executor.execute(task)));
    }

    /** Deprecated for callers; what they should call instead ends here. */
    @Deprecated
    @Override
    public Cancellable schedule(
            FiniteDuration initialDelay, FiniteDuration interval, Runnable task, ExecutionContext executor) {
        return new Repeated(
                loop, Duration.ofNanos(initialDelay.toNanos()), Duration.ofNanos(interval.toNanos()), task, executor);
    }

    @Override
    public double maxFrequency() {
        return 1_000_000;
    }

    private record Once(Loop.Timer timer) implements Cancellable {
        @Override
        public boolean cancel() {
            return timer.cancel();
        }

        @Override
        public boolean isCancelled() {
            return timer.isOver();
        }
    }

    private static final class Repeated implements Cancellable {
        private final Loop loop;
        private final Duration interval;
        private final Runnable task;
        private final ExecutionContext executor;
        private Loop.Timer timer;
        private boolean cancelled;

        Repeated(Loop loop, Duration initialDelay, Duration interval, Runnable task, ExecutionContext executor) {
            this.loop = loop;
            this.interval = interval;
            this.task = task;
            this.executor = executor;
            this.timer = loop.after(initialDelay, this::run);
        }

        private void run() {
            if (cancelled) return;
            executor.execute(task);
            timer = loop.after(interval, this::run);
        }

        @Override
        public boolean cancel() {
            if (cancelled) return false;
            cancelled = true;
            timer.cancel();
            return true;
        }

        @Override
        public boolean isCancelled() {
            return cancelled;
        }
    }
}
