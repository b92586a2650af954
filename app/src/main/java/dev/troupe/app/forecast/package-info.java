/** Rehearsals of a live swarm, in a process beside its manager. */
@NullMarked
package dev.troupe.app.forecast;

import org.jspecify.annotations.NullMarked;
