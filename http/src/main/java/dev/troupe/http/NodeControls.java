package dev.troupe.http;

import dev.troupe.actors.Answer;
import java.util.concurrent.CompletionStage;

/**
 * Makes a node that lives in this JVM fail, for trying failover. The answer is one line for people; an unknown node
 * is refused as not found.
 */
public interface NodeControls {

    /** Unreachable; its tasks run on. */
    CompletionStage<Answer<String>> cut(String node);

    /** Dead, and its tasks with it. */
    CompletionStage<Answer<String>> kill(String node);

    /** Back again. */
    CompletionStage<Answer<String>> revive(String node);
}
