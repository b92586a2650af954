package dev.troupe.agent.driver;

import dev.troupe.core.task.ContainerStatus;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** Why a driver could not do as asked (E-2). The message is what a person reads in {@code service ps}. */
public final class DriverTrouble extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public enum Kind {
        /** Will not get better by trying again. */
        FATAL,
        /** The same may work a moment later. */
        TEMPORARY,
        /** Overtaken by a stop. */
        CANCELLED,
        /** There is no such image, task or manifest. */
        NOT_FOUND,
        /** The registry wants other credentials. */
        DENIED
    }

    private final Kind kind;
    private final transient @Nullable ContainerStatus container;

    private DriverTrouble(Kind kind, String message, @Nullable ContainerStatus container, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
        this.container = container;
    }

    public static DriverTrouble fatal(String message) {
        return new DriverTrouble(Kind.FATAL, message, null, null);
    }

    /** Fatal, and this is what became of the container: exit code 127 where its command does not exist. */
    public static DriverTrouble fatal(String message, ContainerStatus container) {
        return new DriverTrouble(Kind.FATAL, message, container, null);
    }

    /** The container is not there any more (E-10). */
    public static DriverTrouble destroyed() {
        return fatal(Condition.DESTROYED);
    }

    public static DriverTrouble temporary(String message) {
        return new DriverTrouble(Kind.TEMPORARY, message, null, null);
    }

    public static DriverTrouble temporary(String message, Throwable cause) {
        return new DriverTrouble(Kind.TEMPORARY, message, null, cause);
    }

    public static DriverTrouble cancelled() {
        return new DriverTrouble(Kind.CANCELLED, "cancelled", null, null);
    }

    public static DriverTrouble notFound(String message) {
        return new DriverTrouble(Kind.NOT_FOUND, message, null, null);
    }

    public static DriverTrouble denied(String message) {
        return new DriverTrouble(Kind.DENIED, message, null, null);
    }

    /** The trouble behind whatever a stage failed with. What no driver foresaw is fatal (E-2). */
    public static DriverTrouble behind(Throwable failure) {
        var cause = failure;
        while (cause instanceof CompletionException && cause.getCause() != null) cause = cause.getCause();
        if (cause instanceof DriverTrouble trouble) return trouble;
        return new DriverTrouble(Kind.FATAL, cause.toString(), null, cause);
    }

    public Kind kind() {
        return kind;
    }

    public Optional<ContainerStatus> container() {
        return Optional.ofNullable(container);
    }

    /** The reason in words; never null. */
    public String reason() {
        var message = getMessage();
        return message == null ? kind.toString() : message;
    }
}
