/** Stories of agents. */
@NullMarked
package dev.troupe.agent;

import org.jspecify.annotations.NullMarked;
