package dev.troupe.core.id;

/** Identity of a service: opaque, 25 characters of {@code [0-9a-z]} (OM-2). Ordered by its text. */
public record ServiceId(String value) implements Comparable<ServiceId> {

    public ServiceId {
        if (value.isBlank()) throw new IllegalArgumentException("a service id may not be blank");
    }

    @Override
    public int compareTo(ServiceId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
