package dev.troupe.core.roster;

import static dev.troupe.core.roster.Chronicle.N1;
import static dev.troupe.core.roster.Chronicle.N2;
import static dev.troupe.core.roster.Chronicle.RESERVED;
import static dev.troupe.core.roster.Chronicle.WEB;
import static dev.troupe.core.roster.Chronicle.task;
import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.core.feed.Recorded;
import dev.troupe.core.id.NodeId;
import dev.troupe.core.node.NodeEvent;
import dev.troupe.core.service.ServiceEvent;
import dev.troupe.core.spec.Resources;
import dev.troupe.core.task.DesiredState;
import dev.troupe.core.task.TaskEvent;
import dev.troupe.core.task.TaskState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;

/** What is kept one fact at a time is what counting everything anew would give. */
class RosterPropertiesTest {

    private static final List<NodeId> NODES = List.of(N1, N2);

    /** Something that happens to one task; {@code where} is the node it happens with. */
    record Turn(What what, String id, NodeId where) {}

    enum What {
        PLAN,
        BEAR,
        RESERVE,
        GIVE_BACK,
        ASSIGN,
        RUN,
        FAIL,
        END,
        PRUNE,
        DELETE
    }

    @Provide
    Arbitrary<List<Turn>> turns() {
        return Combinators.combine(
                        Arbitraries.of(What.class), Arbitraries.of("t1", "t2", "t3", "t4", "t5"), Arbitraries.of(NODES))
                .as(Turn::new)
                .list()
                .ofMaxSize(120);
    }

    /** Two slots have two tasks each, one after the other or both at once; one has one. */
    private static int slot(String id) {
        return switch (id) {
            case "t1", "t4" -> 1;
            case "t2", "t5" -> 2;
            default -> 3;
        };
    }

    /** Only what can happen does: everything else is left out. */
    private static void happen(Chronicle story, Turn turn, List<String> planned) {
        var id = turn.id();
        var listed = story.roster().task(task(id));
        if (turn.what() == What.PLAN) {
            if (planned.contains(id)) return;
            planned.add(id);
            story.plansInSlot(slot(id), id);
            return;
        }
        if (listed.isEmpty()) return;
        var state = listed.get().status().state();
        switch (turn.what()) {
            case PLAN -> {}
            case BEAR -> {
                if (state == TaskState.NEW) story.creates(id);
            }
            case RESERVE -> {
                if (state == TaskState.PENDING) story.reserves(turn.where(), id);
            }
            case GIVE_BACK -> story.happens(turn.where(), new NodeEvent.TasksReleased(List.of(task(id))));
            case ASSIGN -> {
                if (state == TaskState.PENDING) story.assigns(turn.where(), id);
            }
            case RUN -> {
                if (state == TaskState.ASSIGNED) story.observes(TaskState.RUNNING, id);
            }
            case FAIL -> {
                if (state.isAtLeast(TaskState.ASSIGNED) && !state.isTerminal()) {
                    story.observes(TaskState.FAILED, id);
                }
            }
            case END -> story.ends(DesiredState.SHUTDOWN, id);
            case PRUNE -> story.happens(WEB, new ServiceEvent.TasksPruned(List.of(task(id))));
            case DELETE -> story.happens(task(id), new TaskEvent.Deleted());
        }
    }

    private static Roster fold(Roster start, List<Recorded> facts) {
        var roster = start;
        for (var recorded : facts) roster = roster.with(recorded);
        return roster;
    }

    @Property
    void aCheckpointAndTheFactsAfterItGiveWhatAllFactsGive(
            @ForAll("turns") List<Turn> turns, @ForAll @DoubleRange(max = 1) double share) {
        var story = Chronicle.ofWeb(5);
        var planned = new ArrayList<String>();
        for (var turn : turns) {
            happen(story, turn, planned);
            story.later(Duration.ofSeconds(7)); // Failures are remembered for five minutes: some are forgotten.
            if (turn.what() == What.RUN) story.happens(WEB, sightingsOf(story));
        }
        var cut = (int) Math.round(share * story.facts.size());
        var before = fold(Roster.empty(), story.facts.subList(0, cut));
        var restored = Checkpoint.of(before, List.of()).roster();
        assertThat(restored).isEqualTo(before);
        assertThat(fold(restored, story.facts.subList(cut, story.facts.size()))).isEqualTo(story.roster());
    }

    private static ServiceEvent sightingsOf(Chronicle story) {
        return new ServiceEvent.TasksSighted(
                story.roster().tasks().stream().map(Chronicle::sighting).toList());
    }

    @Property
    void everyIndexAgreesWithTheTasks(@ForAll("turns") List<Turn> turns) {
        var story = Chronicle.ofWeb(5);
        var planned = new ArrayList<String>();
        for (var turn : turns) happen(story, turn, planned);

        var roster = story.roster();
        var tasks = List.copyOf(roster.tasks());
        assertThat(List.copyOf(roster.tasksOf(WEB))).isEqualTo(tasks);
        assertThat(List.copyOf(roster.tasksAwaitingPlacement()))
                .isEqualTo(tasks.stream().filter(TaskView::awaitsPlacement).toList());
        assertThat(roster.running(WEB)).isEqualTo((int) tasks.stream()
                .filter(t -> t.status().state() == TaskState.RUNNING)
                .count());
        for (var node : NODES) {
            var on = tasks.stream()
                    .filter(t -> t.node().filter(node::equals).isPresent())
                    .toList();
            assertThat(List.copyOf(roster.tasksOn(node))).isEqualTo(on);

            var here = tasks.stream()
                    .filter(t -> t.place().filter(node::equals).isPresent())
                    .toList();
            var charged = here.stream()
                    .filter(TaskView::isCharged)
                    .map(t -> RESERVED)
                    .reduce(Resources.NONE, Resources::plus);
            var active = (int) here.stream().filter(TaskView::isActive).count();
            var load = roster.node(node).orElseThrow().load();
            assertThat(load.charged()).isEqualTo(charged);
            assertThat(load.active()).isEqualTo(active);
            assertThat(load.activeByService().getOrDefault(WEB, 0)).isEqualTo(active);
        }
    }

    @Property
    void whatIsKeptOfSlotsIsWhatAWalkOverAllTasksFinds(@ForAll("turns") List<Turn> turns) {
        var story = Chronicle.ofWeb(5);
        var planned = new ArrayList<String>();
        for (var turn : turns) {
            happen(story, turn, planned);
            var slots = story.roster().slotsOf(WEB);
            var bySlot = new TreeMap<Integer, List<TaskView>>();
            for (var task : story.roster().tasks()) {
                bySlot.computeIfAbsent(task.draft().slot(), same -> new ArrayList<>())
                        .add(task);
            }
            assertThat(slots.filled())
                    .isEqualTo(count(bySlot, tasks -> !wanted(tasks).isEmpty()));
            assertThat(slots.running())
                    .isEqualTo(count(bySlot, tasks -> wanted(tasks).stream().anyMatch(RosterPropertiesTest::runs)));
            assertThat(slots.lacking())
                    .isEqualTo(bySlot.values().stream()
                            .flatMap(tasks -> wanted(tasks).stream().filter(task -> !runs(task)))
                            .toList());
            assertThat(slots.vacated())
                    .isEqualTo(bySlot.values().stream()
                            .filter(tasks -> wanted(tasks).isEmpty())
                            .map(List::getLast)
                            .toList());
            assertThat(slots.failing())
                    .containsExactlyElementsOf(bySlot.entrySet().stream()
                            .filter(slot -> slot.getValue().stream()
                                    .anyMatch(task -> task.status().state() == TaskState.FAILED))
                            .map(Map.Entry::getKey)
                            .toList());
            for (var slot : List.of(1, 2, 3)) {
                assertThat(slots.tasks(slot)).isEqualTo(bySlot.getOrDefault(slot, List.of()));
            }
        }
    }

    private static int count(Map<Integer, List<TaskView>> bySlot, Predicate<List<TaskView>> isCounted) {
        return (int) bySlot.values().stream().filter(isCounted).count();
    }

    private static List<TaskView> wanted(List<TaskView> tasks) {
        return tasks.stream().filter(task -> task.desired().isLive()).toList();
    }

    private static boolean runs(TaskView task) {
        return task.status().state() == TaskState.RUNNING;
    }
}
