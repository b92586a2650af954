package dev.troupe.actors.service;

import dev.troupe.core.service.Rollout;
import dev.troupe.core.service.ServiceCommand;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/** Walks one rollout, slot by slot. Owns the timer and nothing else: kill it, and the journal tells the next one all. */
final class UpdateSupervisor extends AbstractBehavior<UpdateSupervisor.Message> {

    sealed interface Message {
        /** This is how the rollout stands; absent: there is none. */
        record Show(Optional<Rollout> rollout) implements Message {}

        record Wake() implements Message {}
    }

    private final TimerScheduler<Message> timers;
    private final InstantSource clock;
    private final Consumer<ServiceCommand> service;
    private Optional<Rollout> shown = Optional.empty();

    static Behavior<Message> create(InstantSource clock, Consumer<ServiceCommand> service) {
        return Behaviors.setup(
                context -> Behaviors.withTimers(timers -> new UpdateSupervisor(context, timers, clock, service)));
    }

    private UpdateSupervisor(
            ActorContext<Message> context,
            TimerScheduler<Message> timers,
            InstantSource clock,
            Consumer<ServiceCommand> service) {
        super(context);
        this.timers = timers;
        this.clock = clock;
        this.service = service;
    }

    @Override
    public Receive<Message> createReceive() {
        return newReceiveBuilder()
                .onMessage(Message.Show.class, show -> {
                    shown = show.rollout();
                    return stepOn();
                })
                .onMessage(Message.Wake.class, wake -> stepOn())
                .build();
    }

    private Behavior<Message> stepOn() {
        timers.cancelAll();
        if (shown.isEmpty()) return this;
        var now = clock.instant();
        switch (shown.get().next(now)) {
            case Rollout.Step.Replace(var slots) -> service.accept(new ServiceCommand.ReplaceSlots(slots));
            case Rollout.Step.Expire(var slots) -> service.accept(new ServiceCommand.ExpireSlots(slots));
            case Rollout.Step.WakeAt(var when) ->
                timers.startSingleTimer(new Message.Wake(), atLeastAMoment(Duration.between(now, when)));
            case Rollout.Step.AwaitTasks() -> {} // A task's report changes the rollout, and we are shown it again.
            case Rollout.Step.GiveUp(var task) -> service.accept(new ServiceCommand.GiveUp(task));
            case Rollout.Step.Finish() -> service.accept(new ServiceCommand.FinishUpdate());
        }
        return this;
    }

    /** Timers count in milliseconds; a fraction of one must not make us ask too early for ever. */
    static Duration atLeastAMoment(Duration duration) {
        return duration.plusMillis(1);
    }
}
