package dev.troupe.core.roster;

import java.util.ArrayList;
import java.util.List;

/**
 * How far checkpoints stand apart: so that a fold to any moment starts close by, and they take little room. One is made
 * for every so many facts, and one whenever Troupe stops; of the latter most become superfluous.
 */
public final class Spacing {

    /**
     * Facts from one checkpoint to the next. Folding so many takes a third of a second; a checkpoint of 10,000 tasks is
     * as large as 3,000 facts.
     */
    public static final long FACTS = 20_000;

    private Spacing() {}

    /**
     * Which of these may go, so that from each that is left to the next there are still at most {@code facts}, if there
     * were before. The last stays, since the next start goes on from it.
     *
     * @param kept offsets in ascending order
     */
    public static List<Long> superfluous(List<Long> kept, long facts) {
        var superfluous = new ArrayList<Long>();
        var before = 0L;
        for (var i = 0; i + 1 < kept.size(); i++) {
            if (kept.get(i + 1) - before <= facts) superfluous.add(kept.get(i));
            else before = kept.get(i);
        }
        return superfluous;
    }
}
