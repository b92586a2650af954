package dev.troupe.actors;

import dev.troupe.actors.name.NameBookActor;
import dev.troupe.actors.node.NodeActor;
import dev.troupe.actors.post.Reply;
import dev.troupe.actors.post.World;
import dev.troupe.actors.service.ServiceActor;
import dev.troupe.actors.swarm.SwarmActor;
import dev.troupe.actors.task.TaskActor;
import dev.troupe.core.id.NodeId;
import dev.troupe.core.id.ServiceId;
import dev.troupe.core.id.TaskId;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.cluster.sharding.ShardRegion;
import org.apache.pekko.cluster.sharding.typed.GetShardRegionState;
import org.apache.pekko.cluster.sharding.typed.ShardingEnvelope;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.Entity;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;
import org.jspecify.annotations.Nullable;

/** The entities of a swarm, each on one of its managers. */
final class ShardedHomes implements Homes {

    private static final EntityTypeKey<ServiceActor.Message> SERVICE =
            EntityTypeKey.create(ServiceActor.Message.class, "service");
    private static final EntityTypeKey<TaskActor.Message> TASK = EntityTypeKey.create(TaskActor.Message.class, "task");
    private static final EntityTypeKey<NodeActor.Message> NODE = EntityTypeKey.create(NodeActor.Message.class, "node");
    private static final EntityTypeKey<SwarmActor.Message> SWARM =
            EntityTypeKey.create(SwarmActor.Message.class, "swarm");
    private static final EntityTypeKey<NameBookActor.Message> NAMES =
            EntityTypeKey.create(NameBookActor.Message.class, "names");

    private record Regions(
            ActorRef<ShardingEnvelope<ServiceActor.Message>> services,
            ActorRef<ShardingEnvelope<TaskActor.Message>> tasks,
            ActorRef<ShardingEnvelope<NodeActor.Message>> nodes,
            ActorRef<ShardingEnvelope<SwarmActor.Message>> swarm,
            ActorRef<ShardingEnvelope<NameBookActor.Message>> names) {}

    private final ActorSystem<?> system;
    private volatile @Nullable Regions regions;

    ShardedHomes(ActorSystem<?> system) {
        this.system = system;
    }

    /** Lets them in; no entity starts yet. They are given the post, which in turn leads here: so this is a second step. */
    void open(World world) {
        var sharding = ClusterSharding.get(system);
        regions = new Regions(
                sharding.init(
                        Entity.of(SERVICE, entity -> ServiceActor.create(new ServiceId(entity.getEntityId()), world))),
                sharding.init(Entity.of(TASK, entity -> {
                    var shard = entity.getShard();
                    return TaskActor.create(
                            new TaskId(entity.getEntityId()),
                            world,
                            self -> shard.tell(new ClusterSharding.Passivate<>(self)));
                })),
                sharding.init(Entity.of(NODE, entity -> NodeActor.create(new NodeId(entity.getEntityId()), world))),
                sharding.init(Entity.of(SWARM, entity -> SwarmActor.create(world))),
                sharding.init(Entity.of(NAMES, entity -> NameBookActor.create(world))));
    }

    private Regions regions() {
        var open = regions;
        if (open == null) throw new IllegalStateException("the entities have no home yet");
        return open;
    }

    @Override
    public void service(String id, ServiceActor.Message message) {
        regions().services().tell(new ShardingEnvelope<>(id, message));
    }

    @Override
    public void task(String id, TaskActor.Message message) {
        regions().tasks().tell(new ShardingEnvelope<>(id, message));
    }

    @Override
    public void node(String id, NodeActor.Message message) {
        regions().nodes().tell(new ShardingEnvelope<>(id, message));
    }

    @Override
    public void swarm(SwarmActor.Message message) {
        regions().swarm().tell(new ShardingEnvelope<>(SwarmActor.ID, message));
    }

    @Override
    public void names(NameBookActor.Message message) {
        regions().names().tell(new ShardingEnvelope<>(NameBookActor.ID, message));
    }

    CompletionStage<Reply> askService(
            String id, Function<ActorRef<Reply>, ServiceActor.Message> question, Duration patience) {
        return ask(regions().services(), id, question, patience);
    }

    CompletionStage<Reply> askNode(
            String id, Function<ActorRef<Reply>, NodeActor.Message> question, Duration patience) {
        return ask(regions().nodes(), id, question, patience);
    }

    CompletionStage<Reply> askSwarm(Function<ActorRef<Reply>, SwarmActor.Message> question, Duration patience) {
        return ask(regions().swarm(), SwarmActor.ID, question, patience);
    }

    CompletionStage<Reply> askNames(Function<ActorRef<Reply>, NameBookActor.Message> question, Duration patience) {
        return ask(regions().names(), NameBookActor.ID, question, patience);
    }

    /** Whether this service is awake here. */
    CompletionStage<Boolean> isHome(String service, Duration patience) {
        return AskPattern.ask(
                        ClusterSharding.get(system).shardState(),
                        (ActorRef<ShardRegion.CurrentShardRegionState> replyTo) ->
                                new GetShardRegionState(SERVICE, replyTo),
                        patience,
                        system.scheduler())
                .thenApply(state -> state.getShards().stream()
                        .anyMatch(shard -> shard.getEntityIds().contains(service)));
    }

    private <M> CompletionStage<Reply> ask(
            ActorRef<ShardingEnvelope<M>> region, String id, Function<ActorRef<Reply>, M> question, Duration patience) {
        return AskPattern.ask(
                region,
                (ActorRef<Reply> replyTo) -> new ShardingEnvelope<>(id, question.apply(replyTo)),
                patience,
                system.scheduler());
    }
}
