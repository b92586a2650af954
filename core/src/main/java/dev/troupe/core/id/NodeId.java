package dev.troupe.core.id;

/** Identity of a node: opaque, 25 characters of {@code [0-9a-z]} (OM-2). Ordered by its text. */
public record NodeId(String value) implements Comparable<NodeId> {

    public NodeId {
        if (value.isBlank()) throw new IllegalArgumentException("a node id may not be blank");
    }

    @Override
    public int compareTo(NodeId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
