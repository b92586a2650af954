package dev.troupe.core.placement;

import dev.troupe.core.node.NodeFacts;
import java.util.Optional;

/** A label of a node or of its engine, as constraints and spread preferences name it (SC-13, SC-24). */
record NodeLabel(Source source, String key) {

    enum Source {
        NODE("node.labels."),
        ENGINE("engine.labels.");

        private final String prefix;

        Source(String prefix) {
            this.prefix = prefix;
        }
    }

    /** The label that {@code word} names, or nothing. The prefix may be in any case, the label's own key may not. */
    static Optional<NodeLabel> of(String word) {
        for (var source : Source.values()) {
            var prefix = source.prefix;
            if (word.length() > prefix.length() && word.regionMatches(true, 0, prefix, 0, prefix.length())) {
                return Optional.of(new NodeLabel(source, word.substring(prefix.length())));
            }
        }
        return Optional.empty();
    }

    /** The reverse of {@link #of}. */
    String descriptor() {
        return source.prefix + key;
    }

    /** Its value on this node; a missing label reads as empty (SC-16). */
    String on(NodeFacts node) {
        var labels = switch (source) {
            case NODE -> node.spec().labels();
            case ENGINE -> node.description().engineLabels();
        };
        return labels.getOrDefault(key, "");
    }
}
