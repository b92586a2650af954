package dev.troupe.actors.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.actors.post.Post;
import dev.troupe.actors.post.Reply;
import dev.troupe.actors.post.World;
import dev.troupe.core.feed.EntityKind;
import dev.troupe.core.feed.EntityRef;
import dev.troupe.core.feed.Recorded;
import dev.troupe.core.id.ServiceId;
import dev.troupe.core.roster.Roster;
import dev.troupe.core.rule.Cause;
import dev.troupe.core.rule.Fact;
import dev.troupe.core.service.ServiceCommand;
import dev.troupe.core.service.ServiceCommand.LimitHistory;
import dev.troupe.core.service.ServiceEvent;
import dev.troupe.core.spec.ContainerSpec;
import dev.troupe.core.spec.Document;
import dev.troupe.core.spec.ServiceSpec;
import dev.troupe.core.spec.TaskSpec;
import dev.troupe.core.swarm.Swarm;
import dev.troupe.core.swarm.SwarmCommand;
import dev.troupe.core.swarm.SwarmEvent;
import dev.troupe.core.swarm.SwarmSpec;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.persistence.testkit.javadsl.EventSourcedBehaviorTestKit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a swarm means to its services reaches them: its settings, and its end. */
class SwarmActorTest {

    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static final Cause CAUSE = Cause.outside("a story", "story");
    private static final SwarmCommand FOUNDING =
            new SwarmCommand.Initialise("swarm", keeping(5), "certificate", "key", "worker", "manager");

    private final ActorTestKit kit = ActorTestKit.create(EventSourcedBehaviorTestKit.config());
    private final Queue<Object> told = new ConcurrentLinkedQueue<>();
    private volatile Roster roster = Roster.empty();
    private final EventSourcedBehaviorTestKit<SwarmActor.Message, Fact<SwarmEvent>, Swarm> swarm =
            EventSourcedBehaviorTestKit.create(
                    kit.system(),
                    SwarmActor.create(world()),
                    EventSourcedBehaviorTestKit.disabledSerializationSettings());

    @AfterEach
    void stop() {
        kit.shutdownTestKit();
    }

    /** Two services, and a post that keeps what services are told. */
    private World world() {
        var post = (Post) Proxy.newProxyInstance(
                Post.class.getClassLoader(), new Class<?>[] {Post.class}, (_, method, arguments) -> {
                    if (method.getName().equals("tell")) told.add(Map.entry(arguments[0], arguments[1]));
                    return null;
                });
        return new World(() -> NOON, () -> "id", post, () -> roster, Duration.ofMillis(200));
    }

    @BeforeEach
    void thereAreTwoServices() {
        roster = Roster.empty().with(created(1, "web")).with(created(2, "db"));
    }

    private static Recorded created(long offset, String name) {
        var spec = ServiceSpec.of(name, 1, TaskSpec.of(ContainerSpec.of("alpine"), ""));
        var created = new ServiceEvent.Created(new ServiceId(name), spec, 5);
        return new Recorded(offset, new EntityRef(EntityKind.SERVICE, name), 1, new Fact<>(created, NOON, CAUSE));
    }

    private static SwarmSpec keeping(int limit) {
        return new SwarmSpec("default", Map.of(), limit, Duration.ofSeconds(5), Document.EMPTY);
    }

    private void asks(SwarmCommand command) {
        var reply = swarm.<Reply>runCommand(replyTo -> new SwarmActor.Message.Ask(command, CAUSE, replyTo))
                .reply();
        assertThat(reply).isInstanceOf(Reply.Done.class);
    }

    private void everyServiceWasTold(ServiceCommand said) {
        assertThat(told)
                .containsExactlyInAnyOrder(Map.entry(new ServiceId("web"), said), Map.entry(new ServiceId("db"), said));
        told.clear();
    }

    @Test // H-1, H-6, fixed: and again after a start, for the word may have been lost.
    void everyServiceIsToldHowMuchHistoryItMayKeepWhenThatChangesAndWhenTheManagerStarts() {
        asks(FOUNDING);
        everyServiceWasTold(new LimitHistory(5));
        var version = ((Swarm.Active) swarm.getState()).version();
        asks(new SwarmCommand.Change(keeping(2), version, "", ""));
        everyServiceWasTold(new LimitHistory(2));
        swarm.restart();
        everyServiceWasTold(new LimitHistory(2));
    }

    @Test // CL-12: whoever leaves it removes the services, and may be killed before that is done.
    void servicesThatOutlivedTheirSwarmAreRemovedWhenItWakes() {
        asks(FOUNDING);
        asks(new SwarmCommand.Dissolve());
        told.clear();
        swarm.restart();
        everyServiceWasTold(new ServiceCommand.Remove());
        swarm.runCommand(new SwarmActor.Message.Look());
        everyServiceWasTold(new ServiceCommand.Remove());
    }

    @Test // A manager may be killed before the first swarm is founded; a rehearsed one has services without it.
    void beforeTheFirstSwarmNobodyIsToldAnything() {
        swarm.restart();
        swarm.runCommand(new SwarmActor.Message.Look());
        assertThat(told).isEmpty();
    }

    @Test // On the smaller side of a cut there may be an actor that knows the old swarm only.
    void theServicesOfTheNextSwarmHearNothingFromWhoeverKnowsOnlyTheOneBefore() {
        asks(FOUNDING);
        asks(new SwarmCommand.Dissolve());
        var next = new SwarmEvent.Initialised("next", keeping(5), "certificate", "key", "worker", "manager");
        roster = roster.with(
                new Recorded(3, new EntityRef(EntityKind.SWARM, SwarmActor.ID), 3, new Fact<>(next, NOON, CAUSE)));
        told.clear();
        swarm.runCommand(new SwarmActor.Message.Look());
        swarm.restart();
        assertThat(told).isEmpty();
    }
}
