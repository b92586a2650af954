package dev.troupe.actors.node;

import dev.troupe.core.session.ToManager;

/** An agent is connected to this manager. Its session is with its node's entity, wherever that lives: a manager relays. */
public interface AgentConnection extends AutoCloseable {

    /** What the agent says; it may be lost. */
    void hear(ToManager said);

    /** The link leads nowhere any more. */
    @Override
    void close();
}
