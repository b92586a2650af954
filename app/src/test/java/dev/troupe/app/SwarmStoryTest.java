package dev.troupe.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.troupe.actors.Answer;
import dev.troupe.app.running.Troupe;
import dev.troupe.app.settings.UpOptions;
import dev.troupe.core.id.NodeId;
import dev.troupe.core.id.ServiceId;
import dev.troupe.core.node.Availability;
import dev.troupe.core.node.NodeCommand;
import dev.troupe.core.node.NodeSpec;
import dev.troupe.core.node.NodeState;
import dev.troupe.core.roster.TaskView;
import dev.troupe.core.rule.Cause;
import dev.troupe.core.service.ServiceCommand;
import dev.troupe.core.service.UpdateStatus;
import dev.troupe.core.spec.ContainerSpec;
import dev.troupe.core.spec.ServiceSpec;
import dev.troupe.core.spec.TaskSpec;
import dev.troupe.core.spec.UpdatePolicy;
import dev.troupe.core.task.DesiredState;
import dev.troupe.core.task.TaskState;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole Troupe with its durable journal and simulated tasks: three nodes, asked as a door would ask. */
class SwarmStoryTest {

    private static final Cause TEST = Cause.outside("test", "test");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path data;

    private Troupe troupe;

    @BeforeEach
    void start() {
        troupe = Troupe.start(UpOptions.simulated(List.of("one", "two", "three"), data));
        await().atMost(PATIENCE)
                .until(() -> troupe.gate().roster().nodes().stream()
                        .allMatch(node -> node.facts().state() == NodeState.READY));
    }

    @AfterEach
    void stop() {
        troupe.close();
    }

    @Test
    void aServiceRunsIsUpdatedSlotBySlotAndRolledBack() throws Exception {
        var web = create(spec("web:1", 4));
        eventuallyRuns(web, "web:1", 4);
        assertThat(balance(web)).containsExactlyInAnyOrder(2L, 1L, 1L);

        ask(troupe.gate()
                .ask(
                        web,
                        new ServiceCommand.Update(spec("web:2", 4), version(web), ServiceCommand.AuthFrom.SPEC),
                        TEST));
        eventuallyRuns(web, "web:2", 4);
        eventuallyUpdateIs(web, UpdateStatus.State.COMPLETED);

        ask(troupe.gate().ask(web, new ServiceCommand.Rollback(version(web)), TEST));
        eventuallyRuns(web, "web:1", 4);
        eventuallyUpdateIs(web, UpdateStatus.State.ROLLBACK_COMPLETED);

        ask(troupe.gate().ask(web, new ServiceCommand.Remove(), TEST));
        await().atMost(PATIENCE).until(() -> troupe.gate().roster().tasks().isEmpty());
    }

    @Test
    void aDrainMovesTheTasksOfThatNodeAndOnlyThose() throws Exception {
        var web = create(spec("web:1", 6));
        eventuallyRuns(web, "web:1", 6);
        var two = node("two");
        var staying = running(web).stream()
                .filter(task -> !task.node().equals(Optional.of(two)))
                .map(TaskView::id)
                .toList();

        availability(two, Availability.DRAIN);
        await().atMost(PATIENCE)
                .until(() -> running(web).size() == 6
                        && running(web).stream().noneMatch(task -> task.node().equals(Optional.of(two))));
        assertThat(running(web)).extracting(TaskView::id).containsAll(staying);

        var settled = running(web).stream().map(TaskView::id).toList();
        availability(two, Availability.ACTIVE);
        var other = create(spec("other:1", "other", 3));
        eventuallyRuns(other, "other:1", 3); // By now anything that wanted to move back would have.
        assertThat(running(web)).extracting(TaskView::id).containsExactlyInAnyOrderElementsOf(settled);
    }

    @Test
    void aLostNodeIsSeenItsTasksReplacedAndItsReturnMovesNothing() throws Exception {
        var web = create(spec("web:1", 3));
        eventuallyRuns(web, "web:1", 3);
        var three = node("three");
        var lost = running(web).stream()
                .filter(task -> task.node().equals(Optional.of(three)))
                .findFirst()
                .orElseThrow();

        ask(troupe.nodes().kill("three"));
        await().atMost(PATIENCE).until(() -> state(three) == NodeState.DOWN);
        await().atMost(PATIENCE)
                .until(() -> running(web).stream()
                                .filter(task -> !task.node().equals(Optional.of(three)))
                                .count()
                        == 3);
        var frozen = troupe.gate().roster().task(lost.id()).orElseThrow();
        assertThat(frozen.desired()).isEqualTo(DesiredState.SHUTDOWN);
        assertThat(frozen.status().state()).isEqualTo(TaskState.RUNNING); // T-1: nobody knows better.

        ask(troupe.nodes().revive("three"));
        await().atMost(PATIENCE).until(() -> state(three) == NodeState.READY);
        await().atMost(PATIENCE)
                .until(() -> troupe.gate()
                                .roster()
                                .task(lost.id())
                                .orElseThrow()
                                .status()
                                .state()
                        == TaskState.FAILED);
        assertThat(troupe.gate().roster().task(lost.id()).orElseThrow().status().error())
                .isEqualTo("task: non-zero exit (255)");
        assertThat(running(web)).noneMatch(task -> task.node().equals(Optional.of(three)));
    }

    @Test
    void anUpdateGoesOnWhereItStoodAfterARestart() throws Exception {
        var web = create(spec("web:1", 3));
        eventuallyRuns(web, "web:1", 3);
        ask(troupe.gate()
                .ask(
                        web,
                        new ServiceCommand.Update(spec("web:2", 3), version(web), ServiceCommand.AuthFrom.SPEC),
                        TEST));
        await().atMost(PATIENCE)
                .until(() -> running(web).stream().anyMatch(task -> image(task).equals("web:2")));

        troupe.close();
        start();
        eventuallyRuns(web, "web:2", 3);
        eventuallyUpdateIs(web, UpdateStatus.State.COMPLETED);
        assertThat(troupe.gate().roster().serviceNamed("web")).isPresent();
    }

    @Test
    void aNameIsTakenOnceWhateverItsCaseAndFreeAgainAfterRemoval() throws Exception {
        var web = create(spec("web:1", 1));
        assertThat(ask(troupe.gate().create(spec("web:1", "WEB", 1), TEST))).isInstanceOf(Answer.Refused.class);
        ask(troupe.gate().ask(web, new ServiceCommand.Remove(), TEST));
        create(spec("web:2", 1));
    }

    private ServiceId create(ServiceSpec spec) throws Exception {
        var answer = ask(troupe.gate().create(spec, TEST));
        assertThat(answer).isInstanceOf(Answer.Done.class);
        return ((Answer.Done<ServiceId>) answer).value();
    }

    private void availability(NodeId node, Availability availability) throws Exception {
        var view = troupe.gate().roster().node(node).orElseThrow();
        var spec = view.facts().spec();
        ask(troupe.gate()
                .ask(
                        node,
                        new NodeCommand.Change(
                                new NodeSpec(spec.name(), spec.labels(), spec.role(), availability), view.version()),
                        TEST));
    }

    private static <T> T ask(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    private long version(ServiceId service) {
        return troupe.gate().roster().service(service).orElseThrow().version();
    }

    private NodeId node(String hostname) {
        return troupe.gate().roster().nodes().stream()
                .filter(node -> node.facts().description().hostname().equals(hostname))
                .findFirst()
                .orElseThrow()
                .facts()
                .id();
    }

    private NodeState state(NodeId node) {
        return troupe.gate().roster().node(node).orElseThrow().facts().state();
    }

    private List<TaskView> running(ServiceId service) {
        return troupe.gate().roster().tasksOf(service).stream()
                .filter(task ->
                        task.desired() == DesiredState.RUNNING && task.status().state() == TaskState.RUNNING)
                .toList();
    }

    private List<Long> balance(ServiceId service) {
        return running(service).stream()
                .collect(java.util.stream.Collectors.groupingBy(TaskView::node, java.util.stream.Collectors.counting()))
                .values()
                .stream()
                .toList();
    }

    private static String image(TaskView task) {
        return task.draft().spec().container().image();
    }

    private void eventuallyRuns(ServiceId service, String image, int count) {
        await().atMost(PATIENCE).until(() -> {
            var running = running(service);
            return running.size() == count
                    && running.stream().allMatch(task -> image(task).equals(image));
        });
    }

    private void eventuallyUpdateIs(ServiceId service, UpdateStatus.State state) {
        await().atMost(PATIENCE)
                .until(() -> troupe.gate()
                        .roster()
                        .service(service)
                        .orElseThrow()
                        .updateStatus()
                        .map(UpdateStatus::state)
                        .equals(Optional.of(state)));
    }

    private static ServiceSpec spec(String image, int replicas) {
        return spec(image, "web", replicas);
    }

    private static ServiceSpec spec(String image, String name, int replicas) {
        var task = TaskSpec.of(ContainerSpec.of(image), image);
        var quick = new UpdatePolicy(
                1,
                Duration.ZERO,
                UpdatePolicy.FailureAction.PAUSE,
                Duration.ofMillis(300),
                0,
                UpdatePolicy.Order.STOP_FIRST);
        return ServiceSpec.of(name, replicas, task)
                .withUpdate(Optional.of(quick))
                .withRollback(Optional.of(quick));
    }
}
