package dev.troupe.core.placement;

import dev.troupe.core.id.ServiceId;
import dev.troupe.core.node.HostPort;
import dev.troupe.core.node.Reservation;
import dev.troupe.core.spec.Resources;
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
public record NodeLoad(
    Resources charged, int active, PMap<ServiceId, Integer> activeByService, PSet<HostPort> ports) {
  public static final NodeLoad EMPTY =
      new NodeLoad(Resources.NONE, 0, HashTreePMap.empty(), HashTreePSet.empty());

  /** The load once that reservation, of an active task, is charged too. */
  public static NodeLoad plus(NodeLoad load, Reservation reservation) {
    var service = reservation.service();
    return new NodeLoad(
        load.charged.plus(reservation.resources()),
        load.active + 1,
        load.activeByService.plus(service, load.activeByService.getOrDefault(service, 0) + 1),
        load.ports.plusAll(reservation.ports()));
  }
}
