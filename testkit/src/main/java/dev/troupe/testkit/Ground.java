package dev.troupe.testkit;

import dev.troupe.agent.driver.simulated.Behaviour;
import dev.troupe.app.running.Cluster;
import dev.troupe.core.id.NodeId;
import dev.troupe.core.id.ServiceId;
import dev.troupe.core.node.NodeCommand;
import dev.troupe.core.roster.Roster;
import dev.troupe.core.service.ServiceCommand;
import dev.troupe.core.spec.ServiceSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;

/** What a test's swarm stands on: virtual or real time. Nodes are called by their host names. */
interface Ground extends AutoCloseable {

    Instant now();

    /** Time passes, and what is due in it happens. */
    void pass(Duration time);

    /** How long to wait between two looks at something that is waited for. */
    Duration look();

    Roster roster();

    /** What has happened, a line each. */
    List<String> history();

    /** Containers of images like this do this too, from now on. */
    void script(String image, UnaryOperator<Behaviour> change);

    /** @throws RefusedException as all that is asked of the swarm */
    ServiceId create(ServiceSpec spec);

    void ask(ServiceId service, ServiceCommand command);

    void ask(NodeId node, NodeCommand command);

    NodeId id(String hostname);

    void crash(String hostname);

    void hang(String hostname);

    void cut(String hostname);

    void revive(String hostname);

    void killManager();

    void startManager();

    /** The managers, one by one, and the wires between them. */
    default Cluster cluster() {
        throw new UnsupportedOperationException("this swarm has one manager; take managers(3), and real time");
    }

    /** Where Docker's API answers. */
    List<String> addresses();

    @Override
    void close();
}
