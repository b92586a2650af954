package dev.troupe.app.vitals;

import dev.troupe.core.id.NodeId;
import dev.troupe.core.roster.Roster;
import dev.troupe.http.HostFacts;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * What the figures are taken from, each asked anew at every scrape.
 *
 * @param leads whether this manager leads
 * @param heard when each node's agent last spoke to this manager
 * @param lag how old the oldest fact is that the roster has not seen; zero: it has seen all. May block for a moment
 */
public record Surroundings(
        Supplier<Roster> roster,
        HostFacts host,
        BooleanSupplier leads,
        Supplier<Map<NodeId, Instant>> heard,
        Supplier<Duration> lag,
        InstantSource clock) {}
