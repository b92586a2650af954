package dev.troupe.core.placement;

import dev.troupe.core.node.NodeFacts;
import java.util.Locale;
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
        return switch (key.toLowerCase(Locale.ROOT)) {
            case "node.id" -> compare(node.id().value());
            case "node.hostname" -> compare(node.description().hostname());
            case "node.ip" -> holdsForAddress(node.address());
            case "node.role" -> compare(node.role().word());
            case "node.platform.os" -> compare(node.description().platform().os());
            case "node.platform.arch" -> compare(node.description().platform().architecture());
            default -> NodeLabel.of(key).map(label -> compare(label.on(node))).orElse(false); // SC-15
        };
    }

    private boolean compare(String actual) {
        return value.equalsIgnoreCase(actual) == wanted;
    }

    /** What is neither an address nor a network matches no node, whichever the operator (SC-17). */
    private boolean holdsForAddress(String address) {
        var network = Network.parse(value);
        return network.isPresent()
                && Network.Address.parse(address).map(network.get()::contains).orElse(false) == wanted;
    }
}
