package dev.troupe.persistence.care;

import java.io.IOException;

/** What was asked for cannot be done; the message is one line for people, and names what is wrong and where. */
public final class Trouble extends IOException {

    private static final long serialVersionUID = 1;

    public Trouble(String message) {
        super(message);
    }

    public Trouble(String message, Throwable cause) {
        super(message, cause);
    }
}
