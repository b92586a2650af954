package dev.troupe.testkit;

import dev.troupe.core.rule.Refusal;

/** The swarm said no to what a test asked; the message is what a Docker client would read. */
public final class RefusedException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final transient Refusal refusal;

    RefusedException(Refusal refusal) {
        super(refusal.message());
        this.refusal = refusal;
    }

    public Refusal refusal() {
        return refusal;
    }
}
