package dev.troupe.app.settings;

/** The command line says something that makes no sense, whatever runs where: exit code 2. */
public final class Misuse extends StartFailure {

    private static final long serialVersionUID = 1;

    public Misuse(String message) {
        super(message);
    }

    public Misuse(String message, Throwable cause) {
        super(message, cause);
    }
}
