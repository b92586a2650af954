package dev.troupe.app.running;

import dev.troupe.actors.SwarmGate;
import dev.troupe.core.feed.Recorded;
import dev.troupe.http.NodeControls;
import java.util.List;
import java.util.function.Consumer;

/** A swarm in this JVM, with one manager or several. */
public interface RunningSwarm extends AutoCloseable {

    /** What a door would ask; for programs that have a swarm within them. */
    SwarmGate gate();

    /** Shows {@code reader} all facts there are, then those that come; on a thread of its own, one call at a time. */
    void follow(Consumer<List<Recorded>> reader);

    /** Makes nodes of this JVM fail and come back. */
    NodeControls nodes();

    /** How to call it: {@code unix:///run/troupe.sock}, {@code tcp://127.0.0.1:2375}. */
    List<String> addresses();

    @Override
    void close();
}
