/** Stories of tasks as processes, with real ones. */
@NullMarked
package dev.troupe.agent.driver.process;

import org.jspecify.annotations.NullMarked;
