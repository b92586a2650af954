package dev.troupe.core.node;

import dev.troupe.core.id.NodeId;
import dev.troupe.core.id.ServiceId;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Why the scheduler sent tasks of one revision to this node, with the figures it saw just before the first of them
 * (SC-21, SC-24). One for each revision and node of a round, however many tasks go there; it travels with their
 * reservations and is kept with them.
 *
 * @param nodes how many nodes there were
 * @param turnedAway how many of them each filter turned away as the round began, by the filter's word
 * @param here how this node stood
 * @param next the node that would have been taken otherwise; absent when no other fitted, or none where it was sought
 * @param branches where the spread preferences led, outermost first
 */
public record Choice(
        ServiceId service,
        long specVersion,
        int nodes,
        Map<String, Integer> turnedAway,
        Score here,
        Optional<Rival> next,
        List<Branch> branches) {

    /**
     * What a node is judged by, in this order (SC-21).
     *
     * @param failures of this revision there, of late; fewer than five do not count
     * @param ofService active tasks of the service
     * @param active active tasks in all
     */
    public record Score(int failures, int ofService, int active) {}

    public record Rival(NodeId node, Score score) {}

    /**
     * A value of a label that tasks are spread over.
     *
     * @param over the label as the spec names it: {@code node.labels.zone}
     * @param value empty for nodes without that label
     * @param ofService active tasks of the service among its nodes
     * @param next the value that would have been taken otherwise
     */
    public record Branch(String over, String value, int ofService, Optional<OtherBranch> next) {}

    public record OtherBranch(String value, int ofService) {}
}
