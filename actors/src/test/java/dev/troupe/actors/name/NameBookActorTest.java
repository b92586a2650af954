package dev.troupe.actors.name;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.actors.post.Post;
import dev.troupe.actors.post.World;
import dev.troupe.core.feed.EntityKind;
import dev.troupe.core.feed.EntityRef;
import dev.troupe.core.feed.Recorded;
import dev.troupe.core.id.ServiceId;
import dev.troupe.core.name.NameBook;
import dev.troupe.core.name.NameCommand;
import dev.troupe.core.name.NameEvent;
import dev.troupe.core.roster.Roster;
import dev.troupe.core.rule.Cause;
import dev.troupe.core.rule.Fact;
import dev.troupe.core.service.ServiceEvent;
import dev.troupe.core.spec.ContainerSpec;
import dev.troupe.core.spec.ServiceSpec;
import dev.troupe.core.spec.TaskSpec;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.persistence.testkit.javadsl.EventSourcedBehaviorTestKit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Names that a crash left to nobody are free again. */
class NameBookActorTest {

    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static final Cause CAUSE = Cause.outside("a story", "story");
    private static final ServiceId WEB = new ServiceId("1");
    private static final EntityRef WEB_REF = new EntityRef(EntityKind.SERVICE, "1");

    private final ActorTestKit kit = ActorTestKit.create(EventSourcedBehaviorTestKit.config());
    private volatile Roster roster = Roster.empty();
    private final EventSourcedBehaviorTestKit<NameBookActor.Message, Fact<NameEvent>, NameBook> book =
            EventSourcedBehaviorTestKit.create(
                    kit.system(),
                    NameBookActor.create(world()),
                    EventSourcedBehaviorTestKit.disabledSerializationSettings());

    @AfterEach
    void stop() {
        kit.shutdownTestKit();
    }

    private World world() {
        var post = (Post)
                Proxy.newProxyInstance(Post.class.getClassLoader(), new Class<?>[] {Post.class}, (_, _, _) -> null);
        return new World(() -> NOON, () -> "id", post, () -> roster, Duration.ofMillis(200));
    }

    private void claims() {
        book.runCommand(new NameBookActor.Message.Tell(new NameCommand.Claim("web", WEB), CAUSE));
        assertThat(book.getState().services()).containsEntry("web", WEB);
    }

    private boolean isFreeAfterALook() {
        book.runCommand(new NameBookActor.Message.Look());
        return book.getState().services().isEmpty();
    }

    private void happens(long number, ServiceEvent event) {
        roster = roster.with(new Recorded(number, WEB_REF, number, new Fact<>(event, NOON, CAUSE)));
    }

    @Test
    void theNameOfAServiceThatIsThereStays() {
        claims();
        happens(1, created());
        assertThat(isFreeAfterALook()).isFalse();
        assertThat(isFreeAfterALook()).isFalse();
    }

    @Test // OM-15
    void theNameOfAServiceThatWasRemovedIsFreeAtTheFirstLook() {
        claims();
        happens(1, created());
        happens(2, new ServiceEvent.Removed(List.of()));
        assertThat(isFreeAfterALook()).isTrue();
    }

    @Test
    void aNameWhoseServiceNeverCameToBeIsFreeAtTheSecondLookForTheFirstMayComeInItsMaking() {
        claims();
        assertThat(isFreeAfterALook()).isFalse();
        assertThat(isFreeAfterALook()).isTrue();
    }

    private static ServiceEvent created() {
        return new ServiceEvent.Created(WEB, ServiceSpec.of("web", 1, TaskSpec.of(ContainerSpec.of("alpine"), "")), 5);
    }
}
