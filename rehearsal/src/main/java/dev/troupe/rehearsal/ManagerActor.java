package dev.troupe.rehearsal;

import dev.troupe.actors.Homes;
import dev.troupe.actors.name.NameBookActor;
import dev.troupe.actors.node.NodeActor;
import dev.troupe.actors.post.World;
import dev.troupe.actors.scheduler.SchedulerActor;
import dev.troupe.actors.service.ServiceActor;
import dev.troupe.actors.swarm.SwarmActor;
import dev.troupe.actors.task.TaskActor;
import dev.troupe.core.id.NodeId;
import dev.troupe.core.id.ServiceId;
import dev.troupe.core.id.TaskId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;

/** A whole manager: its entities, each started when first spoken to, and its scheduler. It dies with all of them. */
final class ManagerActor extends AbstractBehavior<ManagerActor.Message> {

    /** What is to be brought to whom. */
    sealed interface Message {
        record ToService(String id, ServiceActor.Message message) implements Message {}

        record ToTask(String id, TaskActor.Message message) implements Message {}

        record ToNode(String id, NodeActor.Message message) implements Message {}

        record ToSwarm(SwarmActor.Message message) implements Message {}

        record ToNames(NameBookActor.Message message) implements Message {}

        record ToScheduler(SchedulerActor.Message message) implements Message {}

        /** A task needs no actor any more. */
        record Asleep(String task, ActorRef<TaskActor.Message> actor) implements Message {}

        /** Everything here ends at once. */
        record Die() implements Message {}

        /** Its actor has ended. */
        record Ended(Household<?> household, String id) implements Message {}
    }

    /** The entities of one kind. What is said to one that is falling asleep waits, and wakes it again. */
    private final class Household<M> {
        private final String kind;
        private final Function<String, Behavior<M>> birth;
        private final Map<String, ActorRef<M>> awake = new HashMap<>();
        private final Map<String, List<M>> waiting = new HashMap<>();

        Household(String kind, Function<String, Behavior<M>> birth) {
            this.kind = kind;
            this.birth = birth;
        }

        void tell(String id, M message) {
            var letters = waiting.get(id);
            if (letters == null) awake.computeIfAbsent(id, this::wake).tell(message);
            else letters.add(message);
        }

        private ActorRef<M> wake(String id) {
            var actor = getContext().spawn(birth.apply(id), kind + "-" + id);
            getContext().watchWith(actor, new Message.Ended(this, id));
            return actor;
        }

        void putToSleep(String id, ActorRef<M> actor) {
            if (!actor.equals(awake.get(id)) || waiting.containsKey(id)) return;
            waiting.put(id, new ArrayList<>());
            getContext().stop(actor);
        }

        /** One by one in a fixed order: Pekko lets go of those it watches in the order of random numbers. */
        void die() {
            for (var actor : new TreeMap<>(awake).values()) {
                getContext().unwatch(actor);
                getContext().stop(actor);
            }
        }

        void ended(String id) {
            awake.remove(id);
            var letters = waiting.remove(id);
            if (letters != null) letters.forEach(letter -> tell(id, letter));
        }
    }

    private final Household<ServiceActor.Message> services;
    private final Household<TaskActor.Message> tasks;
    private final Household<NodeActor.Message> nodes;
    private final Household<SwarmActor.Message> swarm;
    private final Household<NameBookActor.Message> names;
    private final ActorRef<SchedulerActor.Message> scheduler;

    static Behavior<Message> create(World world, Mischief mischief) {
        return Behaviors.setup(context -> new ManagerActor(context, world, mischief));
    }

    private ManagerActor(ActorContext<Message> context, World world, Mischief mischief) {
        super(context);
        var self = context.getSelf();
        services = new Household<>("service", id -> mischief.in(ServiceActor.create(new ServiceId(id), world)));
        tasks = new Household<>(
                "task",
                id -> TaskActor.create(new TaskId(id), world, actor -> self.tell(new Message.Asleep(id, actor))));
        nodes = new Household<>("node", id -> NodeActor.create(new NodeId(id), world));
        swarm = new Household<>("swarm", id -> SwarmActor.create(world));
        names = new Household<>("names", id -> NameBookActor.create(world));
        scheduler = context.spawn(SchedulerActor.create(world), "scheduler");
    }

    @Override
    public Receive<Message> createReceive() {
        return newReceiveBuilder().onAnyMessage(this::bring).build();
    }

    private Behavior<Message> bring(Message message) {
        switch (message) {
            case Message.ToService(var id, var said) -> services.tell(id, said);
            case Message.ToTask(var id, var said) -> tasks.tell(id, said);
            case Message.ToNode(var id, var said) -> nodes.tell(id, said);
            case Message.ToSwarm(var said) -> swarm.tell(SwarmActor.ID, said);
            case Message.ToNames(var said) -> names.tell(NameBookActor.ID, said);
            case Message.ToScheduler(var said) -> scheduler.tell(said);
            case Message.Asleep(var task, var actor) -> tasks.putToSleep(task, actor);
            case Message.Die() -> {
                List.of(services, tasks, nodes, swarm, names).forEach(Household::die);
                return Behaviors.stopped();
            }
            case Message.Ended(var household, var id) -> household.ended(id);
        }
        return this;
    }

    /** The way to the entities of this manager. */
    static Homes homes(ActorRef<Message> manager) {
        return new Homes() {
            @Override
            public void service(String id, ServiceActor.Message message) {
                manager.tell(new Message.ToService(id, message));
            }

            @Override
            public void task(String id, TaskActor.Message message) {
                manager.tell(new Message.ToTask(id, message));
            }

            @Override
            public void node(String id, NodeActor.Message message) {
                manager.tell(new Message.ToNode(id, message));
            }

            @Override
            public void swarm(SwarmActor.Message message) {
                manager.tell(new Message.ToSwarm(message));
            }

            @Override
            public void names(NameBookActor.Message message) {
                manager.tell(new Message.ToNames(message));
            }
        };
    }
}
