package dev.troupe.core.service;

import static dev.troupe.core.service.Story.policy;
import static dev.troupe.core.service.Story.spec;
import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.core.service.UpdateStatus.State;
import dev.troupe.core.spec.RestartPolicy;
import dev.troupe.core.spec.UpdatePolicy.FailureAction;
import dev.troupe.core.task.TaskState;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A client says which version of the service it has read; one that knew another spec is refused (OM-4). */
class OutOfDateTest {

    @Test // OM-4
    void anUpdateAgainstAnOldVersionIsRefusedAndChangesNothing() {
        var story = new Story().createdAndRunning(spec("web:1", 1));
        var before = story.service();
        story.does(new ServiceCommand.Update(spec("web:2", 1), 7, ServiceCommand.AuthFrom.SPEC))
                .refusedWith("update out of sequence");
        assertThat(story.service()).isSameAs(before);
    }

    // OM-4, OM-5: Swarm refuses both; a script that updates again as soon as the tasks run would fail now and then.
    @Test
    void whatAnUpdateHasComeToSinceDoesNotMakeAWishAnOldOne() {
        var story = new Story().createdAndRunning(spec("web:1", 1)).updated(spec("web:2", 1));
        var read = story.live().version();
        story.supervised().sight(story.oldest(1), TaskState.SHUTDOWN).comesUp(1);
        story.later(5).updateIs(State.COMPLETED, "update completed");
        assertThat(story.live().version()).isGreaterThan(read);
        story.does(new ServiceCommand.Update(spec("web:3", 1), read, ServiceCommand.AuthFrom.SPEC));
        assertThat(story.live().spec()).isEqualTo(spec("web:3", 1));
    }

    @Test // OM-4
    void aWishThatKnewAnotherSpecIsRefusedAlsoWhenItIsToRollBack() {
        var story = new Story().createdAndRunning(spec("web:1", 1));
        var read = story.live().version();
        story.updated(spec("web:2", 1)).supervised();
        for (var wish : List.<ServiceCommand>of(
                new ServiceCommand.Update(spec("web:3", 1), read, ServiceCommand.AuthFrom.SPEC),
                new ServiceCommand.Rollback(read),
                new ServiceCommand.Rollback(story.live().version() + 1))) {
            story.does(wish).refusedWith("update out of sequence");
        }
        assertThat(story.live().spec()).isEqualTo(spec("web:2", 1));
    }

    @Test // OM-4, U-18: an automatic rollback has set another spec, which the client did not know.
    void aWishFromBeforeAnAutomaticRollbackIsRefused() {
        var story = new Story()
                .createdAndRunning(spec("web:1", 1))
                .updated(spec("web:2", 1, policy(1, 0, FailureAction.ROLLBACK), RestartPolicy.DEFAULT));
        var read = story.live().version();
        story.supervised().sight(story.oldest(1), TaskState.SHUTDOWN).sight(story.newest(1), TaskState.FAILED);
        assertThat(story.live().spec().task().container().image()).isEqualTo("web:1");
        story.does(new ServiceCommand.Update(spec("web:3", 1), read, ServiceCommand.AuthFrom.SPEC))
                .refusedWith("update out of sequence");
    }
}
