package dev.troupe.app.running;

import dev.troupe.actors.SwarmActors;
import dev.troupe.actors.roster.RosterKeeper;
import dev.troupe.app.vitals.Audience;
import dev.troupe.app.vitals.LiveVitals;
import dev.troupe.app.vitals.Meters;
import dev.troupe.app.vitals.NewsLog;
import dev.troupe.app.vitals.Readiness;
import dev.troupe.app.vitals.Surroundings;
import dev.troupe.http.HostFacts;
import dev.troupe.http.Vitals;
import dev.troupe.persistence.WriteWatch;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.typed.Cluster;

/** Ties what watches this process to what it watches. */
public final class Vitality implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(2);

    /** Made aside: it takes some tenths of a second, which no start should wait for. */
    private final CompletableFuture<Meters> meters = new CompletableFuture<>();

    private final Audience audience = new Audience();
    private final Surroundings around;
    private final WriteWatch writes;
    private final Readiness readiness;
    private final Vitals vitals;

    Vitality(
            ActorSystem<?> system,
            HostFacts host,
            Journal journal,
            RosterKeeper keeper,
            SwarmActors actors,
            InstantSource clock) {
        var cluster = Cluster.get(system);
        writes = WriteWatch.of(system.classicSystem());
        around = new Surroundings(
                keeper::roster, host, () -> leads(cluster), actors::heard, () -> lag(journal, keeper, clock), clock);
        readiness = new Readiness(
                new Readiness.Questions(
                        writes::latest,
                        () -> lag(journal, keeper, clock),
                        () -> actors.reachScheduler(PATIENCE),
                        () -> membership(cluster)),
                clock);
        vitals = new LiveVitals(
                meters,
                audience,
                readiness,
                () -> !system.getWhenTerminated().toCompletableFuture().isDone());
    }

    /** From now on what happens is told to operators, and soon it is timed and counted too. */
    void begin(Journal journal, RosterKeeper keeper) {
        var present = keeper.roster();
        journal.follow(present.offset(), new NewsLog(keeper::roster));
        Thread.ofVirtual().name("vitals").start(() -> {
            try {
                var made = new Meters(around, audience);
                writes.listen(made);
                journal.follow(present.offset(), made.reader(present)); // Those since then are caught up with.
                if (!meters.complete(made)) made.close();
            } catch (RuntimeException trouble) {
                meters.completeExceptionally(trouble);
            }
        });
    }

    Vitals vitals() {
        return vitals;
    }

    void stopping() {
        readiness.stopping();
    }

    private static boolean leads(Cluster cluster) {
        return Objects.equals(cluster.state().getLeader(), cluster.selfMember().address());
    }

    private static Readiness.Membership membership(Cluster cluster) {
        var status = cluster.selfMember().status();
        return new Readiness.Membership(
                status.equals(MemberStatus.up()),
                status.toString().toLowerCase(Locale.ROOT),
                cluster.state().getUnreachable().size());
    }

    private static Duration lag(Journal journal, RosterKeeper keeper, InstantSource clock) {
        return journal.firstAfter(keeper.roster().offset())
                .map(fact -> Duration.between(fact.fact().at(), clock.instant()))
                .filter(lag -> !lag.isNegative())
                .orElse(Duration.ZERO);
    }

    @Override
    public void close() {
        if (!meters.cancel(false) && !meters.isCompletedExceptionally())
            meters.join().close();
    }
}
