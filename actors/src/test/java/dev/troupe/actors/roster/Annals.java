package dev.troupe.actors.roster;

import dev.troupe.core.feed.EntityKind;
import dev.troupe.core.feed.EntityRef;
import dev.troupe.core.feed.Feed;
import dev.troupe.core.feed.Recorded;
import dev.troupe.core.id.NodeId;
import dev.troupe.core.node.NodeDescription;
import dev.troupe.core.node.NodeEvent;
import dev.troupe.core.node.NodeSpec;
import dev.troupe.core.node.Role;
import dev.troupe.core.roster.Checkpoint;
import dev.troupe.core.roster.Checkpoints;
import dev.troupe.core.roster.Roster;
import dev.troupe.core.rule.Cause;
import dev.troupe.core.rule.Fact;
import dev.troupe.core.spec.Platform;
import dev.troupe.core.spec.Resources;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A journal in which nodes join, one a second, and the checkpoints beside it; it counts what is read of both. */
final class Annals implements Feed, Checkpoints {

    static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static final NodeDescription SOME = new NodeDescription(
            "host",
            new Platform("linux", "x86_64"),
            new Resources(4_000_000_000L, 8L << 30, 0, Map.of()),
            "29.0.0",
            Map.of(),
            List.of());

    private final List<Recorded> facts = new ArrayList<>();
    private final ConcurrentSkipListMap<Long, Checkpoint> kept = new ConcurrentSkipListMap<>();

    /** Facts shown, and checkpoints read, so far. */
    final AtomicInteger shown = new AtomicInteger();

    final AtomicInteger read = new AtomicInteger();

    /** So many nodes more. */
    Annals join(int count) {
        for (var i = 0; i < count; i++) {
            var n = facts.size() + 1;
            var node = new NodeId("n" + n);
            var joined = new NodeEvent.Joined(node, NodeSpec.active(Role.WORKER), SOME, "");
            facts.add(new Recorded(
                    n,
                    new EntityRef(EntityKind.NODE, node.value()),
                    1,
                    new Fact<>(joined, NOON.plusSeconds(n), Cause.outside("a story", "story"))));
        }
        return this;
    }

    List<Recorded> facts() {
        return List.copyOf(facts);
    }

    Roster upTo(long offset) {
        var roster = Roster.empty();
        for (var recorded : facts) if (recorded.offset() <= offset) roster = roster.with(recorded);
        return roster;
    }

    Roster present() {
        return upTo(facts.size());
    }

    @Override
    public List<Recorded> after(long offset, int limit) {
        var from = (int) Math.min(facts.size(), offset);
        var page = List.copyOf(facts.subList(from, Math.min(facts.size(), from + limit)));
        shown.addAndGet(page.size());
        return page;
    }

    @Override
    public Optional<Checkpoint> atOrBefore(long offset) {
        read.incrementAndGet();
        return Optional.ofNullable(kept.floorEntry(offset)).map(Map.Entry::getValue);
    }

    @Override
    public OptionalLong offsetAtOrBefore(long offset) {
        var found = kept.floorKey(offset);
        return found == null ? OptionalLong.empty() : OptionalLong.of(found);
    }

    @Override
    public void keep(Checkpoint checkpoint) {
        kept.put(checkpoint.offset(), checkpoint);
    }

    List<Long> offsetsKept() {
        return List.copyOf(kept.keySet());
    }

    @Override
    public void close() {}
}
