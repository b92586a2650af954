package dev.troupe.actors;

import dev.troupe.core.rule.Refusal;

/** What a client hears. */
public sealed interface Answer<T> {

    /** Written down, safe from {@code kill -9}, and seen by the roster. */
    record Done<T>(T value) implements Answer<T> {}

    record Refused<T>(Refusal why) implements Answer<T> {}
}
