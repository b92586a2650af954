package dev.troupe.actors.service;

import dev.troupe.core.service.ServiceCommand;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/** Lets held tasks start when their time has come (RS-5). Owns the timer and nothing else. */
final class RestartSupervisor extends AbstractBehavior<RestartSupervisor.Message> {

    sealed interface Message {
        /** The next hold that time alone may end; absent: none. */
        record Show(Optional<Instant> next) implements Message {}

        record Wake() implements Message {}
    }

    private final TimerScheduler<Message> timers;
    private final InstantSource clock;
    private final Consumer<ServiceCommand> service;

    static Behavior<Message> create(InstantSource clock, Consumer<ServiceCommand> service) {
        return Behaviors.setup(
                context -> Behaviors.withTimers(timers -> new RestartSupervisor(context, timers, clock, service)));
    }

    private RestartSupervisor(
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
                .onMessage(Message.Show.class, this::onShow)
                .onMessage(Message.Wake.class, wake -> {
                    service.accept(new ServiceCommand.ReleaseDue());
                    return this;
                })
                .build();
    }

    private Behavior<Message> onShow(Message.Show show) {
        timers.cancelAll();
        show.next().ifPresent(when -> {
            var wait = Duration.between(clock.instant(), when);
            timers.startSingleTimer(
                    new Message.Wake(), UpdateSupervisor.atLeastAMoment(wait.isNegative() ? Duration.ZERO : wait));
        });
        return this;
    }
}
