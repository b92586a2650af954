/** The node entity: sessions with agents, liveness, room. */
@NullMarked
package dev.troupe.actors.node;

import org.jspecify.annotations.NullMarked;
