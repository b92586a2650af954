/** Tasks that only seem to run: timings, failures and images by script, on a clock that is handed in. */
@NullMarked
package dev.troupe.agent.driver.simulated;

import org.jspecify.annotations.NullMarked;
