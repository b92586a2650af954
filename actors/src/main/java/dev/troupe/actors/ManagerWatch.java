package dev.troupe.actors;

import java.time.Duration;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.cluster.ClusterEvent;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Subscribe;

/**
 * When a manager is gone, its entities live on elsewhere as soon as somebody speaks to them. The leader of the managers
 * that are left speaks to those that owe something. (One that moves while its manager lives wakes itself.)
 */
final class ManagerWatch extends AbstractBehavior<ManagerWatch.Message> {

    sealed interface Message {
        record Gone(ClusterEvent.MemberRemoved manager) implements Message {}

        record Again() implements Message {}
    }

    /** What is said in the moment in which a region has not noticed yet that its neighbour is gone is lost: so twice. */
    private static final Duration AGAIN = Duration.ofSeconds(2);

    private final Cluster cluster;
    private final TimerScheduler<Message> timers;
    private final Runnable wakeUnsettled;

    static Behavior<Message> create(Runnable wakeUnsettled) {
        return Behaviors.setup(
                context -> Behaviors.withTimers(timers -> new ManagerWatch(context, timers, wakeUnsettled)));
    }

    private ManagerWatch(ActorContext<Message> context, TimerScheduler<Message> timers, Runnable wakeUnsettled) {
        super(context);
        this.cluster = Cluster.get(context.getSystem());
        this.timers = timers;
        this.wakeUnsettled = wakeUnsettled;
        var gone = context.messageAdapter(ClusterEvent.MemberRemoved.class, Message.Gone::new);
        cluster.subscriptions().tell(Subscribe.create(gone, ClusterEvent.MemberRemoved.class));
    }

    @Override
    public Receive<Message> createReceive() {
        return newReceiveBuilder()
                .onMessage(Message.Gone.class, gone -> {
                    var manager = gone.manager().member();
                    if (manager.equals(cluster.selfMember())) return this; // This one stops.
                    getContext().getLog().warn("the manager at {} is gone", manager.address());
                    timers.startSingleTimer(new Message.Again(), AGAIN);
                    return wake();
                })
                .onMessage(Message.Again.class, again -> wake())
                .build();
    }

    private Behavior<Message> wake() {
        if (cluster.selfMember().address().equals(cluster.state().getLeader())) wakeUnsettled.run();
        return this;
    }
}
