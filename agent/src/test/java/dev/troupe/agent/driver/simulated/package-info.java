/** Stories of simulated tasks. */
@NullMarked
package dev.troupe.agent.driver.simulated;

import org.jspecify.annotations.NullMarked;
