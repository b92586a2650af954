package dev.troupe.actors.roster;

import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** Tells its parent of each change of this manager's roster, for as long as the parent lives. */
public final class RosterWatch {

    private RosterWatch() {}

    /** @param moved runs on the feeding thread: it must only send */
    public static Behavior<Void> create(RosterKeeper keeper, Runnable moved) {
        return Behaviors.setup(context -> {
            var watching = keeper.watch(moved);
            return Behaviors.receive(Void.class)
                    .onSignal(PostStop.class, stopped -> {
                        watching.run();
                        return Behaviors.same();
                    })
                    .build();
        });
    }
}
