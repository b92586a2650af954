package dev.troupe.core.placement;

import dev.troupe.core.node.NodeDescription;
import dev.troupe.core.node.NodeDescription.Plugin;
import dev.troupe.core.spec.Platform;
import java.util.Optional;

/** The filters of section 8.3, in their order; a node is put down to the first that turns it away. */
enum Filter {
    READY("ready", "% not available for new tasks"),
    RESOURCES("resources", "insufficient resources on %"),
    PLUGINS("plugins", "missing plugin on %"),
    CONSTRAINTS("constraints", "scheduling constraints not satisfied on %"),
    PLATFORM("platform", "unsupported platform on %"),
    HOST_PORTS("host-ports", "host-mode port already in use on %"),
    MAX_REPLICAS("max-replicas", "max replicas per node limit exceed");

    private static final Filter[] ALL = values();

    private final String word;
    private final String words;

    Filter(String word, String words) {
        this.word = word;
        this.words = words;
    }

    /** What the journal calls it. */
    String word() {
        return word;
    }

    boolean passes(Demand demand, Seat seat) {
        return switch (this) {
            case READY -> seat.facts().takesTasks();
            case RESOURCES -> demand.reservations().isNone() || seat.hasRoomFor(demand.reservations());
            case PLUGINS -> hasPlugins(demand, seat);
            case CONSTRAINTS -> demand.constraints().stream().allMatch(one -> one.satisfiedBy(seat.facts()));
            case PLATFORM -> hasPlatform(demand, seat);
            case HOST_PORTS -> demand.ports().stream().allMatch(seat::isFree);
            case MAX_REPLICAS ->
                demand.maxReplicasPerNode() <= 0 || seat.activeOf(demand.service()) < demand.maxReplicasPerNode();
        };
    }

    /** The first filter that turns the node away; empty: the task may go there. */
    static Optional<Filter> against(Demand demand, Seat seat) {
        for (var filter : ALL) {
            if (!filter.passes(demand, seat)) return Optional.of(filter);
        }
        return Optional.empty();
    }

    /** Whether a node that took one task of a group takes another: only what a round changes is looked at again. */
    static boolean takesAnother(Demand demand, Seat seat) {
        return RESOURCES.passes(demand, seat) && HOST_PORTS.passes(demand, seat) && MAX_REPLICAS.passes(demand, seat);
    }

    /** Swarm's words for so many nodes turned away. */
    String explain(int nodes) {
        return words.replace("%", nodes == 1 ? "1 node" : nodes + " nodes");
    }

    /** SC-10. A node that says nothing of its engine passes. */
    private static boolean hasPlugins(Demand demand, Seat seat) {
        var description = seat.facts().description();
        if (description.engineVersion().isEmpty() && description.plugins().isEmpty()) return true;
        if (!demand.volumeDrivers().stream().allMatch(driver -> lists(description, "Volume", driver))) return false;
        var listsLogDrivers =
                description.plugins().stream().anyMatch(plugin -> plugin.type().equals("Log"));
        return !listsLogDrivers
                || demand.logDriver().isEmpty()
                || lists(description, "Log", demand.logDriver().get());
    }

    static boolean lists(NodeDescription description, String type, String name) {
        var named = new Plugin(type, name);
        var tagged = new Plugin(type, name + ":latest");
        return description.plugins().stream().anyMatch(plugin -> plugin.equals(named) || plugin.equals(tagged));
    }

    /** SC-11. */
    private static boolean hasPlatform(Demand demand, Seat seat) {
        if (demand.platforms().isEmpty()) return true;
        var has = seat.facts().description().platform();
        if (has.os().isEmpty() && has.architecture().isEmpty()) return false;
        return demand.platforms().stream().anyMatch(wanted -> suits(wanted, has));
    }

    private static boolean suits(Platform wanted, Platform has) {
        return (wanted.os().isEmpty() || wanted.os().equals(has.os()))
                && (wanted.architecture().isEmpty()
                        || architecture(wanted.architecture()).equals(architecture(has.architecture())));
    }

    /** One name for each of the two that have two. */
    private static String architecture(String name) {
        return switch (name) {
            case "x86_64" -> "amd64";
            case "aarch64" -> "arm64";
            default -> name;
        };
    }
}
