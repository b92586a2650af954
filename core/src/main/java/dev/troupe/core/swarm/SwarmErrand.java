package dev.troupe.core.swarm;

import java.time.Duration;

/** What the swarm owes to others. Each may be said twice. */
public sealed interface SwarmErrand {

    /** Every service must know how much history it may keep (H-1, H-6). */
    record LimitHistory(int limit) implements SwarmErrand {}

    /** Every session must know how often agents are to be heard (D-5). */
    record Beat(Duration period) implements SwarmErrand {}
}
