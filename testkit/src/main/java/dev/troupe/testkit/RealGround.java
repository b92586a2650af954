package dev.troupe.testkit;

import dev.troupe.actors.Answer;
import dev.troupe.agent.driver.simulated.Behaviour;
import dev.troupe.agent.driver.simulated.Script;
import dev.troupe.app.Troupe;
import dev.troupe.app.UpOptions;
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
import java.util.function.UnaryOperator;

/** Troupe as {@code ./troupe up} runs it, with its doors, in this JVM: a throw-away journal, simulated containers. */
final class RealGround implements Ground {

    private static final Duration TO_ANSWER = Duration.ofSeconds(30);
    private static final Cause TEST = Cause.outside("test", "test");

    private final AtomicReference<Script> script = new AtomicReference<>(Script.AS_RECORDED);
    private final List<String> history = new CopyOnWriteArrayList<>();
    private final Troupe troupe;

    RealGround(List<String> hostnames) {
        troupe = Troupe.start(UpOptions.throwAway(hostnames, script::get));
        var teller = new Teller();
        troupe.follow(facts -> facts.forEach(fact -> history.add(teller.tell(fact))));
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
        return troupe.gate().roster();
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
        return answer(troupe.gate().create(spec, TEST));
    }

    @Override
    public void ask(ServiceId service, ServiceCommand command) {
        answer(troupe.gate().ask(service, command, TEST));
    }

    @Override
    public void ask(NodeId node, NodeCommand command) {
        answer(troupe.gate().ask(node, command, TEST));
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
        answer(troupe.nodes().kill(hostname));
    }

    /** Seen from elsewhere a machine that hangs and one that is cut off are the same. */
    @Override
    public void hang(String hostname) {
        cut(hostname);
    }

    @Override
    public void cut(String hostname) {
        answer(troupe.nodes().cut(hostname));
    }

    @Override
    public void revive(String hostname) {
        answer(troupe.nodes().revive(hostname));
    }

    @Override
    public void killManager() {
        throw new UnsupportedOperationException("in real time the manager lives in the process of the test");
    }

    @Override
    public void startManager() {
        throw new UnsupportedOperationException("in real time the manager lives in the process of the test");
    }

    @Override
    public List<String> addresses() {
        return troupe.addresses();
    }

    @Override
    public void close() {
        troupe.close();
    }
}
