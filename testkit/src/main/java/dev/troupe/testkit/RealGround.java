package dev.troupe.testkit;

import com.typesafe.config.Config;
import dev.troupe.actors.Answer;
import dev.troupe.agent.driver.simulated.Behaviour;
import dev.troupe.agent.driver.simulated.Script;
import dev.troupe.app.running.Cluster;
import dev.troupe.app.running.RunningSwarm;
import dev.troupe.app.running.Troupe;
import dev.troupe.app.settings.UpOptions;
import dev.troupe.core.id.NodeId;
import dev.troupe.core.id.ServiceId;
import dev.troupe.core.node.NodeCommand;
import dev.troupe.core.roster.Roster;
import dev.troupe.core.rule.Cause;
import dev.troupe.core.service.ServiceCommand;
import dev.troupe.core.spec.ServiceSpec;
import dev.troupe.rehearsal.Teller;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** Troupe as {@code ./troupe up} runs it, once or several times, with its doors, in this JVM: a throw-away journal, simulated containers. */
final class RealGround implements Ground {

    private static final Duration TO_ANSWER = Duration.ofSeconds(30);
    private static final Cause TEST = Cause.outside("test", "test");

    private final AtomicReference<Script> script = new AtomicReference<>(Script.AS_RECORDED);
    private final List<String> history = new CopyOnWriteArrayList<>();
    private final RunningSwarm swarm;

    /** One manager, as {@code ./troupe up} has. */
    static RealGround alone(List<String> hostnames) {
        return new RealGround(script -> Troupe.start(UpOptions.throwAway(hostnames, script)));
    }

    /** @param special what is different for these managers from {@code conf/cluster.conf} and {@code conf/troupe.conf} */
    static RealGround cluster(int managers, List<String> hostnames, Config special) {
        return new RealGround(script -> Cluster.start(managers, hostnames, script, special));
    }

    private RealGround(Function<Supplier<Script>, RunningSwarm> starting) {
        var start = Instant.now();
        swarm = starting.apply(script::get);
        var teller = new Teller(start);
        swarm.follow(facts -> facts.forEach(fact -> history.add(teller.tell(fact))));
    }

    @Override
    public Instant now() {
        return Instant.now();
    }

    @Override
    public void pass(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", stopped);
        }
    }

    @Override
    public Duration look() {
        return Duration.ofMillis(20);
    }

    @Override
    public Roster roster() {
        return swarm.gate().roster();
    }

    @Override
    public List<String> history() {
        return List.copyOf(history);
    }

    @Override
    public void script(String image, UnaryOperator<Behaviour> change) {
        script.updateAndGet(before -> before.image(image, change));
    }

    @Override
    public ServiceId create(ServiceSpec spec) {
        return answer(swarm.gate().create(spec, TEST));
    }

    @Override
    public void ask(ServiceId service, ServiceCommand command) {
        answer(swarm.gate().ask(service, command, TEST));
    }

    @Override
    public void ask(NodeId node, NodeCommand command) {
        answer(swarm.gate().ask(node, command, TEST));
    }

    private static <T> T answer(CompletionStage<Answer<T>> stage) {
        try {
            return switch (stage.toCompletableFuture().get(TO_ANSWER.toMillis(), TimeUnit.MILLISECONDS)) {
                case Answer.Done<T>(var value) -> value;
                case Answer.Refused<T>(var why) -> throw new RefusedException(why);
            };
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", stopped);
        } catch (ExecutionException | TimeoutException trouble) {
            throw new IllegalStateException("nobody answered: " + trouble.getMessage(), trouble);
        }
    }

    @Override
    public NodeId id(String hostname) {
        return roster().nodes().stream()
                .map(node -> node.facts())
                .filter(node -> node.description().hostname().equals(hostname))
                .map(node -> node.id())
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no " + hostname));
    }

    @Override
    public void crash(String hostname) {
        answer(swarm.nodes().kill(hostname));
    }

    /** Seen from elsewhere a machine that hangs and one that is cut off are the same. */
    @Override
    public void hang(String hostname) {
        cut(hostname);
    }

    @Override
    public void cut(String hostname) {
        answer(swarm.nodes().cut(hostname));
    }

    @Override
    public void revive(String hostname) {
        answer(swarm.nodes().revive(hostname));
    }

    @Override
    public void killManager() {
        throw new UnsupportedOperationException(
                "in real time a lone manager lives in the process of the test; take managers(3), and say which");
    }

    @Override
    public void startManager() {
        throw new UnsupportedOperationException(
                "in real time a lone manager lives in the process of the test; take managers(3), and say which");
    }

    @Override
    public Cluster cluster() {
        return swarm instanceof Cluster cluster ? cluster : Ground.super.cluster();
    }

    @Override
    public List<String> addresses() {
        return swarm.addresses();
    }

    @Override
    public void close() {
        swarm.close();
    }
}
