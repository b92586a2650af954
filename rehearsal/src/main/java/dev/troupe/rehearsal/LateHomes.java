package dev.troupe.rehearsal;

import dev.troupe.actors.Homes;
import dev.troupe.actors.name.NameBookActor;
import dev.troupe.actors.node.NodeActor;
import dev.troupe.actors.service.ServiceActor;
import dev.troupe.actors.swarm.SwarmActor;
import dev.troupe.actors.task.TaskActor;
import java.util.concurrent.CompletableFuture;

/** Homes that are built after those who write to them, and before anybody does. */
record LateHomes(CompletableFuture<Homes> built) implements Homes {

    @Override
    public void service(String id, ServiceActor.Message message) {
        built.join().service(id, message);
    }

    @Override
    public void task(String id, TaskActor.Message message) {
        built.join().task(id, message);
    }

    @Override
    public void node(String id, NodeActor.Message message) {
        built.join().node(id, message);
    }

    @Override
    public void swarm(SwarmActor.Message message) {
        built.join().swarm(message);
    }

    @Override
    public void names(NameBookActor.Message message) {
        built.join().names(message);
    }
}
