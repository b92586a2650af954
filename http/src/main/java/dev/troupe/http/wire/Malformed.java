package dev.troupe.http.wire;

/** Input that cannot be turned into what it should be: 400. */
public final class Malformed extends Problem {
    private static final long serialVersionUID = 1L;

    public Malformed(String message) {
        super(400, message);
    }
}
