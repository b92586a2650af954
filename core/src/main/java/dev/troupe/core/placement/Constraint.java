package dev.troupe.core.placement;

import dev.troupe.core.node.NodeFacts;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One placement constraint, read (SC-13 to SC-18).
 *
 * @param wanted true for {@code ==}, false for {@code !=}
 */
record Constraint(String key, boolean wanted, String value) {

    /** A constraint as somebody wrote it: understood, or not and why (SC-14). */
    sealed interface Reading {
        record Understood(Constraint constraint) implements Reading {}

        record Unclear(String why) implements Reading {}
    }

    private static final Pattern KEY = Pattern.compile("[a-z_][a-z0-9\\-_.]+", Pattern.CASE_INSENSITIVE);
    private static final Pattern VALUE =
            Pattern.compile("[a-z0-9:\\-_ \\t\\n\\f\\r.*()?+\\[\\]\\\\^$|/]+", Pattern.CASE_INSENSITIVE);

    /** The equals sign is looked for first, wherever it stands (SC-14). */
    static Reading read(String text) {
        for (var operator : new String[] {"==", "!="}) {
            var at = text.indexOf(operator);
            if (at < 0) continue;
            var key = text.substring(0, at).strip();
            if (!KEY.matcher(key).matches()) return new Reading.Unclear("key '" + key + "' is invalid");
            var value = text.substring(at + operator.length()).strip();
            if (!VALUE.matcher(value).matches()) return new Reading.Unclear("value '" + value + "' is invalid");
            return new Reading.Understood(new Constraint(key, operator.equals("=="), value));
        }
        return new Reading.Unclear("constraint expected one operator from ==, !=");
    }

    boolean satisfiedBy(NodeFacts node) {
        var subject = key.toLowerCase(Locale.ROOT);
        if (subject.equals("node.ip")) return holdsForAddress(node.address());
        return attribute(subject, node)
                .map(actual -> value.equalsIgnoreCase(actual) == wanted)
                .orElse(false); // SC-15
    }

    /** What the node has there; nothing for a key that no node has. */
    private Optional<String> attribute(String subject, NodeFacts node) {
        return switch (subject) {
            case "node.id" -> Optional.of(node.id().value());
            case "node.hostname" -> Optional.of(node.description().hostname());
            case "node.ip" -> Optional.of(node.address());
            case "node.role" -> Optional.of(node.role().word());
            case "node.platform.os" -> Optional.of(node.description().platform().os());
            case "node.platform.arch" ->
                Optional.of(node.description().platform().architecture());
            default -> NodeLabel.of(key).map(label -> label.on(node));
        };
    }

    /** The same for people; empty where the node has nothing there. */
    String actual(NodeFacts node) {
        return attribute(key.toLowerCase(Locale.ROOT), node).orElse("");
    }

    /** As it counts: {@code node.labels.zone==east}. */
    String text() {
        return key + (wanted ? "==" : "!=") + value;
    }

    /** What is neither an address nor a network matches no node, whichever the operator (SC-17). */
    private boolean holdsForAddress(String address) {
        var network = Network.parse(value);
        return network.isPresent()
                && Network.Address.parse(address).map(network.get()::contains).orElse(false) == wanted;
    }
}
