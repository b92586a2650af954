package dev.troupe.actors.node;

import dev.troupe.core.session.ToAgent;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * Stands for an agent at the manager that it is connected to. A link cannot be sent to another manager; the reference of
 * this actor can, to wherever the node's entity lives.
 */
public final class AgentGate {

    private AgentGate() {}

    public static Behavior<ToAgent> create(AgentLink link) {
        return Behaviors.receiveMessage(message -> {
            link.send(message);
            return Behaviors.same();
        });
    }
}
