package dev.troupe.testkit;

import dev.troupe.actors.post.Reply;
import dev.troupe.agent.driver.simulated.Behaviour;
import dev.troupe.agent.driver.simulated.Script;
import dev.troupe.core.id.NodeId;
import dev.troupe.core.id.ServiceId;
import dev.troupe.core.node.NodeCommand;
import dev.troupe.core.node.NodeDescription;
import dev.troupe.core.roster.Roster;
import dev.troupe.core.service.ServiceCommand;
import dev.troupe.core.spec.ServiceSpec;
import dev.troupe.rehearsal.Stage;
import dev.troupe.rehearsal.Teller;
import dev.troupe.rehearsal.VirtualNode;
import dev.troupe.rehearsal.VirtualSwarm;
import dev.troupe.rehearsal.loop.Loop;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** Everything on one thread, and a clock that moves when it is told to. */
final class VirtualGround implements Ground {

    private static final Duration TO_ANSWER = Duration.ofSeconds(30);

    private final Stage stage;
    private final Loop loop;
    private final VirtualSwarm swarm;
    private final Teller teller = new Teller();
    private final List<String> history = new ArrayList<>();
    private Script script = Script.AS_RECORDED;
    private Optional<Reply> reply = Optional.empty();

    VirtualGround(List<NodeDescription> nodes, long seed) {
        stage = Stages.take();
        loop = stage.loop();
        swarm = new VirtualSwarm(
                stage, seed, () -> script, (recorded, before, after) -> history.add(teller.tell(recorded)));
        swarm.startManager();
        swarm.found();
        for (var node : nodes) swarm.join(node.hostname(), node);
    }

    @Override
    public Instant now() {
        return loop.instant();
    }

    @Override
    public void pass(Duration time) {
        loop.runTo(now().plus(time));
        swarm.look();
    }

    @Override
    public Duration look() {
        return Duration.ofMillis(100);
    }

    @Override
    public Roster roster() {
        swarm.look();
        return swarm.roster();
    }

    @Override
    public List<String> history() {
        swarm.look();
        return List.copyOf(history);
    }

    @Override
    public void script(String image, UnaryOperator<Behaviour> change) {
        script = script.image(image, change);
    }

    @Override
    public ServiceId create(ServiceSpec spec) {
        var created = new ArrayList<ServiceId>();
        answered(answer -> created.add(swarm.create(spec, answer)));
        return created.getFirst();
    }

    @Override
    public void ask(ServiceId service, ServiceCommand command) {
        answered(answer -> swarm.ask(service, command, answer));
    }

    @Override
    public void ask(NodeId node, NodeCommand command) {
        answered(answer -> swarm.ask(node, command, answer));
    }

    private void answered(Consumer<Consumer<Reply>> question) {
        if (!swarm.hasManager()) throw new IllegalStateException("the manager is down, and nobody answers");
        reply = Optional.empty();
        question.accept(answer -> reply = Optional.of(answer));
        var end = now().plus(TO_ANSWER);
        while (reply.isEmpty() && loop.step(end)) {}
        if (reply.isEmpty()) throw new IllegalStateException("nobody answered within " + TO_ANSWER.toSeconds() + " s");
        if (reply.get() instanceof Reply.Refused(var why)) throw new RefusedException(why);
    }

    private VirtualNode machine(String hostname) {
        return swarm.node(hostname);
    }

    @Override
    public NodeId id(String hostname) {
        return machine(hostname).id();
    }

    @Override
    public void crash(String hostname) {
        machine(hostname).crash();
    }

    @Override
    public void hang(String hostname) {
        machine(hostname).wire(VirtualNode.Wire.HELD);
    }

    @Override
    public void cut(String hostname) {
        machine(hostname).wire(VirtualNode.Wire.CUT);
    }

    @Override
    public void revive(String hostname) {
        machine(hostname).wire(VirtualNode.Wire.WHOLE);
        machine(hostname).boot();
    }

    @Override
    public void killManager() {
        swarm.killManager();
    }

    @Override
    public void startManager() {
        swarm.startManager();
    }

    @Override
    public List<String> addresses() {
        throw new UnsupportedOperationException("in virtual time nobody outside can ask; take realTime()");
    }

    @Override
    public void close() {
        Stages.giveBack(stage);
    }
}
