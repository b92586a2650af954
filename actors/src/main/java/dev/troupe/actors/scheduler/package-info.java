/** The scheduler: looks at the roster, decides with the rules of core.placement, asks nodes to reserve. */
@NullMarked
package dev.troupe.actors.scheduler;

import org.jspecify.annotations.NullMarked;
