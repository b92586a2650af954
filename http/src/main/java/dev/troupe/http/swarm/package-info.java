/** The swarm itself, as clients see and change it. */
@NullMarked
package dev.troupe.http.swarm;

import org.jspecify.annotations.NullMarked;
