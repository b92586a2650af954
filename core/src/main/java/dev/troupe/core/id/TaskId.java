package dev.troupe.core.id;

/** Identity of a task: opaque, 25 characters of {@code [0-9a-z]} (OM-2). Ordered by its text. */
public record TaskId(String value) implements Comparable<TaskId> {

    public TaskId {
        if (value.isBlank()) throw new IllegalArgumentException("a task id may not be blank");
    }

    @Override
    public int compareTo(TaskId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
