package dev.troupe.http;

import dev.troupe.actors.Answer;
import dev.troupe.core.node.Availability;
import dev.troupe.core.rule.Cause;
import dev.troupe.core.swarm.SwarmSpec;
import java.util.concurrent.CompletionStage;

/** Makes a new swarm where there is none, or none any more: certificates, tokens, a first node ({@code docker swarm init}). */
@FunctionalInterface
public interface SwarmFounding {

    /**
     * The id of the first node, which must be readable by then.
     *
     * @param availability of that node
     */
    CompletionStage<Answer<String>> found(SwarmSpec spec, Availability availability, Cause cause);
}
