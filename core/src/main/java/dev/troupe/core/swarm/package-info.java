/** The swarm itself: its identity, certificate authority, join tokens and settings. */
@NullMarked
package dev.troupe.core.swarm;

import org.jspecify.annotations.NullMarked;
