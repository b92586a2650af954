package dev.troupe.rehearsal.loop;

import com.typesafe.config.Config;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.dispatch.DispatcherPrerequisites;
import org.apache.pekko.dispatch.ExecutorServiceConfigurator;
import org.apache.pekko.dispatch.ExecutorServiceFactory;

/** Pekko's dispatchers on a {@link Loop}. Named in the configuration, made by Pekko. */
public final class LoopDispatch extends ExecutorServiceConfigurator {

    private final Loop loop;

    public LoopDispatch(Config config, DispatcherPrerequisites prerequisites) {
        super(config, prerequisites);
        loop = Loop.named(prerequisites.settings().config().getString(LoopConfig.NAME));
    }

    @Override
    public ExecutorServiceFactory createExecutorServiceFactory(String id, ThreadFactory threads) {
        return () -> new OnLoop(loop);
    }

    private static final class OnLoop extends AbstractExecutorService {
        private final Loop loop;
        private volatile boolean shut;

        OnLoop(Loop loop) {
            this.loop = loop;
        }

        @Override
        public void execute(Runnable task) {
            loop.execute(task);
        }

        @Override
        public void shutdown() {
            shut = true;
        }

        @Override
        public List<Runnable> shutdownNow() {
            shut = true;
            return List.of();
        }

        @Override
        public boolean isShutdown() {
            return shut;
        }

        @Override
        public boolean isTerminated() {
            return shut;
        }

        @Override
        public boolean awaitTermination(long timeout, TimeUnit unit) {
            return shut;
        }
    }
}
