/** Rehearsing an order from the present of a living swarm. */
@NullMarked
package dev.troupe.rehearsal.forecast;

import org.jspecify.annotations.NullMarked;
