package dev.troupe.core.swarm;

import static dev.troupe.core.rule.Decision.accept;
import static dev.troupe.core.rule.Decision.refuse;

import dev.troupe.core.rule.Decision;
import dev.troupe.core.rule.Refusal;
import dev.troupe.core.rule.Versions;
import dev.troupe.core.service.ServiceCommand;
import dev.troupe.core.swarm.Swarm.Active;
import dev.troupe.core.swarm.Swarm.Inactive;
import java.time.Instant;
import java.util.ArrayList;

/** A swarm is founded once, changed by version, and dissolved when its last manager leaves. */
public final class SwarmRules {

    public static final Refusal ALREADY = new Refusal.Unavailable("This node is already part of a swarm. Use"
            + " \"docker swarm leave\" to leave this swarm and join another one.");
    /** Whoever asks for something of a swarm where there is none (CL-31). */
    public static final Refusal NO_MANAGER = new Refusal.Unavailable("This node is not a swarm manager. Use"
            + " \"docker swarm init\" or \"docker swarm join\" to connect this node to swarm and try again.");

    public static final Refusal NO_MEMBER = new Refusal.Unavailable("This node is not part of a swarm");

    private SwarmRules() {}

    /** {@code now} changes no answer; it is here because every {@code decide} has it. */
    public static Decision<SwarmEvent> decide(Swarm swarm, SwarmCommand command, Instant now) {
        return switch (command) {
            case SwarmCommand.Initialise asked -> initialise(swarm, asked);
            case SwarmCommand.Change asked ->
                switch (swarm) {
                    case Inactive() -> refuse(NO_MANAGER);
                    case Active active -> change(active, asked);
                };
            case SwarmCommand.Dissolve() ->
                switch (swarm) {
                    case Inactive() -> refuse(NO_MEMBER);
                    case Active ignored -> accept(new SwarmEvent.Dissolved());
                };
        };
    }

    private static Decision<SwarmEvent> initialise(Swarm swarm, SwarmCommand.Initialise asked) {
        return switch (swarm) {
            // Asked twice by the same hand is no second swarm.
            case Active active -> active.id().equals(asked.id()) ? accept() : refuse(ALREADY);
            case Inactive() -> {
                if (asked.spec().heartbeat().isNegative()) yield refuse(backwardHeartbeat());
                yield accept(new SwarmEvent.Initialised(
                        asked.id(),
                        asked.spec(),
                        asked.rootCertificate(),
                        asked.rootKey(),
                        asked.workerToken(),
                        asked.managerToken()));
            }
        };
    }

    private static Decision<SwarmEvent> change(Active swarm, SwarmCommand.Change asked) {
        if (asked.atVersion() != swarm.version()) {
            return refuse(new Refusal.OutOfDate(asked.atVersion(), swarm.version()));
        }
        if (!asked.spec().name().equals(swarm.spec().name())) {
            return refuse(new Refusal.Invalid("modification of cluster name is not allowed"));
        }
        if (asked.spec().heartbeat().isNegative()) return refuse(backwardHeartbeat());

        var events = new ArrayList<SwarmEvent>();
        var spec = keepingHeartbeat(asked.spec(), swarm.spec());
        if (!spec.equals(swarm.spec())) events.add(new SwarmEvent.SpecChanged(spec));
        var worker = orElse(asked.workerToken(), swarm.workerToken());
        var manager = orElse(asked.managerToken(), swarm.managerToken());
        if (!worker.equals(swarm.workerToken()) || !manager.equals(swarm.managerToken())) {
            events.add(new SwarmEvent.TokensRotated(worker, manager));
        }
        return accept(events);
    }

    /** CL-3: an absent heartbeat is the one number that an update does not clear. */
    private static SwarmSpec keepingHeartbeat(SwarmSpec asked, SwarmSpec present) {
        return asked.heartbeat().isZero()
                ? new SwarmSpec(
                        asked.name(), asked.labels(), asked.taskHistoryLimit(), present.heartbeat(), asked.document())
                : asked;
    }

    private static String orElse(String asked, String present) {
        return asked.isEmpty() ? present : asked;
    }

    private static Refusal backwardHeartbeat() {
        return new Refusal.Invalid("heartbeat time period cannot be a negative duration"); // CL-2
    }

    public static Swarm evolve(Swarm swarm, SwarmEvent event, Instant at) {
        return switch (event) {
            case SwarmEvent.Initialised(var id, var spec, var certificate, var key, var worker, var manager) -> {
                if (!(swarm instanceof Inactive)) throw impossible(swarm, event);
                yield new Active(id, spec, certificate, key, worker, manager, Versions.next(0, at), at, at);
            }
            case SwarmEvent.SpecChanged(var spec) -> active(swarm, event).specified(spec, at);
            case SwarmEvent.TokensRotated(var worker, var manager) ->
                active(swarm, event).rotated(worker, manager, at);
            case SwarmEvent.Dissolved() -> {
                active(swarm, event);
                yield new Inactive();
            }
        };
    }

    /**
     * What every service there is must hear: how much history it may keep (H-6), or that its swarm is over and takes it
     * along (CL-12). Whoever has heard it already does nothing.
     */
    public static ServiceCommand owed(Swarm swarm) {
        return switch (swarm) {
            case Active active -> new ServiceCommand.LimitHistory(active.spec().taskHistoryLimit());
            case Inactive() -> new ServiceCommand.Remove();
        };
    }

    private static Active active(Swarm swarm, SwarmEvent event) {
        if (swarm instanceof Active active) return active;
        throw impossible(swarm, event);
    }

    /** Names the kinds only: a swarm and its founding carry a private key, which belongs in no log. */
    private static IllegalStateException impossible(Swarm swarm, SwarmEvent event) {
        return new IllegalStateException("this cannot happen to a swarm that is "
                + swarm.getClass().getSimpleName() + ": " + event.getClass().getSimpleName());
    }
}
