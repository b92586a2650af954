/** How the swarm does: how long things took, how far they have come. */
@NullMarked
package dev.troupe.core.vitals;

import org.jspecify.annotations.NullMarked;
