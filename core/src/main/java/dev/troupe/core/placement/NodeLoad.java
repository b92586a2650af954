package dev.troupe.core.placement;

import dev.troupe.core.id.ServiceId;
import dev.troupe.core.node.HostPort;
import dev.troupe.core.node.Reservation;
import dev.troupe.core.spec.Resources;
import java.util.List;
import org.pcollections.HashTreePMap;
import org.pcollections.HashTreePSet;
import org.pcollections.PMap;
import org.pcollections.PSet;

/**
 * What a node carries. Kept by the roster one task at a time, so that placing costs nothing per task that is there.
 *
 * @param charged sum of the reservations of charged tasks (SC-7)
 * @param active number of active tasks (SC-8)
 * @param activeByService the same per service
 * @param ports host ports in use by charged tasks
 */
public record NodeLoad(Resources charged, int active, PMap<ServiceId, Integer> activeByService, PSet<HostPort> ports) {
    public static final NodeLoad EMPTY = new NodeLoad(Resources.NONE, 0, HashTreePMap.empty(), HashTreePSet.empty());

    /** The load once that reservation, of an active task, is charged too. */
    public static NodeLoad plus(NodeLoad load, Reservation reservation) {
        return load.charge(reservation.resources(), reservation.ports()).activate(reservation.service(), 1);
    }

    /** With what one more task reserves. */
    public NodeLoad charge(Resources reserved, List<HostPort> claimed) {
        return new NodeLoad(charged.plus(reserved), active, activeByService, ports.plusAll(claimed));
    }

    /** The reverse of {@link #charge}. */
    public NodeLoad release(Resources reserved, List<HostPort> claimed) {
        return new NodeLoad(charged.minus(reserved), active, activeByService, ports.minusAll(claimed));
    }

    /** With so many more active tasks of that service; fewer where negative. */
    public NodeLoad activate(ServiceId service, int more) {
        var there = activeByService.getOrDefault(service, 0) + more;
        var counts = there == 0 ? activeByService.minus(service) : activeByService.plus(service, there);
        return new NodeLoad(charged, active + more, counts, ports);
    }
}
