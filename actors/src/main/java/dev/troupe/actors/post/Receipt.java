package dev.troupe.actors.post;

import dev.troupe.core.id.TaskId;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * Asked for with each status that an agent reported.
 *
 * @param session the agent's, since another one may count its reports anew
 * @param to hears {@link Stored}; should that be lost, the agent says it all again
 */
public record Receipt(String session, long report, ActorRef<Stored> to) {

    public void give(TaskId task) {
        to.tell(new Stored(session, report, task));
    }
}
