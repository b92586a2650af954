package dev.troupe.core.placement;

import dev.troupe.core.id.ServiceId;
import dev.troupe.core.node.HostPort;
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
}
