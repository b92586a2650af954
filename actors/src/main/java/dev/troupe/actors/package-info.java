/** Making it happen: event-sourced entities, supervisors and the scheduler. */
@NullMarked
package dev.troupe.actors;

import org.jspecify.annotations.NullMarked;
