package dev.troupe.actors.node;

import dev.troupe.core.session.ToAgent;

/** The way back to an agent: an in-process wire, or a socket. What is sent may be lost. */
@FunctionalInterface
public interface AgentLink {
    void send(ToAgent message);
}
