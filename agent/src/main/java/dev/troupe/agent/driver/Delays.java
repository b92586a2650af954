package dev.troupe.agent.driver;

import java.time.Duration;
import org.apache.pekko.actor.typed.ActorSystem;

/** Does something later, on a clock that may be a virtual one. */
@FunctionalInterface
public interface Delays {

    void after(Duration delay, Runnable task);

    /** The clock and the dispatcher of an actor system. */
    static Delays of(ActorSystem<?> system) {
        return (delay, task) -> {
            var _ = system.scheduler().scheduleOnce(delay, task, system.executionContext());
        };
    }
}
