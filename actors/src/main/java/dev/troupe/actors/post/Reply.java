package dev.troupe.actors.post;

import dev.troupe.core.feed.EntityRef;
import dev.troupe.core.rule.Refusal;

/** What an entity answers to a client's command. */
public sealed interface Reply {

    /** Written down; the entity's fact number {@code sequence} is its newest. */
    record Done(EntityRef entity, long sequence) implements Reply {}

    record Refused(Refusal why) implements Reply {}
}
