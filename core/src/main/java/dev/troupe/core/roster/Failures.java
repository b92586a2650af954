package dev.troupe.core.roster;

import dev.troupe.core.id.NodeId;
import dev.troupe.core.id.ServiceId;
import dev.troupe.core.placement.FloorNode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.pcollections.HashTreePMap;
import org.pcollections.PMap;
import org.pcollections.PVector;
import org.pcollections.TreePVector;

/**
 * Which revisions failed where of late (SC-22). A failure that is too old is dropped when a later one comes in, so
 * that what is kept is bounded by what fails within {@link #MEMORY}, and adding one costs the same however many
 * there are.
 *
 * @param queue all that are remembered, oldest first
 * @param places the same, by node and revision
 */
record Failures(PVector<Failure> queue, PMap<Place, PVector<Instant>> places) {

    /** How long a failure counts. */
    static final Duration MEMORY = Duration.ofMinutes(5);

    static final Failures NONE = new Failures(TreePVector.empty(), HashTreePMap.empty());

    /** A revision on a node. */
    record Place(NodeId node, ServiceId service, long specVersion) {}

    record Failure(Place place, Instant at) {}

    Failures plus(Place place, Instant at) {
        var recent = forgetBefore(at.minus(MEMORY));
        var there = recent.at(place);
        return new Failures(recent.queue.plus(new Failure(place, at)), recent.places.plus(place, there.plus(at)));
    }

    private Failures forgetBefore(Instant start) {
        var rest = queue;
        var left = places;
        while (!rest.isEmpty() && rest.getFirst().at().isBefore(start)) {
            var place = rest.getFirst().place();
            rest = rest.minus(0);
            var there = left.getOrDefault(place, TreePVector.empty());
            left = there.size() > 1 ? left.plus(place, there.minus(0)) : left.minus(place);
        }
        return new Failures(rest, left);
    }

    /** What the scheduler is to know of that node at that time. */
    FloorNode.Failures on(NodeId node, Instant now) {
        return (service, specVersion) -> count(at(new Place(node, service, specVersion)), now.minus(MEMORY));
    }

    private PVector<Instant> at(Place place) {
        return places.getOrDefault(place, TreePVector.empty());
    }

    /** How many of {@code times}, ascending, are at or after {@code start}: found by halving. */
    private static int count(List<Instant> times, Instant start) {
        var low = 0;
        var high = times.size();
        while (low < high) {
            var middle = (low + high) >>> 1;
            if (times.get(middle).isBefore(start)) low = middle + 1;
            else high = middle;
        }
        return times.size() - low;
    }
}
