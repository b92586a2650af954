package dev.troupe.core.feed;

/** The kinds of things that write to the journal; {@link #word} is how ids and event names start. */
public enum EntityKind {
    SERVICE("service"),
    TASK("task"),
    NODE("node"),
    SWARM("swarm"),
    NAMES("names");

    private final String word;

    EntityKind(String word) {
        this.word = word;
    }

    public String word() {
        return word;
    }
}
