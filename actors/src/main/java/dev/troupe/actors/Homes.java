package dev.troupe.actors;

import dev.troupe.actors.name.NameBookActor;
import dev.troupe.actors.node.NodeActor;
import dev.troupe.actors.service.ServiceActor;
import dev.troupe.actors.swarm.SwarmActor;
import dev.troupe.actors.task.TaskActor;

/** Where the entities live. Whoever is spoken to and sleeps is woken from its facts. */
public interface Homes {

    void service(String id, ServiceActor.Message message);

    void task(String id, TaskActor.Message message);

    void node(String id, NodeActor.Message message);

    void swarm(SwarmActor.Message message);

    void names(NameBookActor.Message message);
}
