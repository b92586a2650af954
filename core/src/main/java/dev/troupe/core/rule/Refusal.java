package dev.troupe.core.rule;

/** An expected "no". The http door turns each kind into a status and Docker's own wording (OM-18). */
public sealed interface Refusal {

    /** What a person reads, without any transport's prefix. */
    String message();

    /** There is no such object. */
    record NotFound(String message) implements Refusal {}

    /** The request itself is wrong (InvalidArgument). */
    record Invalid(String message) implements Refusal {}

    /** The request is right, but not now (FailedPrecondition). */
    record Precondition(String message) implements Refusal {}

    /** Another object has the name already (AlreadyExists). */
    record Conflict(String message) implements Refusal {}

    /** Asked against a version that is no longer current (OM-4). */
    record OutOfDate(long asked, long current) implements Refusal {
        @Override
        public String message() {
            return "update out of sequence";
        }
    }

    /** Troupe does not do this (Unimplemented). */
    record Unsupported(String message) implements Refusal {}

    /** Cannot be answered at this moment; asking again may help (Unavailable). */
    record Unavailable(String message) implements Refusal {}
}
