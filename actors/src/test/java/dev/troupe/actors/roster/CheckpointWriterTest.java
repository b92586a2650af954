package dev.troupe.actors.roster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.troupe.core.roster.Checkpoint;
import dev.troupe.core.roster.Checkpoints;
import dev.troupe.core.roster.Spacing;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class CheckpointWriterTest {

    private final Annals annals = new Annals().join((int) (2 * Spacing.FACTS + 10));
    private final MessageHub hub = new MessageHub(() -> Instant.EPOCH, (wait, what) -> {});
    private final RosterKeeper keeper = new RosterKeeper(hub::publish);

    private void takeUpTo(long offset) {
        keeper.take(annals.facts().stream()
                .filter(f -> f.offset() > keeper.roster().offset() && f.offset() <= offset)
                .toList());
    }

    private void eventuallyKept(Long... offsets) {
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(annals.offsetsKept()).containsExactly(offsets));
    }

    @Test
    void oneIsWrittenEverySoManyFactsAndOneAtTheEnd() {
        try (var _ = new CheckpointWriter(keeper, hub, annals)) {
            takeUpTo(Spacing.FACTS - 1);
            takeUpTo(Spacing.FACTS);
            eventuallyKept(Spacing.FACTS);
            takeUpTo(Spacing.FACTS + 5);
            takeUpTo(2 * Spacing.FACTS);
            eventuallyKept(Spacing.FACTS, 2 * Spacing.FACTS);
            takeUpTo(2 * Spacing.FACTS + 7);
        }
        assertThat(annals.offsetsKept()).containsExactly(Spacing.FACTS, 2 * Spacing.FACTS, 2 * Spacing.FACTS + 7);
    }

    @Test
    void nothingIsWrittenAtTheEndWhenNothingHasHappened() {
        new CheckpointWriter(keeper, hub, annals).close();
        assertThat(annals.offsetsKept()).isEmpty();
    }

    @Test
    void aStartFromACheckpointKnowsWhatAFullStartKnows() {
        takeUpTo(Spacing.FACTS + 20);
        var checkpoint = Checkpoint.of(keeper.roster(), hub.latest());
        var hubThen = new MessageHub(() -> Instant.EPOCH, (wait, what) -> {});
        hubThen.remember(checkpoint.messages());
        var keeperThen = new RosterKeeper(checkpoint.roster(), hubThen::publish);

        takeUpTo(Spacing.FACTS + 700);
        keeperThen.take(annals.facts().subList((int) Spacing.FACTS + 20, (int) Spacing.FACTS + 700));
        assertThat(keeperThen.roster()).isEqualTo(keeper.roster());
        assertThat(hubThen.latest()).isEqualTo(hub.latest()).hasSize(1024);
        assertThat(keeperThen.seen(annals.facts().getFirst().entity(), 1).toCompletableFuture())
                .isCompleted();
    }

    @Test
    void aCacheThatCannotBeWrittenHarmsNothing() {
        Checkpoints broken = new Checkpoints() {
            @Override
            public Optional<Checkpoint> atOrBefore(long offset) {
                return Optional.empty();
            }

            @Override
            public OptionalLong offsetAtOrBefore(long offset) {
                return OptionalLong.empty();
            }

            @Override
            public void keep(Checkpoint checkpoint) {
                throw new IllegalStateException("the disk is full");
            }

            @Override
            public void close() {}
        };
        try (var _ = new CheckpointWriter(keeper, hub, broken)) {
            takeUpTo(Spacing.FACTS);
            takeUpTo(2 * Spacing.FACTS + 10);
        }
        assertThat(keeper.roster()).isEqualTo(annals.present());
    }
}
