package dev.troupe.core.audit;

import dev.troupe.core.feed.EntityRef;
import dev.troupe.core.feed.Recorded;
import dev.troupe.core.roster.Roster;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Goes through a journal, fact by fact in its order, and tells what does not hold: numbers that jump, causes that never
 * were, facts that cannot have happened to their entity or that no roster can be made of, snapshots that differ from
 * what the facts say. Keeps what is alive; of what is over, only how many facts it had.
 */
public final class Audit {

    private final Map<String, Long> compacted;
    private final Consumer<Finding> found;
    private final Map<EntityRef, Long> sequences = new HashMap<>();
    private final Map<EntityRef, EntityState> states = new HashMap<>();
    private final Map<EntityRef, String> broken = new HashMap<>();
    private Roster roster = Roster.empty();
    private boolean rosterIsBroken;
    private long offset;
    private long facts;
    private long compactedCauses;

    /**
     * @param compacted entities whose facts were removed on purpose, by persistence id, with how many they had
     * @param found is told each finding as it is made
     */
    public Audit(Map<String, Long> compacted, Consumer<Finding> found) {
        this.compacted = compacted;
        this.found = found;
    }

    /** The next fact. */
    public void take(Recorded recorded, String name) {
        facts++;
        var where = "offset " + recorded.offset() + ", " + recorded.reference() + " " + name;
        if (recorded.offset() <= offset) tell(where, "does not come after offset " + offset);
        offset = Math.max(offset, recorded.offset());
        checkSequence(recorded, where);
        recorded.fact().cause().of().ifPresent(of -> checkCause(of, where));
        evolve(recorded, where);
        fold(recorded, where);
    }

    /** A fact is there that could not be read: its number counts, and its entity is not looked at any further. */
    public void skip(EntityRef entity, long sequence, String why) {
        facts++;
        sequences.merge(entity, sequence, Math::max);
        broken.putIfAbsent(entity, why);
        states.remove(entity);
        rosterIsBroken = true;
    }

    private void checkSequence(Recorded recorded, String where) {
        var entity = recorded.entity();
        var before = sequences.getOrDefault(entity, 0L);
        if (recorded.sequence() != before + 1) {
            tell(where, "is number " + recorded.sequence() + " of its entity, where " + (before + 1) + " should be");
        }
        if (compacted.containsKey(entity.persistenceId())) {
            tell(where, "is of an entity whose facts were compacted away");
        }
        sequences.put(entity, Math.max(before, recorded.sequence()));
    }

    private void checkCause(String of, String where) {
        var hash = of.lastIndexOf('#');
        if (hash < 0) {
            tell(where, "names as its cause what is not the name of a fact: " + of);
            return;
        }
        try {
            var entity = EntityRef.parse(of.substring(0, hash));
            var sequence = Long.parseLong(of.substring(hash + 1));
            var past = compacted.get(entity.persistenceId());
            if (past != null && sequence <= past) compactedCauses++;
            // Number 0: an entity speaks of itself before its first fact.
            else if (sequence < 0 || sequence > sequences.getOrDefault(entity, 0L)) {
                tell(where, "names as its cause a fact that has not happened before it: " + of);
            }
        } catch (IllegalArgumentException notAName) {
            tell(where, "names as its cause what is not the name of a fact: " + of);
        }
    }

    private void evolve(Recorded recorded, String where) {
        var entity = recorded.entity();
        if (broken.containsKey(entity)) return;
        var known = states.get(entity);
        var before = known == null ? EntityState.before(entity.kind()) : known;
        try {
            var after = before.with(recorded.fact());
            if (after.isOver() && after instanceof EntityState.OfTask) states.remove(entity);
            else states.put(entity, after);
        } catch (RuntimeException impossible) {
            tell(where, "cannot have happened to it: " + impossible.getMessage());
            broken.put(entity, "a fact before it cannot have happened");
            states.remove(entity);
        }
    }

    private void fold(Recorded recorded, String where) {
        if (rosterIsBroken) return;
        try {
            roster = roster.with(recorded);
        } catch (RuntimeException impossible) {
            tell(where, "cannot be shown on any list: " + impossible.getMessage());
            rosterIsBroken = true;
        }
    }

    private void tell(String where, String what) {
        found.accept(new Finding(where, what));
    }

    /** The state after the facts taken so far; absent where it is over or cannot be told. */
    public @Nullable EntityState state(EntityRef entity) {
        return states.get(entity);
    }

    /** Facts taken, those that could not be read included. */
    public long facts() {
        return facts;
    }

    public int entities() {
        return sequences.size();
    }

    /** Causes that point into what was compacted away. */
    public long compactedCauses() {
        return compactedCauses;
    }

    /** Entities that could not be followed to the end, with why. */
    public List<String> broken() {
        var all = new ArrayList<String>();
        broken.forEach((entity, why) -> all.add(entity + " (" + why + ")"));
        return all;
    }

    /** The present, unless a finding said that there is none. */
    public Roster roster() {
        return roster;
    }
}
