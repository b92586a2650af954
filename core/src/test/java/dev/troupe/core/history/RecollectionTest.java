package dev.troupe.core.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.core.feed.Recorded;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A fact is told in the same words whenever it is read: live, later, by whoever begins anywhere, in any order. */
class RecollectionTest {

    private static final int PLENTY = 1_000;

    private Written journal = new Written();

    @BeforeEach
    void aSwarm() {
        journal.joins("n1", "one");
        journal.joins("n2", "two");
        journal.creates("web", "shop");
    }

    private Recollection recollection(int most) {
        return new Recollection(journal.trail(), () -> journal.facts.getLast().offset(), most);
    }

    private static Entry told(Recorded recorded, Directory directory) {
        return Entry.of(recorded, "event", 1, "{}", directory, new Narrator(directory, when -> "noon"));
    }

    /** By somebody who has read nothing else, when the journal has gone on. */
    private Entry toldLater(Recorded recorded) {
        return told(recorded, recollection(PLENTY).at(recorded));
    }

    @Test
    void aTaskThatIsStoppedBeforeItHasANodeIsOnNoneHoweverLateThatIsRead() {
        journal.plans("web", "t1");
        journal.exists("web", "t1");
        var stopped = journal.isDesiredShutdown("t1");
        journal.isAssigned("t1", "n1");
        var ran = journal.runs("t1");
        assertThat(toldLater(stopped).subjects().nodes()).isEmpty();
        assertThat(toldLater(stopped).text()).isEqualTo("task web-name.1/t1 is desired shutdown");
        assertThat(toldLater(ran).subjects().nodes()).hasSize(1).containsValue("one");
    }

    @Test
    void aPlannedTaskHasItsNameBeforeItExistsAlsoForWhoeverHasNotReadThePlan() {
        var planned = journal.plans("web", "t1", "t2");
        var unwanted = journal.wantsShutdown("web", "t2");
        journal.exists("web", "t2");
        assertThat(toldLater(planned).subjects().tasks()).hasSize(2).containsValues("web-name.1", "web-name.2");
        assertThat(toldLater(unwanted).text()).isEqualTo("service web-name wants web-name.2/t2 shutdown: scaled");
    }

    @Test
    void aServiceIsInTheStackItWasInThen() {
        var before = journal.plans("web", "t1");
        journal.moves("web", "other");
        var after = journal.reserves("n1", "web", "t1");
        assertThat(toldLater(before).subjects().stacks()).containsExactly("shop");
        assertThat(toldLater(after).subjects().stacks()).containsExactly("other");
        var one = recollection(PLENTY);
        assertThat(told(after, one.at(after)).subjects().stacks()).containsExactly("other");
        assertThat(told(before, one.at(before)).subjects().stacks()).containsExactly("shop");
    }

    @Test
    void aNodeIsCalledByTheHostNameItHadThen() {
        var before = journal.goesDown("n1");
        journal.isReady("n1", "eins");
        var after = journal.goesDown("n1");
        assertThat(toldLater(after).text()).isEqualTo("node eins goes down: heartbeat failure");
        assertThat(toldLater(before).text()).isEqualTo("node one goes down: heartbeat failure");
    }

    @Test
    void whoeverReadsFromTheBeginningLooksNothingUp() {
        journal.plans("web", "t1", "t2");
        journal.exists("web", "t1");
        journal.reserves("n1", "web", "t1");
        journal.isAssigned("t1", "n1");
        journal.runs("t1");
        journal.moves("web", "other");
        var reader = recollection(PLENTY);
        for (var recorded : journal.facts) {
            reader.learn(recorded);
            told(recorded, reader.at(recorded));
        }
        assertThat(journal.lookUps()).isZero();
    }

    @Test
    void whoeverFollowsLooksUpWhatWasBeforeOnce() {
        journal.plans("web", "t1");
        journal.exists("web", "t1");
        journal.isAssigned("t1", "n1");
        var reader = recollection(PLENTY);
        reader.begin(journal.facts.getLast().offset());
        for (var round = 0; round < 10; round++) {
            var recorded = round == 5 ? journal.moves("web", "other") : journal.runs("t1");
            reader.learn(recorded);
            told(recorded, reader.at(recorded));
        }
        assertThat(journal.lookUps())
                .as("the task, its node, and its service when it changed")
                .isEqualTo(3);
    }

    /** Every way to read must come to what {@link Learned} says of each fact: it has read all before, and nothing after. */
    @Property
    void aFactIsToldInTheSameWordsWheneverItIsRead(@ForAll long seed, @ForAll @IntRange(min = 1, max = 6) int most) {
        var dice = new Random(seed);
        journal = story(dice);
        var expected = new ArrayList<Entry>();
        var learned = new Learned();
        for (var recorded : journal.facts) {
            learned.learn(recorded);
            expected.add(told(recorded, learned));
        }

        var reader = recollection(dice.nextBoolean() ? most : PLENTY);
        for (var visit = 0; visit < 12; visit++) { // Pages of one length or another, anywhere, some on from the last.
            var first = visit % 3 == 0 ? 0 : dice.nextInt(journal.facts.size());
            var last = Math.min(journal.facts.size(), first + 1 + dice.nextInt(40));
            reader.begin(first == 0 ? 0 : journal.facts.get(first - 1).offset());
            for (var place = first; place < last; place++) {
                var recorded = journal.facts.get(place);
                reader.learn(recorded);
                assertThat(told(recorded, reader.at(recorded))).isEqualTo(expected.get(place));
            }
        }
    }

    /** As it is read while it happens: the trail knows no more than what is told. */
    @Property
    void itIsToldLiveAsItWillBeToldLater(@ForAll long seed, @ForAll @IntRange(min = 1, max = 6) int most) {
        var dice = new Random(seed);
        var whole = story(dice);
        var begin = dice.nextInt(whole.facts.size());
        journal = new Written();
        journal.facts.addAll(whole.facts.subList(0, begin));
        var live = new Recollection(journal.trail(), () -> 0, most);
        live.begin(begin == 0 ? 0 : journal.facts.getLast().offset());
        var told = new ArrayList<Entry>();
        for (var recorded : whole.facts.subList(begin, whole.facts.size())) {
            journal.facts.add(recorded);
            live.learn(recorded);
            told.add(told(recorded, live.at(recorded)));
        }
        var later = new ArrayList<>(whole.facts.subList(begin, whole.facts.size()));
        var first = begin;
        Collections.shuffle(later, dice);
        for (var recorded : later) {
            assertThat(toldLater(recorded)).isEqualTo(told.get(whole.facts.indexOf(recorded) - first));
        }
    }

    private record Of(String service, String task) {}

    /** Only what can happen does: a task is planned, then exists, then has room on a node, then is there. */
    private static Written story(Random dice) {
        var journal = new Written();
        for (var node : List.of("n1", "n2")) journal.joins(node, node + "-host");
        for (var service : List.of("web", "api")) journal.creates(service, "shop");
        var planned = new ArrayList<Of>();
        var existing = new ArrayList<Of>();
        var placed = new ArrayList<Of>();
        for (var turn = 0; turn < 100; turn++) {
            var service = dice.nextBoolean() ? "web" : "api";
            var node = dice.nextBoolean() ? "n1" : "n2";
            switch (dice.nextInt(9)) {
                case 0 -> {
                    journal.plans(service, "a" + turn, "b" + turn);
                    planned.add(new Of(service, "a" + turn));
                    planned.add(new Of(service, "b" + turn));
                }
                case 1, 2 ->
                    any(planned, dice, true).forEach(task -> {
                        journal.exists(task.service(), task.task());
                        existing.add(task);
                    });
                case 3 ->
                    any(existing, dice, true).forEach(task -> {
                        journal.reserves(node, task.service(), task.task());
                        journal.isAssigned(task.task(), node);
                        placed.add(task);
                    });
                case 4 -> any(planned, dice, false).forEach(task -> journal.wantsShutdown(task.service(), task.task()));
                case 5 -> any(existing, dice, false).forEach(task -> journal.isDesiredShutdown(task.task()));
                case 6 ->
                    any(placed, dice, false).forEach(task -> {
                        journal.runs(task.task());
                        journal.wantsShutdown(task.service(), task.task());
                    });
                case 7 -> journal.isReady(node, node + "-" + dice.nextInt(3));
                default -> journal.moves(service, "stack" + dice.nextInt(3));
            }
        }
        return journal;
    }

    private static List<Of> any(List<Of> tasks, Random dice, boolean taken) {
        if (tasks.isEmpty()) return List.of();
        var place = dice.nextInt(tasks.size());
        return List.of(taken ? tasks.remove(place) : tasks.get(place));
    }
}
