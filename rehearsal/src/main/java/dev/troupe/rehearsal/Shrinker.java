package dev.troupe.rehearsal;

import java.util.ArrayList;
import java.util.Optional;
import java.util.function.Function;

/**
 * Makes the plan of a failed rehearsal as small as it gets while it fails: fewest nodes first, then services, then
 * whatever single scenes can be left out.
 */
final class Shrinker {

    /** Each try is a rehearsal, and one that never converges is a long one. */
    private static final int MOST_TRIES = 300;

    private final Function<Plan, Outcome> rehearse;
    private Outcome smallest;
    private int tries;

    private Shrinker(Function<Plan, Outcome> rehearse, Outcome failed) {
        this.rehearse = rehearse;
        this.smallest = failed;
    }

    /** The outcome of the smallest plan found; it has a violation, though it need not be the same one. */
    static Outcome shrink(Outcome failed, Function<Plan, Outcome> rehearse) {
        if (failed.violation().isEmpty()) throw new IllegalArgumentException("nothing was violated");
        return new Shrinker(rehearse, failed).shrunk();
    }

    private Outcome shrunk() {
        boolean better;
        do {
            better = fewerNodes();
            better |= fewerServices();
            better |= fewerScenes();
        } while (better && tries < MOST_TRIES);
        return smallest;
    }

    private boolean fewerNodes() {
        for (var nodes = 1; nodes < smallest.plan().nodes(); nodes++) {
            if (fails(smallest.plan().withNodes(nodes))) return true;
        }
        return false;
    }

    private boolean fewerServices() {
        var better = false;
        for (var service : smallest.plan().services()) {
            if (smallest.plan().services().size() > 1)
                better |= fails(smallest.plan().withoutService(service));
        }
        return better;
    }

    /** Halves, then quarters, and at last one by one. */
    private boolean fewerScenes() {
        var better = false;
        for (var chunk = Math.max(1, smallest.plan().scenes().size() / 2); chunk > 0; chunk /= 2) {
            for (var from = 0; from < smallest.plan().scenes().size(); ) {
                if (fails(without(smallest.plan(), from, chunk))) better = true;
                else from += chunk;
            }
        }
        return better;
    }

    private static Plan without(Plan plan, int from, int count) {
        var rest = new ArrayList<>(plan.scenes());
        rest.subList(from, Math.min(rest.size(), from + count)).clear();
        return plan.with(rest);
    }

    private boolean fails(Plan plan) {
        if (tries >= MOST_TRIES) return false;
        tries++;
        var failed = Optional.of(rehearse.apply(plan))
                .filter(outcome -> outcome.violation().isPresent());
        failed.ifPresent(outcome -> smallest = outcome);
        return failed.isPresent();
    }
}
