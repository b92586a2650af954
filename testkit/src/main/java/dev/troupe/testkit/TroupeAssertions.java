package dev.troupe.testkit;

import dev.troupe.core.node.NodeState;
import dev.troupe.core.roster.TaskView;
import dev.troupe.core.service.UpdateStatus;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.AbstractAssert;

/** Assertions on swarms that read like sentences: {@code assertThat(web).runs(3, "web:2").runsNothingOn("node-2")}. */
public final class TroupeAssertions {

    private TroupeAssertions() {}

    public static ServiceAssert assertThat(TestService actual) {
        return new ServiceAssert(actual);
    }

    public static NodeAssert assertThat(TestNode actual) {
        return new NodeAssert(actual);
    }

    public static final class ServiceAssert extends AbstractAssert<ServiceAssert, TestService> {

        private ServiceAssert(TestService actual) {
            super(actual, ServiceAssert.class);
        }

        /** So many tasks run, whatever their image. */
        public ServiceAssert runs(int tasks) {
            isNotNull();
            if (actual.running().size() != tasks) {
                failWithMessage("Expected %s to run %d tasks, and it runs %s", actual, tasks, words(actual.running()));
            }
            return this;
        }

        /** So many tasks run, all of this image. */
        public ServiceAssert runs(int tasks, String image) {
            runs(tasks);
            if (!actual.running().stream().allMatch(task -> image(task).equals(image))) {
                failWithMessage("Expected %s to run %s only, and it runs %s", actual, image, words(actual.running()));
            }
            return this;
        }

        public ServiceAssert runsAtLeast(int tasks) {
            isNotNull();
            if (actual.running().size() < tasks) {
                failWithMessage(
                        "Expected %s to run %d tasks or more, and it runs %s", actual, tasks, words(actual.running()));
            }
            return this;
        }

        public ServiceAssert runsNothingOn(String hostname) {
            isNotNull();
            var node = actual.swarm().node(hostname).id();
            var there = actual.running().stream()
                    .filter(task -> task.node().equals(Optional.of(node)))
                    .toList();
            if (!there.isEmpty())
                failWithMessage("Expected nothing of %s on %s, and there is %s", actual, hostname, words(there));
            return this;
        }

        public ServiceAssert hasCompletedItsUpdate() {
            return hasUpdate(UpdateStatus.State.COMPLETED);
        }

        public ServiceAssert isPaused() {
            isNotNull();
            if (actual.updateStatus()
                    .filter(status -> status.state().isPaused())
                    .isEmpty()) {
                failWithMessage("Expected the update of %s to be paused, and it is %s", actual, update());
            }
            return this;
        }

        public ServiceAssert hasRolledBack() {
            return hasUpdate(UpdateStatus.State.ROLLBACK_COMPLETED);
        }

        public ServiceAssert hasUpdate(UpdateStatus.State state) {
            isNotNull();
            if (actual.updateStatus().filter(status -> status.state() == state).isEmpty()) {
                failWithMessage("Expected the update of %s to be %s, and it is %s", actual, state.word(), update());
            }
            return this;
        }

        private String update() {
            return actual.updateStatus()
                    .map(status -> status.state().word() + " (" + status.message() + ")")
                    .orElse("none");
        }

        private static String image(TaskView task) {
            return task.draft().spec().container().image();
        }

        private static List<String> words(List<TaskView> tasks) {
            return tasks.stream()
                    .map(task -> task.draft().serviceName() + "." + task.draft().slot() + " of " + image(task))
                    .toList();
        }
    }

    public static final class NodeAssert extends AbstractAssert<NodeAssert, TestNode> {

        private NodeAssert(TestNode actual) {
            super(actual, NodeAssert.class);
        }

        public NodeAssert isReady() {
            return is(NodeState.READY);
        }

        public NodeAssert isDown() {
            return is(NodeState.DOWN);
        }

        private NodeAssert is(NodeState state) {
            isNotNull();
            if (actual.state() != state) {
                failWithMessage(
                        "Expected %s to be %s, and it is %s",
                        actual, state.word(), actual.state().word());
            }
            return this;
        }

        /** So many tasks run there, of whatever service. */
        public NodeAssert runs(int tasks) {
            isNotNull();
            if (actual.running().size() != tasks) {
                failWithMessage(
                        "Expected %s to run %d tasks, and it runs %d",
                        actual, tasks, actual.running().size());
            }
            return this;
        }
    }
}
