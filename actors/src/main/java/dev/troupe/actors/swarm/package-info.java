/** The swarm entity. */
@NullMarked
package dev.troupe.actors.swarm;

import org.jspecify.annotations.NullMarked;
