package dev.troupe.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.core.node.NodeEvent;
import dev.troupe.core.rule.Cause;
import dev.troupe.core.rule.Event;
import dev.troupe.core.rule.Fact;
import dev.troupe.core.task.TaskEvent;
import org.junit.jupiter.api.Test;

class FreshFactsTest {

    private final FreshFacts fresh = new FreshFacts();
    private final FactCodec codec = new FactCodec();

    private static Fact<Event> fact(Event event) {
        return new Fact<>(event, Filled.NOON, Cause.outside("tester", "c"));
    }

    @Test
    void theSameFactComesOutOnce() {
        var fact = fact(new TaskEvent.Explained("no room"));
        fresh.remember(codec.encode(fact), fact);
        assertThat(fresh.take("task.explained/1", codec.encode(fact)).orElseThrow())
                .isSameAs(fact);
        assertThat(fresh.take("task.explained/1", codec.encode(fact))).isEmpty();
    }

    @Test
    void sameBytesOfAnotherKindAreAnotherFact() {
        var deleted = fact(new TaskEvent.Deleted());
        var removed = fact(new NodeEvent.Removed());
        assertThat(codec.encode(deleted)).isEqualTo(codec.encode(removed));
        fresh.remember(codec.encode(deleted), deleted);
        assertThat(fresh.take("node.removed/1", codec.encode(removed))).isEmpty();
        assertThat(fresh.take("task.deleted/1", codec.encode(deleted))).isPresent();
    }
}
