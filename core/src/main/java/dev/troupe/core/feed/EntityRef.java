package dev.troupe.core.feed;

/** One thing that writes to the journal. Its text {@code kind|id} is its persistence id. */
public record EntityRef(EntityKind kind, String id) {

    public String persistenceId() {
        return kind.word() + "|" + id;
    }

    /** The reverse of {@link #persistenceId()}; throws {@link IllegalArgumentException} on anything else. */
    public static EntityRef parse(String persistenceId) {
        var bar = persistenceId.indexOf('|');
        if (bar > 0) {
            var word = persistenceId.substring(0, bar);
            for (var kind : EntityKind.values()) {
                if (kind.word().equals(word)) return new EntityRef(kind, persistenceId.substring(bar + 1));
            }
        }
        throw new IllegalArgumentException("not the persistence id of a Troupe entity: " + persistenceId);
    }

    @Override
    public String toString() {
        return persistenceId();
    }
}
