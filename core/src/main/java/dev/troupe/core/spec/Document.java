package dev.troupe.core.spec;

/**
 * What a client sent, word for word (JSON text), kept so that reading, changing one field and writing back
 * loses nothing, also of what Troupe does not act on. Opaque here; only the http door reads it.
 */
public record Document(String json) {
    public static final Document EMPTY = new Document("{}");
}
