package dev.troupe.core.service;

import dev.troupe.core.id.NodeId;
import dev.troupe.core.id.ServiceId;
import dev.troupe.core.id.TaskId;
import dev.troupe.core.node.NodeFacts;
import dev.troupe.core.node.Standing;
import dev.troupe.core.spec.ServiceSpec;
import java.util.List;
import java.util.Optional;

/** What may be asked of a service. */
public sealed interface ServiceCommand {

    /** A client: be. The spec has passed its checks; {@code historyLimit} is the swarm's (H-1). */
    record Create(ServiceId id, ServiceSpec spec, int historyLimit) implements ServiceCommand {}

    /** A client: be like this instead (OM-4). */
    record Update(ServiceSpec spec, long atVersion, AuthFrom authFrom) implements ServiceCommand {}

    /** Which registry credentials an update keeps when it brings none (U-43). */
    enum AuthFrom {
        SPEC,
        PREVIOUS_SPEC
    }

    /** A client: be as you were before (U-41). */
    record Rollback(long atVersion) implements ServiceCommand {}

    /** A client: be again as you were once, by a rollback; {@code specVersion} is the revision number of that time. */
    record ReturnTo(ServiceSpec spec, long specVersion, long atVersion) implements ServiceCommand {}

    /** A client: go away. */
    record Remove() implements ServiceCommand {}

    /** Tasks: this is how we stand. */
    record Sight(List<Sighting> sightings) implements ServiceCommand {}

    /**
     * A node that holds tasks of this service: this is how I stand, as of {@code version}.
     *
     * @param facts for constraints; absent once the node is gone
     */
    record HearOfNode(NodeId node, Standing standing, long version, Optional<NodeFacts> facts)
            implements ServiceCommand {}

    /** The restart supervisor: some hold is over. */
    record ReleaseDue() implements ServiceCommand {}

    /** The update supervisor: replace the tasks of these slots now. */
    record ReplaceSlots(List<Integer> slots) implements ServiceCommand {}

    /** The update supervisor: the new tasks of these slots do not run, and have had their time. */
    record ExpireSlots(List<Integer> slots) implements ServiceCommand {}

    /** The update supervisor: too many failures; {@code task} was the one too many. */
    record GiveUp(TaskId task) implements ServiceCommand {}

    /** The update supervisor: all slots are done and stayed up. */
    record FinishUpdate() implements ServiceCommand {}

    /** The swarm's history limit is this now (H-1, H-6). */
    record LimitHistory(int limit) implements ServiceCommand {}
}
