package dev.troupe.agent.driver.docker;

import java.io.IOException;

/** The engine's "no": an HTTP status and its own words. */
final class EngineRefusal extends IOException {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final String words;

    EngineRefusal(int status, String words) {
        super("the engine says " + status + ": " + words);
        this.status = status;
        this.words = words;
    }

    int status() {
        return status;
    }

    String words() {
        return words;
    }

    boolean isNotFound() {
        return status == 404;
    }

    /** What should be signalled does not run. Docker answers 409; Podman 4 answers 500 and says so at the end. */
    boolean isNotRunning() {
        return status == 409 || (status == 500 && words.endsWith("container state improper"));
    }
}
