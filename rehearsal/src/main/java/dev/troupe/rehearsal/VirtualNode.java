package dev.troupe.rehearsal;

import dev.troupe.actors.node.AgentGate;
import dev.troupe.agent.AgentActor;
import dev.troupe.agent.AgentSettings;
import dev.troupe.agent.driver.simulated.SimulatedDriver;
import dev.troupe.core.id.Ids;
import dev.troupe.core.id.NodeId;
import dev.troupe.core.node.NodeDescription;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.apache.pekko.actor.typed.ActorRef;

/** A node of a rehearsal: a driver with its containers, at times an agent, and a wire to whatever manager there is. */
public final class VirtualNode {

    /** How the node's wire to the manager is. */
    public enum Wire {
        WHOLE,
        /** Nothing passes. */
        CUT,
        /** The machine hangs: what it says and hears waits until it goes on. */
        HELD
    }

    private final Stage stage;
    private final VirtualSwarm swarm;
    private final NodeId id;
    private final NodeDescription description;
    private final String address;
    private final SimulatedDriver driver;
    private final Ids ids;
    private final RandomGenerator chance;
    private final Mail mail;
    private Optional<ActorRef<AgentActor.Message>> agent = Optional.empty();
    private Wire wire = Wire.WHOLE;
    private int boots;
    private final Deque<Runnable> held = new ArrayDeque<>();

    VirtualNode(
            Stage stage,
            VirtualSwarm swarm,
            NodeId id,
            NodeDescription description,
            String address,
            SimulatedDriver driver,
            Ids ids,
            SplittableRandom chance,
            Mail mail) {
        this.stage = stage;
        this.swarm = swarm;
        this.id = id;
        this.description = description;
        this.address = address;
        this.driver = driver;
        this.ids = ids;
        this.chance = chance;
        this.mail = mail;
    }

    public NodeId id() {
        return id;
    }

    public NodeDescription description() {
        return description;
    }

    SimulatedDriver driver() {
        return driver;
    }

    public boolean isUp() {
        return agent.isPresent();
    }

    Wire wire() {
        return wire;
    }

    public void boot() {
        if (agent.isPresent()) return;
        var boot = ++boots;
        var gate = stage.spawn(
                "gate-" + id + "-" + boot,
                AgentGate.create(message -> pass(() -> {
                    if (boots == boot)
                        agent.ifPresent(present -> present.tell(new AgentActor.Message.FromManager(message)));
                })));
        agent = Optional.of(stage.spawn(
                "agent-" + id + "-" + boot,
                AgentActor.create(
                        id,
                        address,
                        driver,
                        said -> pass(() -> swarm.hear(id, said, gate)),
                        stage.loop(),
                        ids,
                        chance,
                        AgentSettings.DEFAULT.withHeartbeat(swarm.heartbeat()))));
    }

    private void pass(Runnable arrival) {
        switch (wire) {
            case WHOLE -> mail.carry(arrival);
            case CUT -> {}
            case HELD -> held.add(arrival);
        }
    }

    public void wire(Wire wire) {
        this.wire = wire;
        if (wire == Wire.HELD) return;
        var late = List.copyOf(held);
        held.clear();
        if (wire == Wire.WHOLE) late.forEach(mail::carry);
    }

    /** The power fails: the agent and all containers are gone at once. */
    public void crash() {
        agent.ifPresentOrElse(present -> present.tell(new AgentActor.Message.PowerFailure()), () -> driver.cutPower());
        agent = Optional.empty();
        held.clear();
        wire = Wire.WHOLE;
    }

    /** Only the agent ends; the containers run on. */
    void endAgent() {
        agent.ifPresent(stage::stop);
        agent = Optional.empty();
    }
}
