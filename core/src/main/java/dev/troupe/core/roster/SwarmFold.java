package dev.troupe.core.roster;

import dev.troupe.core.rule.Versions;
import dev.troupe.core.swarm.Swarm;
import dev.troupe.core.swarm.SwarmEvent;
import java.time.Instant;

/** What facts about the swarm mean for those who read. */
final class SwarmFold {

    private SwarmFold() {}

    static Swarm fold(Swarm swarm, SwarmEvent event, Instant at) {
        return switch (event) {
            case SwarmEvent.Initialised(var id, var spec, var certificate, var key, var worker, var manager) ->
                new Swarm.Active(id, spec, certificate, key, worker, manager, Versions.next(0, at), at, at);
            case SwarmEvent.SpecChanged(var spec) ->
                switch (swarm) {
                    case Swarm.Active s -> s.specified(spec, at);
                    case Swarm.Inactive inactive -> inactive;
                };
            case SwarmEvent.TokensRotated(var worker, var manager) ->
                switch (swarm) {
                    case Swarm.Active s -> s.rotated(worker, manager, at);
                    case Swarm.Inactive inactive -> inactive;
                };
            case SwarmEvent.Dissolved() -> new Swarm.Inactive();
        };
    }
}
