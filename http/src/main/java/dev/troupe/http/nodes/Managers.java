package dev.troupe.http.nodes;

import dev.troupe.core.node.Role;
import dev.troupe.core.roster.NodeView;
import dev.troupe.core.roster.Roster;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The nodes that manage. In one JVM the oldest leads, and it is the one that clients speak to. */
public final class Managers {
    /** Where managers listen for one another, as clients show it. */
    public static final int PORT = 2377;

    private static final Comparator<NodeView> BY_AGE = Comparator.comparing(NodeView::createdAt)
            .thenComparing(view -> view.facts().id());

    private Managers() {}

    /** Oldest first. */
    public static List<NodeView> of(Roster roster) {
        return roster.nodes().stream().filter(Managers::manages).sorted(BY_AGE).toList();
    }

    public static Optional<NodeView> leader(Roster roster) {
        return roster.nodes().stream().filter(Managers::manages).min(BY_AGE);
    }

    static boolean manages(NodeView view) {
        return view.facts().role() == Role.MANAGER;
    }

    static String reachability(NodeView view) {
        return switch (view.facts().state()) {
            case READY -> "reachable";
            case DOWN, DISCONNECTED -> "unreachable";
            case UNKNOWN -> "unknown";
        };
    }

    public static String address(NodeView view) {
        var address = view.facts().address();
        return (address.contains(":") ? "[" + address + "]" : address) + ":" + PORT;
    }
}
