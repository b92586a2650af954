package dev.troupe.actors.post;

import dev.troupe.core.id.Ids;
import dev.troupe.core.roster.Roster;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Supplier;

/**
 * What every entity is given from outside.
 *
 * @param clock the only time there is
 * @param roster the present, as far as this manager has seen it
 * @param heartbeat how often agents are to be heard
 */
public record World(InstantSource clock, Ids ids, Post post, Supplier<Roster> roster, Duration heartbeat) {}
