package dev.troupe.app.settings;

/** Troupe cannot start; the message is one clear line for people. */
public class StartFailure extends RuntimeException {

    private static final long serialVersionUID = 1;

    public StartFailure(String message) {
        super(message);
    }

    public StartFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
