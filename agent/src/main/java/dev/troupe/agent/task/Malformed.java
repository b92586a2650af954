package dev.troupe.agent.task;

/** A task whose container cannot be understood on this node; the message is for people. */
final class Malformed extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String reason;

    Malformed(String reason) {
        super(reason);
        this.reason = reason;
    }

    String reason() {
        return reason;
    }
}
