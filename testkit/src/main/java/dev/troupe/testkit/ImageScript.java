package dev.troupe.testkit;

import dev.troupe.agent.driver.simulated.Behaviour;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * What the containers of an image do; for those that are made from now on. Without a word they are there at once, run until they are
 * stopped, and stop at once.
 */
public final class ImageScript {

    private final Consumer<UnaryOperator<Behaviour>> rules;

    ImageScript(Consumer<UnaryOperator<Behaviour>> rules) {
        this.rules = rules;
    }

    private ImageScript does(UnaryOperator<Behaviour> change) {
        rules.accept(change);
        return this;
    }

    /** No registry has it. */
    public ImageScript cannotBePulled(String reason) {
        return does(behaviour -> behaviour.refusing(reason));
    }

    /** So many attempts to pull fail before one goes through. */
    public ImageScript failsToPullAtFirst(int times) {
        return does(behaviour -> behaviour.failingToPrepareAtFirst(times));
    }

    public ImageScript pullsFor(Duration time) {
        return does(behaviour -> behaviour.preparingFor(time));
    }

    /** From the start of its container until it runs. */
    public ImageScript startsFor(Duration time) {
        return does(behaviour -> behaviour.startingFor(time));
    }

    /** It ends by itself, with exit code 1. */
    public ImageScript failsAfter(Duration time) {
        return exitsAfter(time, 1);
    }

    public ImageScript exitsAfter(Duration time, int exitCode) {
        return does(behaviour -> behaviour.exiting(time, exitCode));
    }

    public ImageScript stopsFor(Duration time) {
        return does(behaviour -> behaviour.stoppingFor(time));
    }

    /** Only the kill after its grace ends it. */
    public ImageScript ignoresStop() {
        return does(behaviour -> behaviour.ignoringStop(true));
    }

    public ImageScript healthyAfter(Duration time) {
        return does(behaviour -> behaviour.healthyAfter(time));
    }

    public ImageScript unhealthyAfter(Duration time) {
        return does(behaviour -> behaviour.unhealthyAfter(time));
    }
}
