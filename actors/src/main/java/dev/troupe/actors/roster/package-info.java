/** Keeps the roster in step with the feed. */
@NullMarked
package dev.troupe.actors.roster;

import org.jspecify.annotations.NullMarked;
