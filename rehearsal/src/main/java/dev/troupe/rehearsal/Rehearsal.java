package dev.troupe.rehearsal;

import dev.troupe.actors.post.Reply;
import dev.troupe.agent.driver.simulated.SimulatedNodes;
import dev.troupe.core.feed.Recorded;
import dev.troupe.core.roster.Roster;
import dev.troupe.core.spec.RestartPolicy;
import dev.troupe.core.spec.UpdatePolicy;
import dev.troupe.rehearsal.loop.Loop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * One rehearsal: a plan acted out on a swarm of production actors, watched after every fact. In the end everything is
 * mended, and must come to rest as clients asked: first what needs no help, then, once a client has asked for something
 * good, all of it.
 */
final class Rehearsal {

    private static final Duration TO_GATHER = Duration.ofSeconds(30);
    private static final Duration TO_CONVERGE = Duration.ofMinutes(5);
    private static final Duration LOOK = Duration.ofSeconds(1);
    /** Some fifty times what a rehearsal takes. */
    private static final long MOST_STEPS = 2_000_000;

    private final Loop loop;
    private final Plan plan;
    private final VirtualSwarm swarm;
    private final Invariants invariants;
    private final Player player;
    private final Convergence convergence;
    private final List<Recorded> facts = new ArrayList<>();

    static Outcome of(Stage stage, Plan plan) {
        return of(stage, plan, Mischief.NONE);
    }

    static Outcome of(Stage stage, Plan plan, Mischief mischief) {
        return new Rehearsal(stage, plan, mischief).run();
    }

    private Rehearsal(Stage stage, Plan plan, Mischief mischief) {
        this.plan = plan;
        loop = stage.loop();
        invariants = new Invariants(this::isTroubled);
        swarm = new VirtualSwarm(stage, plan.seed(), () -> Images.SCRIPT, mischief, this::sees);
        player = new Player(swarm, loop, this::promised);
        convergence = new Convergence(swarm);
    }

    private boolean isTroubled() {
        return player.isTroubled();
    }

    private void sees(Recorded recorded, Roster before, Roster after) {
        facts.add(recorded);
        invariants.sees(recorded, before, after);
    }

    /** What a client was told is written is in the journal. */
    private void promised(Reply reply) {
        if (reply instanceof Reply.Done(var entity, var sequence)
                && swarm.roster().sequenceOf(entity) < sequence) {
            invariants.breaks("a client was told that %s has its fact %d, and it has %d"
                    .formatted(entity, sequence, swarm.roster().sequenceOf(entity)));
        }
    }

    private Outcome run() {
        var violation = act();
        return new Outcome(
                plan,
                violation,
                loop.steps(),
                player.faults() + swarm.faults(),
                Duration.between(Loop.DAWN, loop.instant()),
                List.copyOf(facts));
    }

    private Optional<String> act() {
        swarm.startManager();
        swarm.found();
        for (var node = 1; node <= plan.nodes(); node++) {
            swarm.join(Plan.node(node), SimulatedNodes.describe(Plan.node(node), "27.0.0"));
        }
        var gathered = until(TO_GATHER, () -> convergence.missing(Set.of()));
        if (gathered.isPresent()) return gathered;

        for (var scene : plan.scenes()) loop.after(scene.at(), () -> player.play(scene.happening()));
        var played = run(plan.length());
        if (played.isPresent()) return played;

        player.mend();
        var settled = until(
                TO_CONVERGE, () -> convergence.missing(convergence.sound()).or(convergence::late));
        if (settled.isPresent()) return settled;

        for (var name : convergence.unsound()) player.repair(good(name));
        return until(TO_CONVERGE, () -> convergence.missing(convergence.all()).or(convergence::remains));
    }

    private Wish good(String name) {
        var there = swarm.roster().serviceNamed(name).orElseThrow();
        return new Wish(
                name,
                Images.GOOD,
                Invariants.replicas(there.spec()),
                new UpdatePolicy(
                        0,
                        Duration.ZERO,
                        UpdatePolicy.FailureAction.CONTINUE,
                        Duration.ofSeconds(1),
                        1,
                        UpdatePolicy.Order.STOP_FIRST),
                Optional.empty(),
                new RestartPolicy(RestartPolicy.Condition.ANY, Duration.ofMillis(200), 0, Duration.ZERO),
                Wish.Needs.NOTHING,
                0);
    }

    /** Runs until nothing is missing; after so long that is a violation. */
    private Optional<String> until(Duration longest, Supplier<Optional<String>> missing) {
        var end = loop.instant().plus(longest);
        while (true) {
            var violation = run(LOOK);
            if (violation.isPresent()) return violation;
            var what = missing.get();
            if (what.isEmpty()) return what;
            if (!loop.instant().isBefore(end)) {
                return Optional.of("nothing was broken for " + longest.toSeconds() + " s, and yet: " + what.get());
            }
        }
    }

    private Optional<String> run(Duration time) {
        var end = loop.instant().plus(time);
        while (invariants.broken().isEmpty() && loop.step(end)) {
            if (loop.steps() > MOST_STEPS) invariants.breaks("it never comes to rest");
        }
        if (invariants.broken().isEmpty()) {
            loop.runTo(end);
            swarm.look();
        }
        return invariants.broken();
    }
}
