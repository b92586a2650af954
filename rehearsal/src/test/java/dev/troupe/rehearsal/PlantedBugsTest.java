package dev.troupe.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.actors.Homes;
import dev.troupe.actors.name.NameBookActor;
import dev.troupe.actors.node.NodeActor;
import dev.troupe.actors.service.ServiceActor;
import dev.troupe.actors.swarm.SwarmActor;
import dev.troupe.actors.task.TaskActor;
import dev.troupe.core.id.TaskId;
import dev.troupe.core.service.ServiceCommand;
import dev.troupe.core.task.TaskCommand;
import dev.troupe.core.task.TaskDraft;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.LongStream;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.BehaviorInterceptor;
import org.apache.pekko.actor.typed.TypedActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Rehearsals that find nothing prove something only if they find what is there: bugs put in on purpose. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PlantedBugsTest {

    private static final long SEEDS = 300;

    private final Stage stage = new Stage();

    @AfterAll
    void close() {
        stage.close();
    }

    @Test // A node says that it has withdrawn a task, and never tells its agent.
    void aDroppedErrandIsFound() {
        var found = find(new Mischief() {
            @Override
            public Homes in(Homes homes) {
                return new Detour(homes) {
                    @Override
                    public void node(String id, NodeActor.Message message) {
                        if (message instanceof NodeActor.Message.Withdraw(var task)) {
                            homes.task(task.value(), new TaskActor.Message.Withdrawn());
                        } else {
                            super.node(id, message);
                        }
                    }
                };
            }
        });
        assertThat(found.violation().orElseThrow()).contains("a container that no list shows");
    }

    @Test // Who is told twice to make a task makes two.
    void anErrandThatDoesTwiceWhatItWasToldTwiceIsFound() {
        var found = find(new Mischief() {
            private final Set<String> created = new HashSet<>();

            @Override
            public Homes in(Homes homes) {
                return new Detour(homes) {
                    @Override
                    public void task(String id, TaskActor.Message message) {
                        if (message instanceof TaskActor.Message.Tell(TaskCommand.Create(var draft), var cause)
                                && !created.add(id)) {
                            var twin = twin(draft);
                            super.task(
                                    twin.id().value(), new TaskActor.Message.Tell(new TaskCommand.Create(twin), cause));
                        }
                        super.task(id, message);
                    }
                };
            }
        });
        assertThat(found.violation().orElseThrow()).endsWith("and no service has planned it");
    }

    private static TaskDraft twin(TaskDraft draft) {
        return draft.withId(new TaskId("twin" + draft.id().value().substring(4)));
    }

    @Test // The supervisor that should start a task again after its delay forgets to.
    void aForgottenTimerIsFound() {
        var found = find(forgetting(ServiceCommand.ReleaseDue.class));
        assertThat(found.violation().orElseThrow()).startsWith("nothing was broken for 300 s, and yet");
    }

    @Test // The supervisor that should give up a task at its deadline forgets to.
    void aForgottenDeadlineIsFound() {
        var found = find(forgetting(ServiceCommand.ExpireSlots.class));
        assertThat(found.violation().orElseThrow()).endsWith("has a deadline, and has not ended");
    }

    private static Mischief forgetting(Class<? extends ServiceCommand> command) {
        return new Mischief() {
            @Override
            public Behavior<ServiceActor.Message> in(Behavior<ServiceActor.Message> service) {
                return Behaviors.intercept(() -> new Forgetful(command), service);
            }
        };
    }

    private static final class Forgetful extends BehaviorInterceptor<ServiceActor.Message, ServiceActor.Message> {
        private final Class<? extends ServiceCommand> forgotten;

        Forgetful(Class<? extends ServiceCommand> forgotten) {
            super(ServiceActor.Message.class);
            this.forgotten = forgotten;
        }

        @Override
        public Behavior<ServiceActor.Message> aroundReceive(
                TypedActorContext<ServiceActor.Message> context,
                ServiceActor.Message message,
                ReceiveTarget<ServiceActor.Message> target) {
            return message instanceof ServiceActor.Message.Tell(var command, var cause) && forgotten.isInstance(command)
                    ? Behaviors.same()
                    : target.apply(context, message);
        }
    }

    /** The smallest rehearsal that shows the bug, and does not fail without it. */
    private Outcome find(Mischief mischief) {
        var failed = LongStream.rangeClosed(1, SEEDS)
                .mapToObj(seed -> Rehearsal.of(stage, Plan.of(seed), mischief))
                .filter(outcome -> outcome.violation().isPresent())
                .findFirst()
                .orElseThrow(() -> new AssertionError("the bug was not found in " + SEEDS + " seeds"));
        var smallest = Shrinker.shrink(failed, plan -> Rehearsal.of(stage, plan, mischief));
        assertThat(smallest.plan().scenes())
                .hasSizeLessThanOrEqualTo(failed.plan().scenes().size());
        assertThat(Rehearsal.of(stage, smallest.plan()).violation())
                .as("without the bug")
                .isEmpty();
        return smallest;
    }

    /** Passes everything on. */
    private static class Detour implements Homes {
        private final Homes homes;

        Detour(Homes homes) {
            this.homes = homes;
        }

        @Override
        public void service(String id, ServiceActor.Message message) {
            homes.service(id, message);
        }

        @Override
        public void task(String id, TaskActor.Message message) {
            homes.task(id, message);
        }

        @Override
        public void node(String id, NodeActor.Message message) {
            homes.node(id, message);
        }

        @Override
        public void swarm(SwarmActor.Message message) {
            homes.swarm(message);
        }

        @Override
        public void names(NameBookActor.Message message) {
            homes.names(message);
        }
    }
}
