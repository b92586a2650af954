package dev.troupe.testkit;

import dev.troupe.core.id.ServiceId;
import dev.troupe.core.node.NodeState;
import dev.troupe.core.roster.ServiceView;
import dev.troupe.core.roster.TaskView;
import dev.troupe.core.service.ServiceCommand;
import dev.troupe.core.service.UpdateStatus;
import dev.troupe.core.task.TaskState;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** A service of a {@link TestSwarm}. */
public final class TestService {

    private final TestSwarm swarm;
    private final ServiceWish wish;
    private final ServiceId id;

    TestService(TestSwarm swarm, ServiceWish wish, ServiceId id) {
        this.swarm = swarm;
        this.wish = wish;
        this.id = id;
    }

    public ServiceId id() {
        return id;
    }

    public String name() {
        return wish.spec().name();
    }

    /**
     * Changes what is named, keeps the rest; the update then goes on as time passes.
     *
     * @throws RefusedException when the swarm refuses it
     */
    public TestService update(Consumer<ServiceWish> change) {
        change.accept(wish);
        swarm.ask(id, new ServiceCommand.Update(wish.spec(), view().version(), ServiceCommand.AuthFrom.SPEC));
        return this;
    }

    public TestService scale(int replicas) {
        return update(service -> service.replicas(replicas));
    }

    /** To the spec before; a later {@link #update} starts from what the test has said, not from there. */
    public TestService rollback() {
        swarm.ask(id, new ServiceCommand.Rollback(view().version()));
        return this;
    }

    public void remove() {
        swarm.ask(id, new ServiceCommand.Remove());
        swarm.forget(id);
    }

    /** As lists show it. */
    public ServiceView view() {
        return swarm.roster().service(id).orElseThrow(() -> new IllegalStateException(name() + " is removed"));
    }

    /** All tasks that lists show, those of the past included; oldest first. */
    public List<TaskView> tasks() {
        return List.copyOf(swarm.roster().tasksOf(id));
    }

    /** Those that run, as far as anybody knows: of a node that is lost, lists show the last that was heard. */
    public List<TaskView> running() {
        return tasks().stream()
                .filter(task -> task.status().state() == TaskState.RUNNING && !isLost(task))
                .toList();
    }

    private boolean isLost(TaskView task) {
        return task.node()
                .flatMap(swarm::view)
                .filter(node -> node.facts().state() != NodeState.READY)
                .isPresent();
    }

    public Optional<UpdateStatus> updateStatus() {
        return view().updateStatus();
    }

    /** Why it is not as it should be; absent: it is. An update that is paused is at rest. */
    Optional<String> missing() {
        var service = view();
        var state = service.updateStatus().map(UpdateStatus::state);
        if (state.filter(s -> s == UpdateStatus.State.UPDATING || s == UpdateStatus.State.ROLLBACK_STARTED)
                .isPresent()) {
            return Optional.of("the update of " + name() + " has not ended");
        }
        var paused = state.filter(UpdateStatus.State::isPaused).isPresent();
        var slots = new HashSet<Integer>();
        for (var task : tasks()) {
            if (task.status().state().isTerminal() || (!task.desired().isLive() && isLost(task))) continue;
            if (isLost(task)) {
                return Optional.of("%s.%d is on a node that is lost"
                        .formatted(name(), task.draft().slot()));
            }
            var present = paused
                    || task.draft()
                            .spec()
                            .essence()
                            .equals(service.spec().task().essence());
            if (task.status().state() != TaskState.RUNNING || !task.desired().isLive() || !present) {
                return Optional.of("%s.%d is %s, desired %s%s"
                        .formatted(
                                name(),
                                task.draft().slot(),
                                task.status().state().word(),
                                task.desired().word(),
                                task.status().error().isEmpty()
                                        ? ""
                                        : ": " + task.status().error()));
            }
            slots.add(task.draft().slot());
        }
        var wanted = service.spec().replicas();
        return slots.size() == wanted
                ? Optional.empty()
                : Optional.of("%s runs %d of %d".formatted(name(), slots.size(), wanted));
    }

    TestSwarm swarm() {
        return swarm;
    }

    @Override
    public String toString() {
        return name();
    }
}
