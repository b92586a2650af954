package dev.troupe.rehearsal;

import dev.troupe.actors.post.Reply;
import dev.troupe.core.node.Availability;
import dev.troupe.core.node.NodeCommand;
import dev.troupe.core.node.NodeSpec;
import dev.troupe.core.roster.NodeView;
import dev.troupe.core.service.ServiceCommand;
import dev.troupe.rehearsal.loop.Loop;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Does to a swarm what a plan says, as clients and failures would do it; and mends everything in the end. */
final class Player {

    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final VirtualSwarm swarm;
    private final Loop loop;
    private final Consumer<Reply> replies;
    private final Map<String, VirtualNode> discarded = new LinkedHashMap<>();
    private int faults;
    private int storms;
    private boolean troubled;

    /** @param replies is shown what clients are told */
    Player(VirtualSwarm swarm, Loop loop, Consumer<Reply> replies) {
        this.swarm = swarm;
        this.loop = loop;
        this.replies = replies;
    }

    /** How many things were broken on purpose. */
    int faults() {
        return faults;
    }

    /** Something was broken, or a client took a node away, so that tasks end for other reasons than their update. */
    boolean isTroubled() {
        return troubled;
    }

    void play(Happening happening) {
        if (happening.isFault()) {
            faults++;
            troubled = true;
        }
        switch (happening) {
            case Happening.Ask(var wish) -> want(wish);
            case Happening.RollBack(var name) ->
                swarm.roster()
                        .serviceNamed(name)
                        .ifPresent(
                                there -> swarm.ask(there.id(), new ServiceCommand.Rollback(there.version()), replies));
            case Happening.Remove(var name) ->
                swarm.roster()
                        .serviceNamed(name)
                        .ifPresent(there -> swarm.ask(there.id(), new ServiceCommand.Remove(), replies));
            case Happening.Drain(var node) -> {
                troubled = true;
                make(node, Availability.DRAIN);
            }
            case Happening.Activate(var node) -> make(node, Availability.ACTIVE);
            case Happening.Crash(var node, var downtime) ->
                onNode(node, there -> {
                    there.crash();
                    loop.after(downtime, () -> onNode(node, VirtualNode::boot));
                });
            case Happening.RemoveNode(var node, var after) -> {
                if (swarm.has(node)) discarded.put(node, swarm.discard(node));
                loop.after(after, () -> remove(node));
            }
            case Happening.Cut(var node, var time) -> wire(node, VirtualNode.Wire.CUT, time);
            case Happening.Hang(var node, var time) -> wire(node, VirtualNode.Wire.HELD, time);
            case Happening.AgentRestart(var node, var downtime) ->
                onNode(node, there -> {
                    there.endAgent();
                    loop.after(downtime, () -> onNode(node, VirtualNode::boot));
                });
            case Happening.ManagerCrash(var downtime) -> {
                swarm.killManager();
                loop.after(downtime, swarm::startManager);
            }
            case Happening.BadMail(var weather, var time) -> {
                swarm.weather(weather);
                var storm = ++storms;
                loop.after(time, () -> {
                    if (storm == storms) swarm.weather(Mail.Weather.FINE);
                });
            }
            case Happening.BadJournal(var failing, var late, var longest, var time) -> {
                swarm.journalTrouble(failing, late, longest);
                loop.after(time, () -> swarm.journalTrouble(0, 0, Duration.ZERO));
            }
        }
    }

    private void onNode(String node, Consumer<VirtualNode> act) {
        if (swarm.has(node)) act.accept(swarm.node(node));
    }

    private void wire(String node, VirtualNode.Wire wire, Duration time) {
        onNode(node, there -> {
            there.wire(wire);
            loop.after(time, () -> there.wire(VirtualNode.Wire.WHOLE));
        });
    }

    /** A client that finds no manager tries again a moment later. */
    private void want(Wish wish) {
        if (!swarm.hasManager()) {
            loop.after(PATIENCE, () -> want(wish));
            return;
        }
        var there = swarm.roster().serviceNamed(wish.name());
        if (there.isPresent()) {
            swarm.ask(
                    there.get().id(),
                    new ServiceCommand.Update(wish.spec(), there.get().version(), ServiceCommand.AuthFrom.SPEC),
                    replies);
        } else {
            swarm.create(wish.spec(), replies);
        }
    }

    private Optional<NodeView> view(VirtualNode node) {
        return swarm.roster().node(node.id());
    }

    private void make(String node, Availability availability) {
        onNode(
                node,
                there -> view(there).ifPresent(seen -> {
                    var spec = seen.facts().spec();
                    swarm.ask(
                            there.id(),
                            new NodeCommand.Change(
                                    new NodeSpec(spec.name(), spec.labels(), spec.role(), availability),
                                    seen.version()),
                            replies);
                }));
    }

    private void remove(String node) {
        Optional.ofNullable(discarded.get(node))
                .ifPresent(gone -> swarm.ask(gone.id(), new NodeCommand.Remove(true), replies));
    }

    /** Nothing is broken any more; nodes take tasks again, and broken ones are removed. Only what services are stays. */
    void mend() {
        swarm.weather(Mail.Weather.FINE);
        swarm.journalTrouble(0, 0, Duration.ZERO);
        swarm.startManager();
        for (var node : swarm.nodes()) {
            node.wire(VirtualNode.Wire.WHOLE);
            node.boot();
            var name = node.description().hostname();
            // Asked also of one that looks active: a drain may be on its way still, and is written before this is
            // answered.
            make(name, Availability.ACTIVE);
            loop.after(PATIENCE, () -> insist(() -> isActive(node), () -> make(name, Availability.ACTIVE)));
        }
        discarded.forEach((name, node) -> insist(() -> view(node).isEmpty(), () -> remove(name)));
    }

    private boolean isActive(VirtualNode node) {
        return view(node)
                .filter(seen -> seen.facts().spec().availability() == Availability.ACTIVE)
                .isPresent();
    }

    /** A client asks for something good until it has it. */
    void repair(Wish wish) {
        insist(
                () -> swarm.roster()
                        .serviceNamed(wish.name())
                        .filter(there -> there.spec().equals(wish.spec()))
                        .isPresent(),
                () -> want(wish));
    }

    private void insist(BooleanSupplier done, Runnable ask) {
        if (done.getAsBoolean()) return;
        ask.run();
        loop.after(PATIENCE, () -> insist(done, ask));
    }
}
